// Claims that cannot both be true
//---
// question: Which claims contradict each other, and about what?
// version: 1
// params:
//   entity_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only claims about this entity;
//     empty for all}
//   reasons: {type: string, list: true, enum: [denial, dates, value, life], about: In what they contradict each other}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow that they contradict each other;
//     certain: they do, whichever way the dates are read'}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   reason: {type: string, about: 'denial: one denies what the other asserts; dates: of one tie, birth, death or event,
//     without a day in common; value: two of what can only be one; life: a tie before a birth or founding, or after a
//     death or dissolution'}
//   holds: {type: string, about: 'certain, or possible: the denial and what it denies may speak of different days'}
//   about: {type: string, list: true, about: 'The entities that the first claim speaks of, each with its part in it'}
//   one_kind: {type: string, about: Kind of the one claim}
//   one_says: {type: string, about: 'Its value or date, and how sure it is'}
//   one_source: {type: string, about: 'Its source, by id, and the place in it'}
//   other_kind: {type: string, about: Kind of the other claim}
//   other_says: {type: string, about: 'Its value or date, and how sure it is'}
//   other_source: {type: string, about: 'Its source, by id, and the place in it'}
//   claim_ids: {type: string, list: true, about: The two claims}
// shows: [reason, holds, about, one_says, one_source, other_says, other_source]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Pairs of current claims, of one source or of two. Claims that somebody rejected or corrected are left out, since
//     they were dealt with.
//   - A denial without a date denies every day. With dates, both contradict each other for certain only if they have a
//     day in common whichever way the dates are read.
//   - An entity can have several names, aliases, countries and numbers, and coordinates differ by their precision;
//     these contradict nothing. Two claims of the best estimate of lives do. What one row of an event dataset says
//     against another is not compared.
//   - Spells of one tie that a source keeps apart are two ties.
// shared: [possible-and-certain, spells, lives]
// example:
//   graph: strait
//   rows:
//     - {"reason": "dates", "holds": "certain", "about": ["subject: Nor Dahl (strait:nor)"], "one_kind": "BORN",
//       "one_says": "1985, reported", "one_source": "strait p. 5", "other_kind": "BORN", "other_says": "1980, stated",
//       "other_source": "strait p. 4", "claim_ids": ["8c216ecc55576fd98ceb3956.1", "cb916ce4fa3e1010b69d71e9.1"]}
//     - {"reason": "denial", "holds": "possible",
//       "about": ["subject: The Arks (strait:ark)", "object: The Brigs (strait:brig)"], "one_kind": "ALLIED_WITH",
//       "one_says": "2018, stated that it is not so", "one_source": "strait p. 5", "other_kind": "ALLIED_WITH",
//       "other_says": "2017/2018, stated", "other_source": "strait p. 5",
//       "claim_ids": ["62c78274910d272650ca0643.1", "8d9e70cf5db9e7b43c7672fd.1"]}
//---
:param entity_id => null;
:param reasons => ['denial', 'dates', 'value', 'life'];
:param dates => 'possible';
:param limit => 100;
:param offset => 0;

