// Commanders of those who took part or were present
//---
// question: Which units took part in an event or were at a place, and who commanded them then, up the chain?
// version: 5
// params:
//   at_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'The event or the place, by id or
//     name'}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   deed: {type: string, about: 'What links the acting unit: took part, was present, or held the place'}
//   deed_at_id: {type: string, about: The event or the place}
//   deed_at: {type: string, about: Name}
//   acting_id: {type: string, about: The unit that took part or was there}
//   acting: {type: string, about: Name}
//   unit_id: {type: string, about: 'The unit that is commanded: the acting one, or one above it then'}
//   unit: {type: string, about: Name}
//   steps: {type: integer, about: 'How many PART_OF ties the unit stands above the one that the source names; 0 for
//     that one itself'}
//   chain: {type: string, list: true, about: 'The units from the one that the source names up to this one, by name'}
//   commander_id: {type: string, nullable: true, about: Who led the unit then; empty where no claim names anybody}
//   commander: {type: string, nullable: true, about: Name}
//   roles: {type: string, list: true, about: As what}
//   holds: {type: string, about: 'certain or possible: whether the dates guarantee that all of it held at one moment,
//     or allow it'}
//   earliest: {type: date, nullable: true, about: The first day on which all of it may hold; empty when it is open}
//   latest: {type: date, nullable: true, about: The last such day; empty when it is open}
//   likelihood: {type: number, about: 'That these ties all hold, when they are independent'}
//   weakest_likelihood: {type: number, about: The least likely of them}
//   ways: {type: integer, about: In how many ways the row holds; it shows the strongest}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// shows: [deed, acting, unit, commander, holds, earliest, latest, likelihood]
// evidence: tie_ids
// conventions:
//   - One row for a deed, an acting unit, a unit and a commander of it; without a commander where no claim names one of
//     the moment, so that a gap shows. Over a span a unit that somebody led on some days has such a row, too, if there is
//     a day on which nobody did; its dates are the first and the last such day. With dates certain such a row means that
//     nobody certainly led it.
//   - A unit takes on what the units below it did, and where they were, only while each PART_OF tie between them held.
//     Nothing goes the other way; what a superior did says nothing of its units.
//   - A unit of the kind placeholder stands in for one that the source cannot name. The chain runs through it, and it is
//     neither acting nor commanded; the next unit above that has a name acts in its stead. Where no unit above it is
//     known of that moment, what it did is in no row. The chain ends below a category.
//   - A place has everything that lies in it; a WITHIN tie without dates is geography and holds on every day. A unit
//     that is only known to be in a wider region is not at the place. Events at the place count there.
//   - An event happens once. What is said of its date, of who took part and of where it was is about one moment. Who was
//     at its place then without taking part, as far as a source says, is found by asking about that place and day.
//   - That someone commanded a unit says neither that they ordered what it did nor that they knew of it. Members, and
//     persons who took part by themselves, are not shown; nor is command that no LEADS tie states. Chains of more than
//     eight PART_OF ties are cut there.
// shared: [at-one-moment, certain-within-the-span, leading, categories, spells, lives, possible-and-certain, likelihoods, claims-not-guilt]
// example:
//   graph: garrison
//   params: {"at_id": "garrison:raid"}
//   rows:
//     - {"deed": "took part", "deed_at_id": "garrison:raid", "deed_at": "Raid on the ford",
//       "acting_id": "garrison:third", "acting": "3rd Battalion", "unit_id": "garrison:third", "unit": "3rd Battalion",
//       "steps": 0, "chain": ["3rd Battalion"], "commander_id": "garrison:adler", "commander": "Col. Adler",
//       "roles": ["commander"], "holds": "certain", "earliest": "2014-05-10", "latest": "2014-05-10",
//       "likelihood": 0.9025, "weakest_likelihood": 0.95, "ways": 1, "disputed": false,
//       "tie_ids": ["LEADS:344a5aeab4d59b813cc5", "PARTICIPATED_IN:544de0b713f49a997176"]}
//     - {"deed": "took part", "deed_at_id": "garrison:raid", "deed_at": "Raid on the ford",
//       "acting_id": "garrison:third", "acting": "3rd Battalion", "unit_id": "garrison:first-brigade",
//       "unit": "1st Brigade", "steps": 1, "chain": ["3rd Battalion", "1st Brigade"],
//       "commander_id": "garrison:brandt", "commander": "Gen. Brandt", "roles": ["commander"], "holds": "certain",
//       "earliest": "2014-05-10", "latest": "2014-05-10", "likelihood": 0.8574, "weakest_likelihood": 0.95, "ways": 1,
//       "disputed": false,
//       "tie_ids": ["LEADS:4b84c142634066dc2ded", "PARTICIPATED_IN:544de0b713f49a997176", "PART_OF:e87eab65f3d896e3ba44"]}
//     - {"deed": "took part", "deed_at_id": "garrison:raid", "deed_at": "Raid on the ford",
//       "acting_id": "garrison:third", "acting": "3rd Battalion", "unit_id": "garrison:corps",
//       "unit": "Northern Corps", "steps": 2, "chain": ["3rd Battalion", "1st Brigade", "Northern Corps"],
//       "commander_id": "garrison:dorn", "commander": "Gen. Dorn", "roles": ["commander"], "holds": "certain",
//       "earliest": "2014-05-10", "latest": "2014-05-10", "likelihood": 0.8145, "weakest_likelihood": 0.95, "ways": 1,
//       "disputed": false,
//       "tie_ids": ["LEADS:e35fcb38923c22d45e78", "PARTICIPATED_IN:544de0b713f49a997176", "PART_OF:a4a1761bcc8995561d30", "PART_OF:e87eab65f3d896e3ba44"]}
//     - {"deed": "took part", "deed_at_id": "garrison:raid", "deed_at": "Raid on the ford",
//       "acting_id": "garrison:third", "acting": "3rd Battalion", "unit_id": "garrison:staff", "unit": "General Staff",
//       "steps": 3, "chain": ["3rd Battalion", "1st Brigade", "Northern Corps", "General Staff"], "commander_id": null,
//       "commander": null, "roles": [], "holds": "certain", "earliest": "2014-05-10", "latest": "2014-05-10",
//       "likelihood": 0.6002, "weakest_likelihood": 0.7, "ways": 1, "disputed": false,
//       "tie_ids": ["PARTICIPATED_IN:544de0b713f49a997176", "PART_OF:a4a1761bcc8995561d30", "PART_OF:cafe420448fec66ab1d0", "PART_OF:e87eab65f3d896e3ba44"]}
//---
// Of the sample mali_2013; replace it by the id of an event or a place of your own data, which entities/search finds.
:param at_id => 'mali-2013:gao';
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 200;

