// The ties and dates of one entity, in order
//---
// question: What happened to this entity, and to whom was it tied, in order of time?
// version: 3
// params:
//   entity_id: {type: string, max_length: 200, id_of: entity, required: true, about: The entity}
//   kinds: {type: string, list: true, nullable: true, about: 'Only ties and dates of these kinds, such as LEADS or DIED;
//     empty for all'}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only what holds on this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only what holds on this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   what: {type: string, about: 'Kind of tie, or of date: BORN, DIED, ESTABLISHED, ANNOUNCED, DISSOLVED, OCCURRED'}
//   direction: {type: string, about: 'from the entity, to it, or both; empty for a date of its own'}
//   other_id: {type: string, nullable: true, about: 'To whom, which event or which place; empty for a date of its own'}
//   other: {type: string, nullable: true, about: Name}
//   roles: {type: string, list: true, about: As what}
//   earliest: {type: date, nullable: true, about: It began on this day at the earliest; empty when it is open}
//   begun_by: {type: date, nullable: true, about: It had begun by this day; empty when that is open}
//   not_over_before: {type: date, nullable: true, about: It had not ended before this day; empty when that is open}
//   latest: {type: date, nullable: true, about: It ended on this day at the latest; empty when it is open}
//   certain_from: {type: date, nullable: true, about: The first day on which it certainly held; empty when no single day
//     is certain}
//   certain_to: {type: date, nullable: true, about: The last such day; empty when no single day is certain}
//   likelihood: {type: number, nullable: true, about: Likelihood of the tie; empty for a date of its own}
//   disputed: {type: boolean, about: Whether a claim denies it or its dates contradict}
//   claim_ids: {type: string, list: true, about: 'The current claims behind it, at most 100; of a tie to an event
//     with those that date the event'}
// shows: [what, other, roles, earliest, latest, likelihood, disputed]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - In order of the days by which each had begun for certain, then of those by which each had ended; what has no date
//     stands last.
//   - Something that happens, such as a founding or an event, happened on one of the days from the first to the last. A
//     tie to an event is of the day of the event, for certain as well; where its own dates cannot be true beside that,
//     they stand. Paths and centrality/neighbours are stricter, since for certain they go by the tie's own dates alone,
//     and on a day that the event's own date rules out they count no tie to it.
//   - Categories such as civilians are listed here like everybody else. The dates of its own are those that the claims
//     about it add up to; entities/profile shows each.
// shared: [spells, lives, possible-and-certain, likelihoods]
// example:
//   graph: coast
//   params: {"entity_id": "coast:milo"}
//   rows:
//     - {"what": "LEADS", "direction": "from", "other_id": "coast:otter-south", "other": "The Southern Otters",
//       "roles": ["mate"], "earliest": null, "begun_by": "2016-05-31", "not_over_before": "2016-05-01",
//       "latest": "2018-09-30", "certain_from": null, "certain_to": null, "likelihood": 0.95, "disputed": false,
//       "claim_ids": ["d8f706aaffe177e880b23670.1"]}
//     - {"what": "MEMBER_OF", "direction": "from", "other_id": "coast:seal", "other": "The Seals", "roles": [],
//       "earliest": "2017-01-01", "begun_by": "2017-12-31", "not_over_before": "2019-01-01", "latest": "2019-12-31",
//       "certain_from": "2017-12-31", "certain_to": "2019-01-01", "likelihood": 0.8, "disputed": true,
//       "claim_ids": ["2e58ce28796bd28bbe6f60fc.1"]}
//     - {"what": "DIED", "direction": "", "other_id": null, "other": null, "roles": [], "earliest": "2018-09-01",
//       "begun_by": "2018-09-30", "not_over_before": "2018-09-01", "latest": "2018-09-30", "certain_from": null,
//       "certain_to": null, "likelihood": null, "disputed": false, "claim_ids": ["68d3d6dab38ccad65faeb717.1"]}
//---
// Of the sample mali_2013; replace it by an id of your own data, which entities/search finds.
:param entity_id => 'mali-2013:mokhtar-belmokhtar';
:param kinds => null;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 200;