CALL () {
  // One denies what the other asserts of a tie or a value.
  MATCH (one:Claim)-[:ABOUT {as: 'subject'}]->(named:Entity)
  WHERE one.polarity = 'denies' AND one.recorded_to IS NULL AND 'denial' IN $reasons
  MATCH (:Entity {canonical_id: named.canonical_id})<-[:ABOUT]-(other:Claim)
  WHERE other.recorded_to IS NULL AND other.polarity = 'asserts' AND other.kind = one.kind AND other.value = one.value
    AND coalesce(other.tie_id, '') = coalesce(one.tie_id, '')
    AND one.from_earliest <= other.to_latest AND other.from_earliest <= one.to_latest
  RETURN DISTINCT 'denial' AS reason, one, other,
    one.edtf = '' OR one.from_latest <= other.to_earliest AND other.from_latest <= one.to_earliest AS certain
  UNION ALL
  // Two dates of one tie that no spell can have.
  MATCH (c:Claim)
  WHERE c.tie_id IS NOT NULL AND c.recorded_to IS NULL AND c.polarity = 'asserts' AND c.edtf <> ''
    AND 'dates' IN $reasons
  WITH c.tie_id AS tie, collect(c) AS claims WHERE size(claims) > 1
  UNWIND claims AS one
  UNWIND claims AS other
  WITH one, other
  WHERE one.id < other.id
    AND (one.from_earliest > other.from_latest OR other.from_earliest > one.from_latest
      OR one.to_earliest > other.to_latest OR other.to_earliest > one.to_latest)
  RETURN 'dates' AS reason, one, other, true AS certain
  UNION ALL
  // Two dates or values of one entity that can only have one.
  MATCH (c:Claim)-[:ABOUT {as: 'subject'}]->(named:Entity)
  WHERE c.kind IN ['BORN', 'DIED', 'ESTABLISHED', 'ANNOUNCED', 'DISSOLVED', 'OCCURRED', 'KIND', 'DEATHS_BEST']
    AND c.recorded_to IS NULL AND c.polarity = 'asserts'
  WITH named.canonical_id AS entity, c.kind AS kind, collect(DISTINCT c) AS claims WHERE size(claims) > 1
  UNWIND claims AS one
  UNWIND claims AS other
  WITH CASE WHEN one.value <> other.value THEN 'value' ELSE 'dates' END AS reason, one, other
  WHERE one.id < other.id AND reason IN $reasons AND (one.value <> other.value
    OR one.from_earliest > other.to_latest OR other.from_earliest > one.to_latest)
  RETURN reason, one, other, true AS certain
  UNION ALL
  // A tie outside of a life, which is why it was left disputed.
  MATCH (end:Entity)-[tie:LEADS|MEMBER_OF|PART_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED|LINKED_TO|PRESENT_IN|CONTROLS]-()
  WHERE 'life' IN $reasons AND tie.disputed AND size(tie.clipped_by) > 0
  MATCH (one:Claim {tie_id: tie.id})
  WHERE one.recorded_to IS NULL AND one.polarity = 'asserts'
  MATCH (:Entity {canonical_id: end.id})<-[:ABOUT {as: 'subject'}]-(other:Claim)
  WHERE other.recorded_to IS NULL AND other.polarity = 'asserts' AND other.kind + ' ' + end.id IN tie.clipped_by
    AND CASE WHEN other.kind IN ['BORN', 'ESTABLISHED'] THEN one.from_latest < other.from_earliest
      ELSE other.to_latest < one.to_earliest END
  RETURN DISTINCT 'life' AS reason, one, other, true AS certain
}
WITH reason, one, other, certain
WHERE (certain OR $dates = 'possible')
  AND NOT EXISTS {
    MATCH (d:Decision) WHERE d.left IN [one.key, other.key] AND d.undone IS NULL AND d.kind IN ['reject', 'correct']
  }
  AND ($entity_id IS NULL OR EXISTS {
    MATCH (given:Entity {id: $entity_id}), (one)-[:ABOUT]->(e:Entity) WHERE e.canonical_id = given.canonical_id
  })
ORDER BY certain DESC, reason, one.kind, one.id, other.id
SKIP $offset
LIMIT $limit
RETURN reason,
  CASE WHEN certain THEN 'certain' ELSE 'possible' END AS holds,
  COLLECT {
    MATCH (one)-[link:ABOUT]->(e:Entity)
    RETURN link.as + ': ' + coalesce(e.name, e.id) + ' (' + e.id + ')' ORDER BY link.as <> 'subject', link.as, e.id
  } AS about,
  one.kind AS one_kind,
  trim(coalesce(nullIf(one.value, ''), '') + ' ' + one.edtf) + CASE WHEN one.value + one.edtf = '' THEN '' ELSE ', ' END
    + one.hedge + CASE one.polarity WHEN 'denies' THEN ' that it is not so' ELSE '' END AS one_says,
  trim(one.source_id + ' ' + one.locator) AS one_source,
  other.kind AS other_kind,
  trim(coalesce(nullIf(other.value, ''), '') + ' ' + other.edtf)
    + CASE WHEN other.value + other.edtf = '' THEN '' ELSE ', ' END + other.hedge AS other_says,
  trim(other.source_id + ' ' + other.locator) AS other_source,
  [one.id, other.id] AS claim_ids
ORDER BY holds, reason, one_kind, claim_ids
LIMIT $limit;
