// People in one organization at the same time
//---
// question: Which people were in the same organization while both could be?
// version: 2
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only ties that hold on this day or later; null for any time}
//   to_day: {type: date, nullable: true, about: Only ties that hold on this day or earlier; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; null for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; null for all}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 200000, about: Rows at most}
// columns:
//   source_id: {type: string, about: 'A person'}
//   source: {type: string, about: The same by name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: The same by name}
//   likelihood: {type: number, about: That the strongest alternative holds when its ties are independent}
//   alternatives: {type: string, list: true, about: 'Ways in which the two met: ids of the ties that must all hold,
//     with blanks between, the likeliest first'}
//   tie_ids: {type: string, list: true, about: The ties of all alternatives}
// evidence: tie_ids
// conventions:
//   - One row a pair of people. Their ties to one organization must overlap, as dates say it.
//   - A unit counts as the group that it may have been part of at the time of the tie; for this PART_OF need only be
//     as likely as not. The PART_OF is then one of the ties of the alternative, and of its likelihood.
//   - Organizations of the kind category are no actors and never count.
//   - Certain within a span of days means that some day of it is certain to be one of the tie's, whichever it is.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes. They are
//     by all sources; a measure on this network works them out again from the sources that were left in.
//   - A tie's dates are what the claims about it say, those of sources left out included; a person's death does not end
//     a tie by itself. Undated ties are possible on every day.
//   - With sources in or out a tie, a PART_OF included, needs a claim of a source that is left in which asserts it, as
//     decisions leave that claim.
// example:
//   graph: harbour
//   params: {"as_of": "2018-06-01"}
//   rows:
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:cleo", "target": "Cleo Marsh",
//        "likelihood": 0.9025, "alternatives": ["LEADS:9cc7d6663c4126ca7b93 MEMBER_OF:47f2ed4be56acc0e3867",
//        "LEADS:e7ae16d1ee085c490445 PART_OF:f9aa13f2779d53887828 MEMBER_OF:47f2ed4be56acc0e3867"], "tie_ids":
//        ["LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "MEMBER_OF:47f2ed4be56acc0e3867",
//        "PART_OF:f9aa13f2779d53887828"]}
//     - {"source_id": "harbour:dag", "source": "Dag Øster", "target_id": "harbour:hana", "target": "Hana O'Shea",
//        "likelihood": 0.9025, "alternatives": ["MEMBER_OF:28c1f59ebe9303b4786b LEADS:af1c0c68213f0dd012c9"],
//        "tie_ids": ["LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b"]}
//---
:param kinds => ['LEADS', 'MEMBER_OF'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param level => 'group';
:param limit => 1000;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day,
  CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END AS floor,
  COLLECT {
    MATCH (:Organization)-[part:PART_OF]->(:Organization)
    WHERE NOT ($sources_in IS NULL AND $sources_out IS NULL OR EXISTS {
      MATCH (c:Claim {tie_id: part.id})
      WHERE c.recorded_to IS NULL AND NOT c.source_id IN coalesce($sources_out, [])
        AND ($sources_in IS NULL OR c.source_id IN $sources_in)
        AND NOT EXISTS { MATCH (d:Decision {left: c.key, kind: 'reject'}) WHERE d.undone IS NULL }
        AND coalesce(head(COLLECT {
          MATCH (d:Decision {left: c.key, kind: 'correct', field: 'polarity'}) WHERE d.undone IS NULL
          RETURN d.value ORDER BY d.when DESC, d.id DESC LIMIT 1
        }), c.polarity) = 'asserts'
    })
    RETURN part
  } AS unasserted
MATCH (person:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(held:Organization)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood AND coalesce(held.kind, '') <> 'category'
  AND ($dates = 'possible' AND tie.from_earliest <= last_day AND first_day <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= last_day AND first_day <= tie.to_earliest)
  AND ($sources_in IS NULL AND $sources_out IS NULL OR EXISTS {
    MATCH (c:Claim {tie_id: tie.id})
    WHERE c.recorded_to IS NULL AND NOT c.source_id IN coalesce($sources_out, [])
      AND ($sources_in IS NULL OR c.source_id IN $sources_in)
      AND NOT EXISTS { MATCH (d:Decision {left: c.key, kind: 'reject'}) WHERE d.undone IS NULL }
      AND coalesce(head(COLLECT {
        MATCH (d:Decision {left: c.key, kind: 'correct', field: 'polarity'}) WHERE d.undone IS NULL
        RETURN d.value ORDER BY d.when DESC, d.id DESC LIMIT 1
      }), c.polarity) = 'asserts'
  })
CALL (tie, held, first_day, last_day, floor, unasserted) {
  MATCH chain = (held)-[:PART_OF*0..4]->(met:Organization)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor AND NOT part IN unasserted
      AND part.from_earliest <= last_day AND first_day <= part.to_latest
      AND part.from_earliest <= tie.to_latest AND tie.from_earliest <= part.to_latest)
    AND all(o IN nodes(chain) WHERE coalesce(o.kind, '') <> 'category')
  RETURN met, [part IN relationships(chain) | part.id] AS part_ids,
    reduce(p = 1.0, part IN relationships(chain) | p * part.likelihood) AS part_likelihood
}
WITH met, collect({person: person, tie_ids: [tie.id] + part_ids, likelihood: tie.likelihood * part_likelihood,
  starts: CASE $dates WHEN 'certain' THEN tie.from_latest ELSE tie.from_earliest END,
  ends: CASE $dates WHEN 'certain' THEN tie.to_earliest ELSE tie.to_latest END}) AS posts
WHERE size(posts) > 1
UNWIND posts AS a
UNWIND posts AS b
WITH met, a, b
WHERE a.person.id < b.person.id AND a.starts <= b.ends AND b.starts <= a.ends
WITH a.person AS one, b.person AS other, {tie_ids: a.tie_ids + b.tie_ids,
  likelihood: round(a.likelihood * b.likelihood, 9)} AS way, a, b
ORDER BY way.likelihood DESC, a.tie_ids[0], b.tie_ids[0]
WITH one, other, collect(way) AS every
// A way that holds only if a shorter one does says nothing more.
WITH one, other, [way IN every WHERE NOT any(less IN every WHERE size(less.tie_ids) < size(way.tie_ids)
  AND all(id IN less.tie_ids WHERE id IN way.tie_ids))] AS ways
ORDER BY one.id, other.id
LIMIT $limit
CALL (ways) {
  UNWIND ways AS way
  UNWIND way.tie_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id
  RETURN collect(tie_id) AS tie_ids
}
RETURN one.id AS source_id,
  one.name AS source,
  other.id AS target_id,
  other.name AS target,
  reduce(best = 0.0, way IN ways | CASE WHEN way.likelihood > best THEN way.likelihood ELSE best END) AS likelihood,
  [way IN ways | reduce(text = head(way.tie_ids), id IN tail(way.tie_ids) | text + ' ' + id)] AS alternatives,
  tie_ids
ORDER BY source_id, target_id
LIMIT $limit;
