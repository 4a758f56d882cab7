// Ties that rest on one voice
//---
// question: Which ties rest on one independent source alone?
// version: 2
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, ALLIED_WITH, OPPOSED, LINKED_TO, JOINED, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN],
//     about: Kinds of tie that are looked at}
//   entity_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only ties of this entity; empty
//     for all}
//   source_id: {type: string, nullable: true, max_length: 200, about: 'Only ties that this source asserts; empty for
//     all'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   kind: {type: string, about: Kind of tie}
//   subject_id: {type: string, about: Whose tie it is}
//   subject: {type: string, about: Name}
//   object_id: {type: string, about: To whom or what}
//   object: {type: string, about: Name}
//   likelihood: {type: number, about: Likelihood of the tie}
//   claims: {type: integer, about: 'Current claims that speak of it, denials included'}
//   sources: {type: string, list: true, about: 'The sources that assert it, by id; several where they repeat one
//     another'}
//   disputed: {type: boolean, about: Whether a claim denies it or its dates contradict}
//   tie_ids: {type: string, list: true, about: The tie}
// shows: [kind, subject, object, likelihood, claims, sources]
// evidence: tie_ids
// conventions:
//   - Sources of which one is derived from another are one voice, however many they are, and so are two editions of
//     one.
//   - The likeliest come first, since most rests on them; how many claims the one voice makes does not raise its
//     likelihood.
// shared: [likelihoods]
// example:
//   graph: coast
//   params: {"kinds": ["FOUNDED", "PRESENT_IN", "KIN_OF"]}
//   rows:
//     - {"kind": "FOUNDED", "subject_id": "coast:vera", "subject": "Vera Holt", "object_id": "coast:otter",
//       "object": "The Otters", "likelihood": 0.95, "claims": 1, "sources": ["coast"], "disputed": false,
//       "tie_ids": ["FOUNDED:788391cbf8674d69e255"]}
//     - {"kind": "KIN_OF", "subject_id": "coast:vera", "subject": "Vera Holt", "object_id": "coast:ana",
//       "object": "Ana Sund", "likelihood": 0.95, "claims": 1, "sources": ["coast"], "disputed": false,
//       "tie_ids": ["KIN_OF:424a1be54f250aa3ffde"]}
//     - {"kind": "PRESENT_IN", "subject_id": "coast:otter", "subject": "The Otters", "object_id": "coast:north",
//       "object": "Northport", "likelihood": 0.95, "claims": 1, "sources": ["coast"], "disputed": false,
//       "tie_ids": ["PRESENT_IN:3929323e72b027c9ffff"]}
//---
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'PART_OF', 'ALLIED_WITH'];
:param entity_id => null;
:param source_id => null;
:param min_likelihood => 0.5;
:param limit => 100;
:param offset => 0;

OPTIONAL MATCH (given:Entity {id: $entity_id})
WITH given.canonical_id AS wanted
CALL (wanted) {
  MATCH (subject:Entity)-[tie]->(object:Entity)
  WHERE $entity_id IS NULL AND type(tie) IN $kinds
  RETURN subject, tie, object
  UNION
  MATCH (:Entity {id: wanted})-[tie]-(:Entity)
  WHERE type(tie) IN $kinds
  RETURN startNode(tie) AS subject, tie, endNode(tie) AS object
}
// One voice is as firm as the firmest of those who share it; every further one makes the tie likelier than each.
WITH subject, tie, object
WHERE tie.likelihood >= $min_likelihood
  AND coalesce(tie.likelihood - reduce(most = 0.0, p IN tie.firmness | CASE WHEN p > most THEN p ELSE most END) < 1e-9,
    tie.sources = 1)
WITH subject, tie, object, coalesce(tie.asserted_by, COLLECT {
  MATCH (:Event {canonical_id: CASE WHEN subject:Event THEN subject.id ELSE object.id END})<-[:ABOUT]-(c:Claim)
  WHERE c.recorded_to IS NULL AND c.polarity = 'asserts' AND (c.tie_id = tie.id OR c.kind = 'EVENT_RECORD')
  WITH DISTINCT c.source_id AS id RETURN id ORDER BY id
}) AS sources
WHERE $source_id IS NULL OR $source_id IN sources
WITH subject, tie, object, sources
ORDER BY tie.likelihood DESC, tie.id
SKIP $offset
LIMIT $limit
RETURN type(tie) AS kind,
  subject.id AS subject_id,
  subject.name AS subject,
  object.id AS object_id,
  object.name AS object,
  round(tie.likelihood, 4) AS likelihood,
  tie.claims AS claims,
  sources,
  tie.disputed AS disputed,
  [tie.id] AS tie_ids
ORDER BY likelihood DESC, tie_ids
LIMIT $limit;
