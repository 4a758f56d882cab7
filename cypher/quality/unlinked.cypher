// Entities that nothing is tied to
//---
// question: Which entities has no tie, or none that is likely enough?
// version: 1
// params:
//   types: {type: string, list: true, enum: [Person, Organization, Place, Event], about: Types of entity}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   entity_id: {type: string, about: The entity}
//   type: {type: string, about: 'Person, Organization, Place or Event'}
//   name: {type: string, about: Its name}
//   kind: {type: string, nullable: true, about: 'What it is: group, unit, state, category'}
//   weaker_ties: {type: integer, about: Ties of it that are less likely}
//   claims: {type: integer, about: Current claims about it}
//   sources: {type: string, list: true, about: 'Sources that speak of it, by id'}
//   claim_ids: {type: string, list: true, about: 'These claims, at most 20'}
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Ties of every kind count, those to events and places too, and so do those that are disputed. What no current
//     claim speaks of is in no list.
//   - Those with weaker ties first, since raising what stands behind one of these links them.
// shared: [likelihoods]
// example:
//   graph: strait
//   rows:
//     - {"entity_id": "strait:lone", "type": "Person", "name": "Lone Ek", "kind": null, "weaker_ties": 0, "claims": 2,
//       "sources": ["strait"], "claim_ids": ["7243af309c4b06fe70e76aea.1", "9a994dc8dee3b6086cbf09cd.1"]}
//---
:param types => ['Person', 'Organization', 'Place', 'Event'];
:param min_likelihood => 0.5;
:param limit => 100;
:param offset => 0;

MATCH (entity:Entity)
WHERE entity.canonical_id = entity.id AND any(label IN labels(entity) WHERE label IN $types)
  AND NOT EXISTS {
    (entity)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
      |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-()
    WHERE tie.likelihood >= $min_likelihood
  }
  AND EXISTS { (entity)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(claim:Claim) WHERE claim.recorded_to IS NULL }
WITH entity, COUNT {
    (entity)-[:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
      |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-()
  } AS weaker
ORDER BY weaker DESC, entity.id
SKIP $offset
LIMIT $limit
MATCH (:Entity {canonical_id: entity.id})<-[:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL
WITH entity, weaker, c ORDER BY c.id
WITH entity, weaker, collect(DISTINCT c) AS claims
RETURN entity.id AS entity_id,
  [label IN labels(entity) WHERE label IN $types][0] AS type,
  entity.name AS name,
  entity.kind AS kind,
  weaker AS weaker_ties,
  size(claims) AS claims,
  COLLECT { UNWIND claims AS c WITH DISTINCT c.source_id AS id RETURN id ORDER BY id } AS sources,
  [c IN claims[..20] | c.id] AS claim_ids
ORDER BY weaker_ties DESC, entity_id
LIMIT $limit;
