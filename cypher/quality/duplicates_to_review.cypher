// Entities that may be one, for somebody to decide
//---
// question: Which entities have one name or one number in a register, and nobody has decided whether they are the same?
// version: 2
// params:
//   types: {type: string, list: true, enum: [Person, Organization, Place, Event], about: 'Types of entity of which at
//     least one of the two is'}
//   found_by: {type: string, list: true, enum: [external id, name], about: What the two have in common}
//   same_type: {type: boolean, about: 'true: only pairs of one type, since only these can be one'}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   one_id: {type: string, about: An entity}
//   one: {type: string, about: Name}
//   one_type: {type: string, about: 'Person, Organization, Place or Event'}
//   other_id: {type: string, about: 'Another, whose id comes later'}
//   other: {type: string, about: Name}
//   other_type: {type: string, about: 'Person, Organization, Place or Event'}
//   found_by: {type: string, list: true, about: 'external id: both have one; name: a name, alias or id of the one is
//     one of the other, whatever its case, accents, blanks and signs'}
//   in_common: {type: string, list: true, about: 'The ids, and the names as they are compared: small letters without
//     accents, blanks and signs'}
//   both_sources: {type: string, list: true, about: 'Sources that speak of both, which may know them apart'}
//   claim_ids: {type: string, list: true, about: 'The claims that give them these names and ids, at most 20'}
// shows: [one, one_id, other, other_id, found_by, in_common, both_sources]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Candidates, and no finding. Nothing is merged; `tertius decide same` and `not-same` write down what somebody
//     decides, and a pair about which that was done, in this or another name of theirs, is not listed.
//   - Those with an external id in common come first. Names that are only alike are not found; of a name that more than
//     twenty entities have no pair is listed.
//   - Entities of two types are never one; one name of both says that readers may take the one for the other.
// example:
//   graph: strait
//   rows:
//     - {"one_id": "strait:lou", "one": "Lou Berg", "one_type": "Person", "other_id": "strait:lou-bis",
//       "other": "L. Berg", "other_type": "Person", "found_by": ["external id"], "in_common": ["register:R-9"],
//       "both_sources": ["strait"],
//       "claim_ids": ["104f552aeeb3fa3d0961258d.1", "a118e7f8ac20ddd0c3c4a5f8.1", "a7235dafdd91910f3a7494f5.1", "d313eaffec120c424c0ab715.1"]}
//     - {"one_id": "strait:kit", "one": "Kit Amsel", "one_type": "Person", "other_id": "strait:kit-bis",
//       "other": "KIT ÄMSEL", "other_type": "Person", "found_by": ["name"], "in_common": ["kitamsel"],
//       "both_sources": ["strait"],
//       "claim_ids": ["5804cfa6102e17f86fb7fd3c.1", "84b243ef03e2e442b2a8aafc.1", "e4eeb6b3cc5a4f1ac593d0be.1"]}
//---
:param types => ['Person', 'Organization'];
:param found_by => ['external id', 'name'];
:param same_type => false;
:param limit => 100;
:param offset => 0;

MATCH (entity:Entity)
WHERE entity.canonical_id = entity.id
  AND ('Event' IN $types OR NOT entity:Event)
  AND EXISTS { (entity)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(claim:Claim) WHERE claim.recorded_to IS NULL }
WITH entity, [id IN entity.external_ids | ['external id', id]]
  // What search finds them by: whole names, aliases and ids, folded.
  + [term IN split(entity.search, ' ') WHERE term STARTS WITH '=' AND size(term) > 3
    | ['name', substring(term, 1)]] AS marks
UNWIND marks AS mark
WITH mark, collect(DISTINCT entity) AS sharing
WHERE 1 < size(sharing) <= 20 AND mark[0] IN $found_by
UNWIND sharing AS one
UNWIND sharing AS other
WITH one, other, mark
WHERE one.id < other.id AND any(label IN labels(one) + labels(other) WHERE label IN $types)
  AND (NOT $same_type OR labels(one) = labels(other))
WITH one, other, mark ORDER BY mark
WITH one, other, collect(DISTINCT mark) AS marks
WHERE NOT EXISTS {
  MATCH (a:Entity {canonical_id: one.id}), (d:Decision {left: a.id})
  WHERE d.undone IS NULL AND d.kind = 'not_same' AND EXISTS { (:Entity {id: d.right, canonical_id: other.id}) }
} AND NOT EXISTS {
  MATCH (b:Entity {canonical_id: other.id}), (d:Decision {left: b.id})
  WHERE d.undone IS NULL AND d.kind = 'not_same' AND EXISTS { (:Entity {id: d.right, canonical_id: one.id}) }
}
WITH one, other, marks, marks[0][0] = 'external id' AS by_id, labels(one) = labels(other) AS alike
ORDER BY by_id DESC, alike DESC, one.id, other.id
SKIP $offset
LIMIT $limit
CALL (one, other) {
  MATCH (named:Entity)<-[:ABOUT {as: 'subject'}]-(c:Claim)
  WHERE named.canonical_id IN [one.id, other.id] AND c.recorded_to IS NULL
    AND c.kind IN ['NAME', 'ALIAS', 'EXTERNAL_ID']
  WITH c ORDER BY c.id
  RETURN collect(DISTINCT c.id)[..20] AS claim_ids
}
RETURN one.id AS one_id,
  one.name AS one,
  [label IN labels(one) WHERE label IN ['Person', 'Organization', 'Place', 'Event']][0] AS one_type,
  other.id AS other_id,
  other.name AS other,
  [label IN labels(other) WHERE label IN ['Person', 'Organization', 'Place', 'Event']][0] AS other_type,
  COLLECT { UNWIND marks AS mark WITH DISTINCT mark[0] AS how RETURN how ORDER BY how } AS found_by,
  [mark IN marks | mark[1]] AS in_common,
  COLLECT {
    MATCH (:Entity {canonical_id: one.id})<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL
    WITH DISTINCT c.source_id AS id
    WHERE EXISTS { (:Entity {canonical_id: other.id})<-[:ABOUT]-(d:Claim {source_id: id}) WHERE d.recorded_to IS NULL }
    RETURN id ORDER BY id
  } AS both_sources,
  claim_ids
ORDER BY by_id DESC, alike DESC, one_id, other_id
LIMIT $limit;
