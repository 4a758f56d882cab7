// Who links two entities
//---
// question: Which people are tied to both of these?
// version: 5
// params:
//   one_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'An organization or person, by id or name'}
//   other_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Another organization or person,
//     by id'}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, ALLIED_WITH, OPPOSED,
//     LINKED_TO], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   person_id: {type: string, about: The person}
//   person: {type: string, about: Name}
//   one_tie: {type: string, about: 'How the person is tied to the one: the kind of tie, and as what'}
//   one_unit_id: {type: string, about: What this tie is to; the one itself or a unit of it}
//   one_unit: {type: string, about: Name}
//   other_tie: {type: string, about: 'How the person is tied to the other: the kind of tie, and as what'}
//   other_unit_id: {type: string, about: What that tie is to; the other itself or a unit of it}
//   other_unit: {type: string, about: Name}
//   overlap: {type: string, about: 'certain or possible: whether the dates guarantee that all of it held together, or
//     allow it'}
//   earliest: {type: date, nullable: true, about: All of it held from this day at the earliest; empty when it is open}
//   latest: {type: date, nullable: true, about: All of it held until this day at the latest; empty when it is open}
//   likelihood: {type: number, about: 'That these ties all hold, when they are independent'}
//   ways: {type: integer, about: In how many ways the person links the two; the row shows the strongest}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// shows: [person, one_unit, one_tie, other_unit, other_tie, overlap, earliest, latest]
// evidence: tie_ids
// conventions:
//   - A person counts who has a tie to each of the two, or to a unit of it; two different ties.
//   - One row for a person. It shows the strongest link, a certain one before a possible one, then the likeliest, then
//     the earliest; days, units, ties and likelihood are those of this one.
//   - Only one's own units are added, not what one is a unit of. Two that are part of each other are still the two that
//     were asked for; each has the other's ties, too.
// shared: [links, at-one-moment, certain-within-the-span, within, categories, spells, lives, possible-and-certain,
//   likelihoods]
// example:
//   graph: harbour
//   params: {"one_id": "harbour:tern", "other_id": "harbour:gull"}
//   rows:
//     - {"person_id": "harbour:ada", "person": "Ada Ferris", "one_tie": "LEADS (quartermaster)",
//        "one_unit_id": "harbour:tern", "one_unit": "The Terns", "other_tie": "LEADS (skipper)",
//        "other_unit_id": "harbour:gull", "other_unit": "The Gulls", "overlap": "certain", "earliest": "2019-03-01",
//        "latest": null, "likelihood": 0.76, "ways": 1, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247"]}
//---
// Of the sample mali_2013; replace them by ids of your own data, which entities/search finds.
:param one_id => 'mali-2013:aqim';
:param other_id => 'mali-2013:mujao';
:param kinds => ['LEADS', 'MEMBER_OF', 'KIN_OF', 'ASSOCIATE_OF'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 50;

MATCH (first:Entity {id: $one_id})
MATCH (one:Entity {id: first.canonical_id})
MATCH (second:Entity {id: $other_id})
MATCH (other:Entity {id: second.canonical_id})
WITH one, other, CASE $level WHEN 'group' THEN 'within' ELSE 'unit' END AS level,
  coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until
WHERE one <> other
// Ties of people to either: to a person, or to an organization or what was within it then.
UNWIND [one, other] AS end
MATCH (end)<-[ups:COUNTS_AS*0..1 {level: level}]-(unit:Entity)
  -[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED|LINKED_TO]-(person:Person)
WHERE (end:Person OR size(ups) = 1) AND type(tie) IN $kinds AND person <> one AND person <> other
  AND tie.likelihood >= $min_likelihood
UNWIND [tie] + ups AS held
WITH one, other, since, until, end, person, unit, tie, ups, max(held.from_earliest) AS first,
  min(held.to_latest) AS last
WHERE first <= last AND first <= until AND since <= last
WITH one, other, since, until, person, collect({end: end, unit: unit, first: first, last: last, ups: ups,
  ties: [tie] + COLLECT {
    UNWIND ups AS up UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part
  }}) AS links
UNWIND [link IN links WHERE link.end = one] AS a
UNWIND [link IN links WHERE link.end = other] AS b
WITH since, until, person, a, b, a.ties + [tie IN b.ties WHERE NOT tie IN a.ties] AS ties,
  CASE WHEN a.first > b.first THEN a.first ELSE b.first END AS first,
  CASE WHEN a.last < b.last THEN a.last ELSE b.last END AS last
WHERE a.ties[0] <> b.ties[0] AND first <= last
WITH person, a, b, ties, first, last, reduce(p = 1.0, tie IN ties | p * tie.likelihood) AS likelihood,
  // Whichever way the dates are read: no tie begins after another ended, nor outside of the days it has to hold on.
  all(x IN ties WHERE x.from_latest <= until AND since <= x.to_earliest
    AND all(up IN a.ups + b.ups WHERE x.from_latest <= up.to_latest AND up.from_earliest <= x.to_earliest)
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)) AS certain
WHERE certain OR $dates = 'possible'
ORDER BY certain DESC, likelihood DESC, first, a.ties[0].id, b.ties[0].id, [tie IN ties | tie.id]
// One row for a person: the strongest way.
WITH person, count(*) AS ways, collect({one: a.ties[0], one_unit: a.unit, other: b.ties[0], other_unit: b.unit,
  ties: ties, first: first, last: last, likelihood: likelihood, certain: certain})[0] AS best
RETURN person.id AS person_id,
  person.name AS person,
  type(best.one) + reduce(text = '', role IN best.one.roles | text + ' (' + role + ')') AS one_tie,
  best.one_unit.id AS one_unit_id,
  best.one_unit.name AS one_unit,
  type(best.other) + reduce(text = '', role IN best.other.roles | text + ' (' + role + ')') AS other_tie,
  best.other_unit.id AS other_unit_id,
  best.other_unit.name AS other_unit,
  CASE WHEN best.certain THEN 'certain' ELSE 'possible' END AS overlap,
  nullIf(best.first, date('0001-01-01')) AS earliest,
  nullIf(best.last, date('9999-12-31')) AS latest,
  round(best.likelihood, 4) AS likelihood,
  ways,
  any(tie IN best.ties WHERE tie.disputed) AS disputed,
  COLLECT { UNWIND best.ties AS tie RETURN tie.id ORDER BY tie.id } AS tie_ids
ORDER BY overlap, likelihood DESC, person_id
LIMIT $limit;
