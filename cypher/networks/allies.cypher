// Who fought beside whom
//---
// question: Which actors were on the same side of events?
// version: 1
// params:
//   as_of: {type: date, nullable: true, about: Only events of this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only events of this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only events of this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   region: {type: string, nullable: true, max_length: 200, id_of: entity, about: 'Only events at this place or
//     within it, by id or name; empty for anywhere'}
//   min_events: {type: integer, min: 1, max: 1000000, about: Only pairs with at least this many events}
//   min_deaths: {type: integer, min: 0, max: 999999999, about: 'Only pairs whose events cost at least this many lives,
//     by best estimates'}
//   weigh_by: {type: string, enum: [events, deaths, log], about: 'What a pair weighs: its events, their deaths by best
//     estimates, or the natural logarithm of one more than its events'}
//   civilians: {type: boolean, about: 'Whether categories that are no actors, such as civilians, count as a side'}
//   limit: {type: integer, min: 1, max: 200000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: 'An actor'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   events: {type: integer, about: 'Events in which the two were on the same side'}
//   deaths: {type: integer, about: 'Lives that these events cost, by best estimates; one without an estimate adds none'}
//   weight: {type: number, about: What the pair weighs}
//   likelihood: {type: number, about: Likelihood of the likeliest of these events}
//   years: {type: string, list: true, about: 'The years of these events; 2019/2020 for one that was in either of them,
//     empty for one of which no day is known'}
//   events_by_year: {type: integer, list: true, about: 'How many events each of these years had, in the same order'}
//   earliest: {type: date, nullable: true, about: The first was not before this day; empty when it is open}
//   latest: {type: date, nullable: true, about: The last was not after this day; empty when it is open}
//   tie_ids: {type: string, list: true, about: 'Who took part in these events, those of the likeliest 250 of them'}
// shows: [source, target, events, deaths, years, events_by_year, likelihood]
// evidence: tie_ids
// conventions:
//   - One row for each pair on the same side of an event, whether listed there or named as associated with it.
//   - Fighting on one side of an event is no alliance; what sources say of alliances (ALLIED_WITH) does not count here.
// shared: [sides, one-event, in-the-region, not-observed, possible-and-certain, spells, lives, likelihoods]
// example:
//   graph: delta
//   rows:
//     - {"source_id": "delta:army", "source": "The Army", "target_id": "delta:militia", "target": "The Militia",
//       "events": 2, "deaths": 10, "weight": 2.0, "likelihood": 0.95, "years": ["2019/2020", "2020"],
//       "events_by_year": [1, 1], "earliest": "2019-12-20", "latest": "2020-05-05",
//       "tie_ids": ["PARTICIPATED_IN:b0fe2eceb96560fc1a62", "PARTICIPATED_IN:55e64aa980fb66a2bcf7", "PARTICIPATED_IN:ef23ab5ddcf9ce06ee75", "PARTICIPATED_IN:845f87f185d0437a8171"]}
//     - {"source_id": "delta:clan", "source": "The Clan", "target_id": "delta:rebels", "target": "The Rebels",
//       "events": 1, "deaths": 0, "weight": 1.0, "likelihood": 0.95, "years": ["2020"], "events_by_year": [1],
//       "earliest": "2020-05-05", "latest": "2020-05-05",
//       "tie_ids": ["PARTICIPATED_IN:bfd838d5b2a16c3b3a70", "PARTICIPATED_IN:66d167ed34d5861d2fa7"]}
//---
// Not of the sample mali_2013, which puts nobody on a side of an event: load a dataset of events first, or the invented
// example of the checkout: tertius load claims cypher/graphs/delta
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param region => null;
:param min_events => 1;
:param min_deaths => 0;
:param weigh_by => 'events';
:param civilians => false;
:param limit => 1000;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
OPTIONAL MATCH (given:Entity {id: $region})
WITH first_day, last_day, given.canonical_id AS region
// Event by event, so that nothing is kept of one but that two met in it.
MATCH (event:Event)
CALL (event, first_day, last_day, region) {
  MATCH (one:Entity)-[s:PARTICIPATED_IN]->(event)<-[t:PARTICIPATED_IN]-(other:Entity)
  WHERE one.id < other.id AND (s.side IN ['side_a', 'with_a'] AND t.side IN ['side_a', 'with_a']
      OR s.side IN ['side_b', 'with_b'] AND t.side IN ['side_b', 'with_b'])
    AND ($civilians OR coalesce(one.kind, '') <> 'category' AND coalesce(other.kind, '') <> 'category')
  // An event happens once: what is said of its date and of who took part is about one day, from the first to the last.
  WITH *, [x IN [s, t, event] WHERE x.from_earliest IS NOT NULL | x] AS said
  WITH *,
    reduce(day = date('0001-01-01'), x IN said | CASE WHEN x.from_earliest > day THEN x.from_earliest ELSE day END)
      AS first,
    reduce(day = date('9999-12-31'), x IN said | CASE WHEN x.to_latest < day THEN x.to_latest ELSE day END) AS last
  WHERE first <= last AND CASE $dates WHEN 'possible' THEN first <= last_day AND first_day <= last
    ELSE first_day <= first AND last <= last_day END
  // The sides are one source's coding: only who is on both by the word of one source met.
  WITH *, [i IN range(0, size(s.asserted_by) - 1) WHERE s.asserted_by[i] IN t.asserted_by | {source: s.asserted_by[i],
      p: head([j IN range(0, size(t.asserted_by) - 1) WHERE t.asserted_by[j] = s.asserted_by[i]
        | CASE WHEN s.firmness[i] < t.firmness[j] THEN s.firmness[i] ELSE t.firmness[j] END])}] AS voices
  WHERE any(voice IN voices WHERE ($sources_in IS NULL OR voice.source IN $sources_in)
    AND NOT voice.source IN coalesce($sources_out, []))
  WITH *, reduce(p = 0.0, voice IN voices | CASE WHEN voice.p > p THEN voice.p ELSE p END) AS likelihood
  WHERE likelihood >= $min_likelihood
    AND ($region IS NULL OR EXISTS {
      MATCH (event)-[at:OCCURRED_AT]->(:Place)-[above:WITHIN]->{0,8}(:Place {id: region})
      WHERE all(x IN [at] + above WHERE x.likelihood >= 0.5)
      WITH at, [x IN above WHERE [x.from_earliest, x.from_latest, x.to_earliest, x.to_latest]
        <> [date('0001-01-01'), date('9999-12-31'), date('0001-01-01'), date('9999-12-31')]] AS dated
      WITH [at] + dated + [{from_earliest: first, to_latest: last}, {from_earliest: first_day, to_latest: last_day}]
        AS held, dated
      WHERE all(x IN held WHERE all(y IN held WHERE x.from_earliest <= y.to_latest))
        AND ($dates = 'possible' OR all(x IN dated WHERE x.from_latest <= first AND last <= x.to_earliest))
      RETURN 1
    })
  // One event counts once for a pair, however many records or sides say so.
  ORDER BY one.id, other.id, likelihood DESC, s.id, t.id
  RETURN one, other, collect([first, last, likelihood, s.id, t.id])[0] AS met
}
// Only what is asked of a meeting goes on: there may be hundreds of thousands.
WITH one, other, met[0] AS first, met[1] AS last, met[2] AS likelihood, met[3] AS left, met[4] AS right,
  coalesce(event.deaths_best, 0) AS cost
