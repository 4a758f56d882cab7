// What each source says
//---
// question: How much does each source say, how surely, and what rests on it alone?
// version: 2
// params:
//   entity_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only claims about this entity;
//     empty for all}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: The source}
//   source: {type: string, about: Its title}
//   reliability: {type: string, nullable: true, about: 'Admiralty grade A to F, if somebody gave one'}
//   repeats: {type: string, list: true, about: 'Sources that it is derived from, by id; with them it is one voice'}
//   editions: {type: integer, about: Editions that were loaded}
//   first_published: {type: date, nullable: true, about: The day of the first of them}
//   last_published: {type: date, nullable: true, about: The day of the last}
//   claims: {type: integer, about: Current claims}
//   denying: {type: integer, about: How many of them deny}
//   hedged: {type: integer, about: How many of those that assert are less sure than stated}
//   inferred: {type: integer, about: How many the curator inferred}
//   undated: {type: integer, about: How many claims of ties or records give no date}
//   ties: {type: integer, about: Ties that its claims assert or deny}
//   sole_ties: {type: integer, about: How many of these no other source speaks of}
//   claim_ids: {type: string, list: true, about: 'These claims, at most 20'}
// shows: [source, reliability, claims, denying, hedged, ties, sole_ties]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Claims as the source has them, whatever people decided about them; a source without current claims is not listed.
//   - A row of an event dataset is one claim, which speaks of several ties; these are not counted under ties.
// example:
//   graph: coast
//   params: {"entity_id": "coast:ana"}
//   rows:
//     - {"source_id": "coast", "source": "The coast, an invented example", "reliability": null, "repeats": [],
//       "editions": 1, "first_published": "2021-06-30", "last_published": "2021-06-30", "claims": 7, "denying": 1,
//       "hedged": 2, "inferred": 0, "undated": 3, "ties": 4, "sole_ties": 4,
//       "claim_ids": ["48256e9860e2727727f7d69f.1", "5fd72781cd3d045b1fd61883.1", "68394c0ad06eeb9f0054101b.1", "a0c85c5303149b9fe03d13e6.1", "bfe8cff85efd3ee88ce94c37.1", "cc41b052cca5c4bc43cbf255.1", "ec2501e1deb056dd6d865665.1"]}
//---
:param entity_id => null;
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $entity_id})
WITH given.canonical_id AS wanted
MATCH (source:Source)
CALL (source, wanted) {
  MATCH (c:Claim {source_id: source.id})
  WHERE c.recorded_to IS NULL AND $entity_id IS NULL
  RETURN c
  UNION
  MATCH (:Entity {canonical_id: wanted})<-[:ABOUT]-(c:Claim)
  WHERE c.recorded_to IS NULL AND c.source_id = source.id
  RETURN c
}
WITH source, c ORDER BY c.id
WITH source, count(c) AS claims, sum(toInteger(c.polarity = 'denies')) AS denying,
  sum(toInteger(c.polarity = 'asserts' AND c.hedge <> 'stated')) AS hedged,
  sum(toInteger(coalesce(c.inferred, false))) AS inferred,
  sum(toInteger(c.edtf = '' AND (c.tie_id IS NOT NULL OR c.kind = 'EVENT_RECORD'))) AS undated,
  collect(DISTINCT c.tie_id) AS ties, collect(c.id)[..20] AS claim_ids
ORDER BY claims DESC, source.id
LIMIT $limit
CALL (source) {
  MATCH (source)<-[:EDITION_OF]-(release:Release)
  RETURN count(release) AS editions, min(release.published) AS first, max(release.published) AS last
}
RETURN source.id AS source_id,
  source.title AS source,
  nullIf(source.reliability, '') AS reliability,
  coalesce(source.derived_from, []) AS repeats,
  editions,
  first AS first_published,
  last AS last_published,
  claims,
  denying,
  hedged,
  inferred,
  undated,
  size(ties) AS ties,
  size([id IN ties WHERE NOT EXISTS {
    (other:Claim {tie_id: id}) WHERE other.source_id <> source.id AND other.recorded_to IS NULL
  }]) AS sole_ties,
  claim_ids
ORDER BY claims DESC, source_id
LIMIT $limit;
