// Ties and events without a date
//---
// question: Which ties and events has no claim dated?
// version: 3
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, ALLIED_WITH, OPPOSED, LINKED_TO, JOINED, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN,
//     OCCURRED], about: 'Kinds of tie that are looked at; OCCURRED for the dates of events themselves'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   kind: {type: string, about: 'Kind of tie; OCCURRED of an event itself'}
//   subject_id: {type: string, about: Whose tie it is; or the event}
//   subject: {type: string, about: Name}
//   object_id: {type: string, nullable: true, about: 'To whom or what; empty for an event itself'}
//   object: {type: string, nullable: true, about: Name}
//   earliest: {type: date, nullable: true, about: 'The first day that the lives of both ends leave it; empty when they
//     leave it open'}
//   latest: {type: date, nullable: true, about: The last such day}
//   likelihood: {type: number, nullable: true, about: Likelihood of the tie; empty for an event itself}
//   claims: {type: integer, about: Current claims that speak of it}
//   claim_ids: {type: string, list: true, about: 'These claims, at most 20'}
// shows: [kind, subject, object, earliest, latest, likelihood, claims]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Undated is what no asserting claim dates in any way, corrections included. An undated tie is possible on every
//     day of the lives of its ends, and certain on none.
//   - By kind, then the likeliest first.
// shared: [lives, likelihoods]
// example:
//   graph: coast
//   rows:
//     - {"kind": "MEMBER_OF", "subject_id": "coast:vera", "subject": "Vera Holt", "object_id": "coast:fishers",
//       "object": "Fishers", "earliest": "1980-01-01", "latest": null, "likelihood": 0.95, "claims": 1,
//       "claim_ids": ["9408791a8e0de0c62d0e0527.1"]}
//     - {"kind": "MEMBER_OF", "subject_id": "coast:ana", "subject": "Ana Sund", "object_id": "coast:otter",
//       "object": "The Otters", "earliest": "2015-01-01", "latest": null, "likelihood": 0.5, "claims": 2,
//       "claim_ids": ["48256e9860e2727727f7d69f.1", "a0c85c5303149b9fe03d13e6.1"]}
//---
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'PART_OF', 'ALLIED_WITH', 'OPPOSED', 'PARTICIPATED_IN', 'OCCURRED'];
:param min_likelihood => 0.5;
:param limit => 100;
:param offset => 0;

CALL () {
  MATCH (subject:Entity)-[tie]->(object:Entity)
  WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
    AND coalesce(tie.own_from_earliest, tie.from_earliest) = date('0001-01-01')
    AND coalesce(tie.own_from_latest, tie.from_latest) = date('9999-12-31')
    AND coalesce(tie.own_to_earliest, tie.to_earliest) = date('0001-01-01')
    AND coalesce(tie.own_to_latest, tie.to_latest) = date('9999-12-31')
    // One that is less sure than another of its source gives the tie no date, and is a date all the same.
    AND NOT EXISTS {
      CALL (subject, tie, object) {
        MATCH (c:Claim {tie_id: tie.id})
        RETURN c
        UNION
        MATCH (:Event {canonical_id: CASE WHEN subject:Event THEN subject.id ELSE object.id END})<-[:ABOUT]-(c:Claim)
        WHERE c.kind = 'EVENT_RECORD' AND c.stint = tie.stint AND EXISTS {
          (c)-[link:ABOUT]->(end:Entity)
          WHERE link.as = coalesce(nullIf(tie.side, ''), 'place') AND end.canonical_id IN [subject.id, object.id]
        }
        RETURN c
      }
      WITH c
      WHERE c.recorded_to IS NULL AND c.polarity = 'asserts' AND c.edtf <> '' AND NOT EXISTS {
        (d:Decision {left: c.key}) WHERE d.undone IS NULL AND (d.kind = 'reject' OR d.field IN ['when', 'polarity'])
      }
      RETURN c
    }
  RETURN type(tie) AS kind, subject, tie, object
  UNION ALL
  MATCH (subject:Event)
  WHERE 'OCCURRED' IN $kinds AND subject.from_earliest IS NULL AND subject.canonical_id = subject.id
  RETURN 'OCCURRED' AS kind, subject, null AS tie, null AS object
}
WITH kind, subject, tie, object
ORDER BY kind, tie.likelihood DESC, subject.id, object.id, tie.id
SKIP $offset
LIMIT $limit
CALL (subject, tie, object) {
  MATCH (c:Claim {tie_id: tie.id})
  WHERE c.recorded_to IS NULL
  RETURN c.id AS id
  UNION
  MATCH (event:Event)<-[:SAME_AS*0..1]-(:Event)<-[:ABOUT]-(c:Claim)
  WHERE event IN [subject, object] AND c.recorded_to IS NULL AND (tie IS NULL OR c.kind = 'EVENT_RECORD'
    AND c.stint = tie.stint AND EXISTS {
      (c)-[link:ABOUT]->(end:Entity)
      WHERE link.as = coalesce(nullIf(tie.side, ''), 'place') AND end.canonical_id IN [subject.id, object.id]
    })
  RETURN c.id AS id
}
WITH kind, subject, tie, object, id ORDER BY id
WITH kind, subject, tie, object, collect(id) AS claims
RETURN kind,
  subject.id AS subject_id,
  subject.name AS subject,
  object.id AS object_id,
  object.name AS object,
  nullIf(tie.from_earliest, date('0001-01-01')) AS earliest,
  nullIf(tie.to_latest, date('9999-12-31')) AS latest,
  round(tie.likelihood, 4) AS likelihood,
  size(claims) AS claims,
  claims[..20] AS claim_ids
ORDER BY kind, likelihood DESC, subject_id, object_id, claim_ids
LIMIT $limit;