MATCH (given:Entity {id: $entity_id})
MATCH (entity:Entity {id: given.canonical_id})
CALL (entity) {
  MATCH (entity)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
    |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(other:Entity)
  WHERE tie.likelihood >= $min_likelihood
  // What is said of an event's date and of a tie to it is about one moment.
  WITH tie, other, [tie] + [one IN [entity, other] WHERE one:Event AND one.from_earliest <= tie.to_latest
    AND tie.from_earliest <= one.to_latest] AS said
  UNWIND said AS one
  RETURN type(tie) AS what, tie, other, max(one.from_earliest) AS first, min(one.from_latest) AS begun,
    max(one.to_earliest) AS over, min(one.to_latest) AS end
  UNION ALL
  UNWIND ['born', 'died', 'established', 'announced', 'dissolved'] AS date
  WITH entity, date WHERE entity[date + '_earliest'] IS NOT NULL OR entity[date + '_latest'] IS NOT NULL
  WITH date, coalesce(entity[date + '_earliest'], date('0001-01-01')) AS first,
    coalesce(entity[date + '_latest'], date('9999-12-31')) AS end
  RETURN toUpper(date) AS what, null AS tie, null AS other, first, end AS begun, first AS over, end
  UNION ALL
  WITH entity WHERE entity:Event AND entity.from_earliest IS NOT NULL AND coalesce(entity.edtf, '') <> ''
  RETURN 'OCCURRED' AS what, null AS tie, null AS other, entity.from_earliest AS first, entity.from_latest AS begun,
    entity.to_earliest AS over, entity.to_latest AS end
}
WITH *, coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until
WHERE ($kinds IS NULL OR what IN $kinds)
  AND CASE $dates WHEN 'possible' THEN first <= until AND since <= end ELSE begun <= until AND since <= over END
ORDER BY begun, end, first, what, other.id, tie.id
LIMIT $limit
RETURN what,
  CASE WHEN tie IS NULL THEN '' WHEN what IN ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO'] THEN 'both'
    WHEN startNode(tie) = entity THEN 'from' ELSE 'to' END AS direction,
  other.id AS other_id,
  other.name AS other,
  coalesce(tie.roles, []) AS roles,
  nullIf(first, date('0001-01-01')) AS earliest,
  nullIf(begun, date('9999-12-31')) AS begun_by,
  nullIf(over, date('0001-01-01')) AS not_over_before,
  nullIf(end, date('9999-12-31')) AS latest,
  CASE WHEN begun <= over THEN begun END AS certain_from,
  CASE WHEN begun <= over THEN over END AS certain_to,
  round(tie.likelihood, 4) AS likelihood,
  coalesce(tie.disputed, false) AS disputed,
  COLLECT {
    MATCH (c:Claim {tie_id: tie.id}) WHERE c.recorded_to IS NULL RETURN c.id AS id
    UNION
    MATCH (:Entity {canonical_id: entity.id})<-[:ABOUT]-(c:Claim {kind: what})
    WHERE tie IS NULL AND c.recorded_to IS NULL
    RETURN c.id AS id
    UNION
    // A row of an event dataset, which says who took part and where.
    WITH tie, CASE WHEN other:Event THEN other ELSE entity END AS event,
      CASE WHEN other:Event THEN entity ELSE other END AS named
    MATCH (event:Event)<-[:ABOUT {as: 'event'}]-(c:Claim {kind: 'EVENT_RECORD'})-[part:ABOUT]->(named)
    WHERE c.recorded_to IS NULL AND c.stint = tie.stint AND part.as = coalesce(nullIf(tie.side, ''), 'place')
    RETURN c.id AS id
    UNION
    // What dates the event, be it the entity itself or what it is tied to: statements and records of it.
    WITH CASE WHEN other:Event THEN other ELSE entity END AS event WHERE tie IS NOT NULL OR what = 'OCCURRED'
    MATCH (:Event {canonical_id: event.id})<-[part:ABOUT]-(c:Claim)
    WHERE c.recorded_to IS NULL
      AND (c.kind = 'OCCURRED' OR c.kind = 'EVENT_RECORD' AND part.as = 'event' AND c.edtf <> '')
    RETURN c.id AS id
  }[..100] AS claim_ids
ORDER BY begun, end, first, what, other_id, tie.id
LIMIT $limit;
