// Ties that are disputed
//---
// question: Which ties do claims deny, or date in ways that cannot all be true?
// version: 3
// params:
//   entity_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only ties of this entity; empty for
//     all}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   tie_id: {type: string, about: The tie}
//   kind: {type: string, about: Kind of tie}
//   subject_id: {type: string, about: Whose tie it is}
//   subject: {type: string, about: Name}
//   object_id: {type: string, about: To whom or what}
//   object: {type: string, about: Name}
//   why: {type: string, list: true, about: 'denied: a claim denies it; dates: those of the surest claims that assert it
//     cannot all be true; life: they reach beyond the life of an end; corrected: none of these, so a correction of a
//     date or a hedge makes it so'}
//   earliest: {type: date, nullable: true, about: It began on this day at the earliest; empty when it is open}
//   latest: {type: date, nullable: true, about: It ended on this day at the latest; empty when it is open}
//   likelihood: {type: number, about: 'Likelihood of the tie, in which denials do not count'}
//   asserting: {type: integer, about: Current claims that assert it}
//   denying: {type: integer, about: Current claims that deny it}
//   asserted_by: {type: string, list: true, about: 'The sources of those, by id'}
//   denied_by: {type: string, list: true, about: 'The sources of these, by id'}
// shows: [kind, subject, object, why, likelihood, asserting, denying]
// evidence: tie_id
// conventions:
//   - A denial marks a tie and takes nothing from its likelihood. A denial of what nobody asserts makes no tie;
//     evidence/of_entity shows it.
//   - What a source says in less sure words than another of its claims of the tie counts for no date here, where neither
//     is graded or inferred. Sources derived from one another, grades, inferences and corrected hedges are weighed for
//     the tie itself alone, so that of a tie that is disputed anyway dates may be named that it does not go by.
//     evidence/contradictions compares all claims.
//   - Claims that somebody rejected count neither way, and one whose polarity was corrected counts as corrected. The
//     likeliest ties come first.
// shared: [lives, likelihoods]
// example:
//   graph: coast
//   params: {"min_likelihood": 0}
//   rows:
//     - {"tie_id": "CONTROLS:d960930cc1f5b93f01dd", "kind": "CONTROLS", "subject_id": "coast:seal",
//       "subject": "The Seals", "object_id": "coast:north", "object": "Northport", "why": ["life"],
//       "earliest": "2016-01-01", "latest": null, "likelihood": 0.95, "asserting": 1, "denying": 0,
//       "asserted_by": ["coast"], "denied_by": []}
//     - {"tie_id": "MEMBER_OF:14e9f5d162f263ecaa84", "kind": "MEMBER_OF", "subject_id": "coast:milo",
//       "subject": "Milo Brandt", "object_id": "coast:seal", "object": "The Seals", "why": ["life"],
//       "earliest": "2017-01-01", "latest": "2019-12-31", "likelihood": 0.8, "asserting": 1, "denying": 0,
//       "asserted_by": ["coast"], "denied_by": []}
//     - {"tie_id": "MEMBER_OF:ee2cc100314db73bb217", "kind": "MEMBER_OF", "subject_id": "coast:ana",
//       "subject": "Ana Sund", "object_id": "coast:otter", "object": "The Otters", "why": ["denied"],
//       "earliest": "2015-01-01", "latest": null, "likelihood": 0.5, "asserting": 1, "denying": 1,
//       "asserted_by": ["coast"], "denied_by": ["coast"]}
//---
:param entity_id => null;
:param min_likelihood => 0.5;
:param limit => 100;
:param offset => 0;

OPTIONAL MATCH (given:Entity {id: $entity_id})
WITH given.canonical_id AS wanted
MATCH (subject:Entity)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
  |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]->(object:Entity)
WHERE tie.disputed AND tie.likelihood >= $min_likelihood
  AND ($entity_id IS NULL OR wanted IN [subject.id, object.id])
WITH subject, tie, object
ORDER BY tie.likelihood DESC, tie.id
SKIP $offset
LIMIT $limit
CALL (subject, tie, object) {
  MATCH (c:Claim {tie_id: tie.id})
  WHERE c.recorded_to IS NULL
  RETURN c
  UNION
  // A row of an event dataset speaks of its event's ties, and names the other end.
  MATCH (:Event {canonical_id: CASE WHEN subject:Event THEN subject.id ELSE object.id END})<-[:ABOUT]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = tie.stint AND EXISTS {
    (c)-[link:ABOUT]->(end:Entity)
    WHERE link.as = coalesce(nullIf(tie.side, ''), 'place') AND end.canonical_id IN [subject.id, object.id]
  }
  RETURN c
}
WITH subject, tie, object, c, COLLECT {
  MATCH (d:Decision {left: c.key}) WHERE d.undone IS NULL AND (d.kind = 'reject' OR d.field = 'polarity')
  RETURN d ORDER BY d.kind = 'reject', d.when, d.id
} AS decided
WITH subject, tie, object, c, decided[-1].kind AS ruled, coalesce(decided[-1].value, c.polarity) AS polarity
WITH subject, tie, object,
  collect(CASE WHEN ruled = 'reject' THEN null WHEN polarity = 'asserts' THEN c END) AS asserting,
  collect(CASE WHEN ruled = 'reject' THEN null WHEN polarity = 'denies' THEN c END) AS denying
CALL (asserting) {
  UNWIND asserting AS c
  // What a correction made of a date is in no claim. The words are the model's, from the surest to the least sure.
  WITH c, asserting, ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'] AS words
  WHERE NOT EXISTS { (d:Decision {left: c.key}) WHERE d.undone IS NULL AND d.field = 'when' }
    AND none(surer IN asserting WHERE surer.source_id = c.source_id
      AND coalesce(surer.credibility, c.credibility) IS NULL AND coalesce(surer.inferred, c.inferred) IS NULL
      AND [i IN range(0, 5) WHERE words[i] = surer.hedge][0] < [i IN range(0, 5) WHERE words[i] = c.hedge][0])
  RETURN NOT (max(c.from_earliest) <= min(c.from_latest) AND max(c.to_earliest) <= min(c.to_latest)
    AND max(c.from_earliest) <= min(c.to_latest)) AS apart
}
WITH *, [reason IN [CASE WHEN size(denying) > 0 THEN 'denied' END, CASE WHEN apart THEN 'dates' END,
  CASE WHEN size(tie.clipped_by) > 0 AND tie.own_from_earliest IS NULL THEN 'life' END] WHERE reason IS NOT NULL] AS why
RETURN tie.id AS tie_id,
  type(tie) AS kind,
  subject.id AS subject_id,
  subject.name AS subject,
  object.id AS object_id,
  object.name AS object,
  CASE WHEN why = [] THEN ['corrected'] ELSE why END AS why,
  nullIf(tie.from_earliest, date('0001-01-01')) AS earliest,
  nullIf(tie.to_latest, date('9999-12-31')) AS latest,
  round(tie.likelihood, 4) AS likelihood,
  size(asserting) AS asserting,
  size(denying) AS denying,
  COLLECT { UNWIND asserting AS c WITH DISTINCT c.source_id AS id RETURN id ORDER BY id } AS asserted_by,
  COLLECT { UNWIND denying AS c WITH DISTINCT c.source_id AS id RETURN id ORDER BY id } AS denied_by
ORDER BY likelihood DESC, tie_id
LIMIT $limit;