MATCH (given:Entity {id: $at_id})
MATCH (asked:Entity {id: given.canonical_id})
WITH asked, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
// What was done, with the ties that say so; those about one event speak of one moment.
CALL (asked) {
  MATCH (named:Organization)-[deed:PARTICIPATED_IN]->(asked)
  RETURN named, 'took part' AS deed, asked AS deed_at, [deed] AS moment, [] AS held
  UNION
  MATCH way = (asked)<-[inside:WITHIN]-{0,8}(spot:Place)<-[at:OCCURRED_AT]-(event:Event)
  WHERE all(i IN range(0, length(way)) WHERE NOT nodes(way)[i] IN nodes(way)[i + 1..])
  MATCH (named:Organization)-[deed:PARTICIPATED_IN]->(event)
  RETURN named, 'took part' AS deed, event AS deed_at, [deed, at] AS moment, inside AS held
  UNION
  MATCH way = (asked)<-[inside:WITHIN]-{0,8}(spot:Place)<-[at:PRESENT_IN|CONTROLS]-(named:Organization)
  WHERE all(i IN range(0, length(way)) WHERE NOT nodes(way)[i] IN nodes(way)[i + 1..])
  RETURN named, CASE type(at) WHEN 'CONTROLS' THEN 'held the place' ELSE 'was present' END AS deed, spot AS deed_at,
    [at] AS moment, inside AS held
}
// An undated WITHIN is geography and holds on every day.
WITH since, until, named, deed, deed_at, moment + held AS below,
  [tie IN held WHERE [tie.from_earliest, tie.from_latest, tie.to_earliest, tie.to_latest]
    <> [date('0001-01-01'), date('9999-12-31'), date('0001-01-01'), date('9999-12-31')]] AS held,
  [tie IN moment | {id: '', starts: tie.from_earliest, started: tie.from_latest, ending: tie.to_earliest,
    ends: tie.to_latest}] + CASE WHEN deed_at:Event AND deed_at.from_earliest IS NOT NULL THEN [{id: '',
    starts: deed_at.from_earliest, started: deed_at.from_latest, ending: deed_at.to_earliest,
    ends: deed_at.to_latest}] ELSE [] END AS said
WHERE coalesce(named.kind, '') <> 'category' AND all(tie IN below WHERE tie.likelihood >= $min_likelihood)
UNWIND said AS one
WITH since, until, named, deed, deed_at, below, held, {id: '', starts: max(one.starts), started: min(one.started),
  ending: max(one.ending), ends: min(one.ends)} AS moment
// Up the chain, and who led each unit of it.
MATCH chain = (named)(()-[:PART_OF]->(over) WHERE coalesce(over.kind, '') <> 'category'){0,8}(unit:Organization)
WITH since, until, named, deed, deed_at, below, held, moment, unit, nodes(chain) AS units, relationships(chain) AS parts
WHERE coalesce(unit.kind, '') <> 'placeholder'
  AND all(tie IN parts WHERE tie.likelihood >= $min_likelihood)
  AND all(i IN range(0, size(units) - 1) WHERE NOT units[i] IN units[i + 1..])
