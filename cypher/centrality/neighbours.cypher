// Entities with most ties
//---
// question: Who is tied to most others?
// version: 2
// params:
//   types: {type: string, list: true, enum: [Person, Organization, Place, Event], about: Types of entity that are ranked}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, ALLIED_WITH, OPPOSED, LINKED_TO, JOINED, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN],
//     about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   rank: {type: integer, about: By how many others. Ties of equal score share a rank}
//   entity_id: {type: string, about: The entity}
//   entity: {type: string, about: Name}
//   type: {type: string, about: 'Person, Organization, Place or Event'}
//   others: {type: integer, about: How many others it is tied to}
//   certain_others: {type: integer, about: To how many of them for certain within the time that is asked about}
//   expected_others: {type: number, about: 'Sum of the likelihoods of the likeliest tie to each'}
//   ties: {type: integer, about: How many ties these are}
//   kinds: {type: string, list: true, about: 'Of which kinds, each with how many'}
//   tie_ids: {type: string, list: true, about: 'These ties, at most 500, the likeliest first'}
// shows: [rank, entity, type, others, certain_others, expected_others, kinds]
// evidence: tie_ids
// conventions:
//   - An entity counts once among the others of another, however many ties there are between them, and whatever their
//     direction. This is the degree in the graph of ties itself; who shares organizations with most people is a question
//     for the measure centrality/degree, on a network of the catalogue.
//   - The ties of one entity need not hold at one moment, unless a day is asked about.
// shared: [of-the-event, categories, certain-within-the-span, possible-and-certain, spells, lives, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   params: {"types": ["Person"], "kinds": ["ASSOCIATE_OF", "ALLIED_WITH", "KIN_OF"]}
//   rows:
//     - {"rank": 1, "entity_id": "harbour:bo", "entity": "Bo Lindqvist", "type": "Person", "others": 1,
//       "certain_others": 1, "expected_others": 0.95, "ties": 1, "kinds": ["ASSOCIATE_OF: 1"],
//       "tie_ids": ["ASSOCIATE_OF:68f64c50d452c64f8daf"]}
//     - {"rank": 1, "entity_id": "harbour:dag", "entity": "Dag Øster", "type": "Person", "others": 1,
//       "certain_others": 1, "expected_others": 0.95, "ties": 1, "kinds": ["ASSOCIATE_OF: 1"],
//       "tie_ids": ["ASSOCIATE_OF:68f64c50d452c64f8daf"]}
//---
:param types => ['Person', 'Organization'];
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'KIN_OF', 'ASSOCIATE_OF', 'PART_OF', 'SPLIT_FROM', 'ALLIED_WITH', 'OPPOSED'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 20;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until
MATCH (entity:Entity)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
  |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(other:Entity)
WHERE any(label IN labels(entity) WHERE label IN $types) AND type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
  AND tie.from_earliest <= until AND since <= tie.to_latest
  AND all(end IN [entity, other] WHERE coalesce(end.from_earliest, since) <= until
    AND since <= coalesce(end.to_latest, until))
  AND coalesce(entity.kind, '') <> 'category' AND coalesce(other.kind, '') <> 'category'
WITH entity, tie, other, tie.from_latest <= until AND since <= tie.to_earliest AS certain
WHERE certain OR $dates = 'possible'
WITH entity, other, max(certain) AS certain, max(tie.likelihood) AS likelihood, collect(tie) AS ties
WITH entity, count(other) AS others, sum(toInteger(certain)) AS certain_others, sum(likelihood) AS expected,
  collect(ties) AS every
WITH collect({entity: entity, others: others, certain: certain_others, expected: expected, every: every}) AS found
UNWIND found AS one
WITH found, one ORDER BY one.others DESC, one.certain DESC, one.expected DESC, one.entity.id
LIMIT $limit
WITH 1 + size([more IN found WHERE more.others > one.others]) AS rank, one
CALL (one) {
  UNWIND one.every AS ties
  UNWIND ties AS tie
  WITH tie ORDER BY tie.likelihood DESC, tie.id
  RETURN collect(tie) AS ties
}
RETURN rank,
  one.entity.id AS entity_id,
  one.entity.name AS entity,
  [label IN labels(one.entity) WHERE label IN $types][0] AS type,
  one.others AS others,
  one.certain AS certain_others,
  round(one.expected, 4) AS expected_others,
  size(ties) AS ties,
  COLLECT { UNWIND ties AS tie WITH type(tie) AS kind, count(*) AS n RETURN kind + ': ' + n ORDER BY n DESC, kind } AS kinds,
  [tie IN ties[..500] | tie.id] AS tie_ids
ORDER BY rank, certain_others DESC, expected_others DESC, entity_id
LIMIT $limit;