ORDER BY likelihood DESC, left, right
WITH one, other, count(*) AS events, sum(cost) AS deaths, min(first) AS earliest, max(last) AS latest,
  max(likelihood) AS likelihood, collect([left, right])[..250] AS likeliest, collect(CASE
    WHEN first = date('0001-01-01') OR last = date('9999-12-31') THEN ''
    WHEN first.year = last.year THEN toString(first.year)
    ELSE toString(first.year) + '/' + toString(last.year) END) AS all_years
WHERE events >= $min_events AND deaths >= $min_deaths AND ($weigh_by <> 'deaths' OR deaths > 0)
CALL (all_years) {
  UNWIND all_years AS year
  WITH year, count(*) AS events ORDER BY year
  RETURN collect(year) AS years, collect(events) AS events_by_year
}
RETURN one.id AS source_id,
  one.name AS source,
  other.id AS target_id,
  other.name AS target,
  events,
  deaths,
  CASE $weigh_by WHEN 'events' THEN toFloat(events) WHEN 'deaths' THEN toFloat(deaths)
    ELSE round(log(1 + events), 9) END AS weight,
  likelihood,
  years,
  events_by_year,
  nullIf(earliest, date('0001-01-01')) AS earliest,
  nullIf(latest, date('9999-12-31')) AS latest,
  reduce(ids = [], ties IN likeliest | ids + [id IN ties WHERE NOT id IN ids]) AS tie_ids
ORDER BY source_id, target_id
LIMIT $limit;
