// Organizations that share people, counted
//---
// question: How many people do two organizations share at one moment, and how many leaders?
// version: 2
// params:
//   organization_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only pairs with this
//     organization; empty for all}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   one_id: {type: string, about: An organization; as it was then}
//   one: {type: string, about: Name}
//   other_id: {type: string, about: 'Another, whose id comes later'}
//   other: {type: string, about: Name}
//   people: {type: integer, about: How many people may be in both at one moment}
//   certain_people: {type: integer, about: How many of them are for certain}
//   leaders: {type: integer, about: How many of them may lead both at one moment}
//   expected_people: {type: number, about: 'Sum of the likelihoods that each of them is in both, each by the likeliest
//     way'}
//   tie_ids: {type: string, list: true, about: 'The ties behind them, at most 500'}
// evidence: tie_ids
// conventions:
//   - Counts alone; networks/organizations_by_people shows who, and the measure commanders/shared whether it is more than
//     chance would bring.
//   - The moments of two people need not be the same. A tie to a unit of two organizations is in one of them at a time,
//     and links none.
// shared: [leading, at-one-moment, certain-within-the-span, units, one-under-the-first-id, categories, spells, lives,
//   possible-and-certain, likelihoods]
// example:
//   graph: harbour
//   rows:
//     - {"one_id": "harbour:gull", "one": "The Gulls", "other_id": "harbour:skua", "other": "The Skuas", "people": 2,
//       "certain_people": 1, "leaders": 0, "expected_people": 1.035,
//       "tie_ids": ["LEADS:a201443cbcc3120c6247", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:86cab6e7411f185a0bb5", "MEMBER_OF:bb0b0ffdd85a649df358"]}
//     - {"one_id": "harbour:gull", "one": "The Gulls", "other_id": "harbour:tern", "other": "The Terns", "people": 1,
//       "certain_people": 1, "leaders": 1, "expected_people": 0.76,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247"]}
//     - {"one_id": "harbour:skua", "one": "The Skuas", "other_id": "harbour:tern", "other": "The Terns", "people": 1,
//       "certain_people": 1, "leaders": 0, "expected_people": 0.665,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "MEMBER_OF:86cab6e7411f185a0bb5"]}
//     - {"one_id": "harbour:petrel", "one": "The Petrels", "other_id": "harbour:skua", "other": "The Skuas",
//       "people": 1, "certain_people": 0, "leaders": 0, "expected_people": 0.9025,
//       "tie_ids": ["LEADS:5e481f827db780259ff6", "MEMBER_OF:01b9bfb2c77dc2b2d4dd"]}
//     - {"one_id": "harbour:customs", "one": "The Customs House", "other_id": "harbour:tern", "other": "The Terns",
//       "people": 1, "certain_people": 0, "leaders": 0, "expected_people": 0.8574,
//       "tie_ids": ["LEADS:26e1f6e943dab1ff5552", "MEMBER_OF:76be3fa87d3a456a7846", "PART_OF:f9aa13f2779d53887828"]}
//---
:param organization_id => null;
:param kinds => ['LEADS', 'MEMBER_OF'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $organization_id})
WITH given.canonical_id AS wanted, {from_latest: coalesce($as_of, $from_day, date('0001-01-01')),
  to_earliest: coalesce($as_of, $to_day, date('9999-12-31'))} AS asked
MATCH (person:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[up:COUNTS_AS {level: $level}]->(met:Organization)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
  AND tie.from_earliest <= asked.to_earliest AND asked.from_latest <= tie.to_latest
WITH wanted, asked, person, collect({tie: tie, up: up, met: met}) AS posts
WHERE size(posts) > 1
UNWIND posts AS a
UNWIND posts AS b
WITH wanted, asked, person, a, b
WHERE a.met.id < b.met.id AND a.tie <> b.tie AND ($organization_id IS NULL OR wanted IN [a.met.id, b.met.id])
  AND all(x IN [a.tie, a.up, b.tie, b.up] WHERE x.from_earliest <= asked.to_earliest
    AND asked.from_latest <= x.to_latest
    AND all(y IN [a.tie, a.up, b.tie, b.up] WHERE x.from_earliest <= y.to_latest))
WITH asked, person, a, b, [a.tie, b.tie] + COLLECT {
    UNWIND a.up.part_ids + [id IN b.up.part_ids WHERE NOT id IN a.up.part_ids] AS id
    MATCH ()-[part:PART_OF {id: id}]->() RETURN part
  } AS ties
// For certain nothing begins only after something else may have ended; a run of days and the span end when they end.
WITH asked, person, a, b, ties, [tie IN ties | {begun: tie.from_latest, over: tie.to_earliest, id: tie.id}]
  + [{begun: asked.from_latest, over: asked.to_earliest, id: 'asked'},
    {begun: a.up.from_earliest, over: a.up.to_latest, id: 'run'},
    {begun: b.up.from_earliest, over: b.up.to_latest, id: 'run'}] AS spans
WITH person, a, b, ties, all(x IN spans WHERE all(y IN spans WHERE x.id = y.id OR x.begun <= y.over)) AS certain
WHERE certain OR $dates = 'possible'
WITH a.met AS one, b.met AS other, person, collect(ties) AS ways, max(certain) AS certain,
  max(type(a.tie) = 'LEADS' AND type(b.tie) = 'LEADS') AS leads,
  max(reduce(p = 1.0, tie IN ties | p * tie.likelihood)) AS likelihood
WITH one, other, count(person) AS people, sum(toInteger(certain)) AS certain_people, sum(toInteger(leads)) AS leaders,
  sum(likelihood) AS expected_people, collect(ways) AS every
ORDER BY people DESC, certain_people DESC, expected_people DESC, one.id, other.id
LIMIT $limit
RETURN one.id AS one_id,
  one.name AS one,
  other.id AS other_id,
  other.name AS other,
  people,
  certain_people,
  leaders,
  round(expected_people, 4) AS expected_people,
  COLLECT {
    UNWIND every AS ways UNWIND ways AS ties UNWIND ties AS tie
    WITH DISTINCT tie.id AS id RETURN id ORDER BY id LIMIT 500
  } AS tie_ids
ORDER BY people DESC, certain_people DESC, expected_people DESC, one_id, other_id
LIMIT $limit;