CALL (unit) {
  MATCH (person:Person)-[lead:LEADS]->(unit)
  WHERE lead.likelihood >= $min_likelihood
  RETURN person, lead, [lead] AS command
  UNION ALL
  RETURN null AS person, null AS lead, [] AS command
}
WITH since, until, named, deed, deed_at, unit, units, size(parts) AS steps, person, lead, below + parts + command AS ties,
  [moment, {id: 'day', starts: since, started: since, ending: until, ends: until}]
  + [tie IN held + parts + command | {id: tie.id, starts: tie.from_earliest, started: tie.from_latest,
    ending: tie.to_earliest, ends: tie.to_latest}] AS spans
WITH *, reduce(day = date('0001-01-01'), span IN spans | CASE WHEN span.starts > day THEN span.starts ELSE day END)
  AS first, reduce(day = date('9999-12-31'), span IN spans | CASE WHEN span.ends < day THEN span.ends ELSE day END)
  AS last, reduce(p = 1.0, tie IN ties | p * tie.likelihood) AS likelihood,
  all(x IN spans WHERE all(y IN spans WHERE x.id = y.id OR x.started <= y.ending)) AS certain
WHERE first <= last AND (certain OR $dates = 'possible')
WITH *, reduce(day = first, span IN spans | CASE WHEN span.started > day THEN span.started ELSE day END) AS sure_first,
  reduce(day = last, span IN spans | CASE WHEN span.ending < day THEN span.ending ELSE day END) AS sure_last
WITH deed, deed_at, head([one IN units WHERE coalesce(one.kind, '') <> 'placeholder']) AS acting, unit, person,
  collect({units: units, steps: steps, roles: coalesce(lead.roles, []), ties: ties, first: first, last: last,
    sure_first: sure_first, sure_last: sure_last, likelihood: likelihood, certain: certain}) AS ways
WITH deed, deed_at, acting, unit, collect({person: person, ways: ways}) AS posts
WITH *, reduce(led = [], post IN posts | led + CASE WHEN post.person IS NULL THEN [] ELSE [way IN post.ways |
  CASE $dates WHEN 'possible' THEN {first: way.first, last: way.last}
  ELSE {first: way.sure_first, last: way.sure_last} END] END) AS led
UNWIND posts AS post
// A row without a commander is of days on which nobody led the unit: they begin and end where a command does, or the way.
CALL (post, led) {
  WITH post, led WHERE post.person IS NOT NULL OR size(led) = 0
  RETURN post.ways AS ways
  UNION
  WITH post, led WHERE post.person IS NULL AND size(led) > 0
  UNWIND post.ways AS way
  WITH led, way, [way.first, way.last, way.sure_first, way.sure_last]
    + [one IN led WHERE one.last < way.last | one.last + duration({days: 1})]
    + [one IN led WHERE one.first > way.first | one.first - duration({days: 1})] AS days
  UNWIND days AS day
  WITH led, way, day, way.sure_first <= day <= way.sure_last AS sure
  WHERE way.first <= day <= way.last AND (sure OR $dates = 'possible')
    AND none(one IN led WHERE one.first <= day <= one.last)
  WITH way, min(day) AS first, max(day) AS last, max(toInteger(sure)) = 1 AS certain
  RETURN collect(way {.*, first: first, last: last, certain: certain}) AS ways
}
WITH deed, deed_at, acting, unit, post.person AS person, ways
WHERE size(ways) > 0
CALL (ways) {
  UNWIND ways AS way
  RETURN way AS best
  ORDER BY way.certain DESC, round(way.likelihood, 9) DESC, way.steps, way.first, [tie IN way.ties | tie.id]
  LIMIT 1
}
RETURN deed,
  deed_at.id AS deed_at_id,
  deed_at.name AS deed_at,
  acting.id AS acting_id,
  acting.name AS acting,
  unit.id AS unit_id,
  unit.name AS unit,
  best.steps AS steps,
  [one IN best.units | one.name] AS chain,
  person.id AS commander_id,
  person.name AS commander,
  best.roles AS roles,
  CASE WHEN best.certain THEN 'certain' ELSE 'possible' END AS holds,
  nullIf(best.first, date('0001-01-01')) AS earliest,
  nullIf(best.last, date('9999-12-31')) AS latest,
  round(best.likelihood, 4) AS likelihood,
  round(reduce(least = 1.0, tie IN best.ties | CASE WHEN tie.likelihood < least THEN tie.likelihood ELSE least END), 4)
    AS weakest_likelihood,
  size(ways) AS ways,
  any(tie IN best.ties WHERE tie.disputed) AS disputed,
  COLLECT { UNWIND best.ties AS tie WITH DISTINCT tie.id AS id RETURN id ORDER BY id } AS tie_ids
ORDER BY deed_at, deed_at_id, deed, acting, acting_id, steps, unit_id, holds, likelihood DESC, commander_id
LIMIT $limit;
