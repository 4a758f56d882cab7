// People in one organization at the same time
//---
// question: Which people were in the same organization while both could be?
// version: 3
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only ties that hold on this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only ties that hold on this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 200000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: 'A person'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   likelihood: {type: number, about: 'Likelihood of the strongest alternative, its ties taken as independent'}
//   alternatives: {type: string, list: true, about: 'Ways in which the two met: ids of the ties that must all hold,
//     with blanks between, the likeliest first'}
//   from_earliest: {type: date, list: true, nullable: true, about: 'First day on which each alternative is possible,
//     in the same order; empty if nothing bounds it'}
//   from_latest: {type: date, list: true, nullable: true, about: 'The first day on which it is certain; empty for
//     none'}
//   to_earliest: {type: date, list: true, nullable: true, about: 'The last day on which it is certain; empty, or
//     before the first, for none'}
//   to_latest: {type: date, list: true, nullable: true, about: 'The last day on which it is possible; empty if
//     nothing bounds it'}
//   tie_ids: {type: string, list: true, about: 'The ties of all alternatives, those of the likeliest first'}
// shows: [source, target, likelihood, from_earliest, to_latest]
// evidence: tie_ids
// conventions:
//   - One row for each pair of people who were in one organization at one moment, by a tie each.
// shared: [possible-and-certain, at-one-moment, days-put-together, spells, lives, within, units-in-alternatives,
//   categories, sources-left-in, likelihoods]
// example:
//   graph: harbour
//   params: {"as_of": "2018-06-01"}
//   rows:
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:cleo", "target": "Cleo Marsh",
//        "likelihood": 0.9025, "alternatives": ["LEADS:9cc7d6663c4126ca7b93 MEMBER_OF:47f2ed4be56acc0e3867",
//        "LEADS:e7ae16d1ee085c490445 MEMBER_OF:47f2ed4be56acc0e3867 PART_OF:f9aa13f2779d53887828"], "from_earliest":
//        ["2018-01-01", "2018-01-01"], "from_latest": ["2018-12-31", null], "to_earliest": ["2018-01-01", null],
//        "to_latest": ["2018-12-31", "2018-12-31"], "tie_ids": ["LEADS:9cc7d6663c4126ca7b93",
//        "MEMBER_OF:47f2ed4be56acc0e3867", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"source_id": "harbour:dag", "source": "Dag Øster", "target_id": "harbour:hana", "target": "Hana O'Shea",
//        "likelihood": 0.9025, "alternatives": ["MEMBER_OF:28c1f59ebe9303b4786b LEADS:af1c0c68213f0dd012c9"],
//        "from_earliest": [null], "from_latest": [null], "to_earliest": [null], "to_latest": [null], "tie_ids":
//        ["MEMBER_OF:28c1f59ebe9303b4786b", "LEADS:af1c0c68213f0dd012c9"]}
//---
:param kinds => ['LEADS', 'MEMBER_OF'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param level => 'group';
:param limit => 1000;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
MATCH (person:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[up:COUNTS_AS]->(met:Organization)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
  AND up.level = CASE $level WHEN 'unit' THEN 'unit' ELSE 'within' END
WITH *, CASE WHEN tie.from_earliest > up.from_earliest THEN tie.from_earliest ELSE up.from_earliest END AS first,
  CASE WHEN tie.from_latest > up.from_latest THEN tie.from_latest ELSE up.from_latest END AS sure_first,
  CASE WHEN tie.to_earliest < up.to_earliest THEN tie.to_earliest ELSE up.to_earliest END AS sure_last,
  CASE WHEN tie.to_latest < up.to_latest THEN tie.to_latest ELSE up.to_latest END AS last
WHERE first <= last AND first <= last_day AND first_day <= last
WITH *, COLLECT {
  UNWIND range(0, size(up.part_ids) - 1) AS i MATCH ()-[part:PART_OF {id: up.part_ids[i]}]->() RETURN part ORDER BY i
} AS parts
WHERE all(each IN [tie] + parts WHERE any(source IN each.asserted_by
    WHERE ($sources_in IS NULL OR source IN $sources_in) AND NOT source IN coalesce($sources_out, [])))
WITH first_day, last_day, met, collect({id: person.id, person: person, tie: tie, up: up, parts: parts,
  first: first, sure_first: sure_first, sure_last: sure_last, last: last,
  below: coalesce(last(up.part_ids), '')}) AS posts
UNWIND posts AS a
UNWIND posts AS b
// Who came up by one and the same PART_OF met below it already.
WITH first_day, last_day, a, b
WHERE a.id < b.id AND a.first <= b.last AND b.first <= a.last AND (a.below = '' OR a.below <> b.below)
WITH *, [a.tie, b.tie] + a.parts + [part IN b.parts WHERE NOT part IN a.parts] AS ties
WHERE $dates = 'possible' OR all(x IN ties WHERE x.from_latest <= last_day AND first_day <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
    AND all(run IN [a.up, b.up] WHERE x.from_latest <= run.to_latest AND run.from_earliest <= x.to_earliest))
WITH a.person AS one, b.person AS other, {tie_ids: [tie IN ties | tie.id],
  likelihood: reduce(p = 1.0, tie IN ties | p * tie.likelihood),
  from_earliest: CASE WHEN a.first > b.first THEN a.first ELSE b.first END,
  from_latest: CASE WHEN a.sure_first > b.sure_first THEN a.sure_first ELSE b.sure_first END,
  to_earliest: CASE WHEN a.sure_last < b.sure_last THEN a.sure_last ELSE b.sure_last END,
  to_latest: CASE WHEN a.last < b.last THEN a.last ELSE b.last END} AS way
ORDER BY one.id, other.id, round(way.likelihood, 9) DESC, way.tie_ids, way.from_earliest
WITH one, other, collect(way) AS every
ORDER BY one.id, other.id
LIMIT $limit
// An alternative that holds only if one of fewer ties does says nothing more.
WITH one, other, [way IN every WHERE none(less IN every WHERE size(less.tie_ids) < size(way.tie_ids)
  AND less.from_earliest <= way.from_earliest AND way.to_latest <= less.to_latest
  AND all(id IN less.tie_ids WHERE id IN way.tie_ids))] AS ways
RETURN one.id AS source_id,
  one.name AS source,
  other.id AS target_id,
  other.name AS target,
  round(ways[0].likelihood, 9) AS likelihood,
  [way IN ways | reduce(text = head(way.tie_ids), id IN tail(way.tie_ids) | text + ' ' + id)] AS alternatives,
  [way IN ways | way.from_earliest] AS from_earliest,
  [way IN ways | way.from_latest] AS from_latest,
  [way IN ways | way.to_earliest] AS to_earliest,
  [way IN ways | way.to_latest] AS to_latest,
  reduce(ids = [], way IN ways | ids + [id IN way.tie_ids WHERE NOT id IN ids]) AS tie_ids
ORDER BY source_id, target_id
LIMIT $limit;
