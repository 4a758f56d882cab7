// People tied to each other
//---
// question: Which people have a tie of their own to each other?
// version: 2
// params:
//   kinds: {type: string, list: true, enum: [KIN_OF, ASSOCIATE_OF, ALLIED_WITH, OPPOSED], about: Kinds of tie that
//     count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only ties that hold on this day or later; null for any time}
//   to_day: {type: date, nullable: true, about: Only ties that hold on this day or earlier; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; null for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; null for all}
//   limit: {type: integer, min: 1, max: 200000, about: Rows at most}
// columns:
//   source_id: {type: string, about: 'A person'}
//   source: {type: string, about: The same by name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: The same by name}
//   likelihood: {type: number, about: That the strongest alternative holds when its ties are independent}
//   alternatives: {type: string, list: true, about: 'The ties between the two; each alone links them, the likeliest
//     first'}
//   tie_ids: {type: string, list: true, about: The ties of all alternatives}
// evidence: tie_ids
// conventions:
//   - One row a pair of people. A tie has no direction here, whatever its kind; of two ties each alone links the pair.
//   - Certain within a span of days means that some day of it is certain to be one of the tie's, whichever it is.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes. They are
//     by all sources; a measure on this network works them out again from the sources that were left in.
//   - A tie's dates are what the claims about it say, those of sources left out included; a person's death does not end
//     a tie by itself. Undated ties are possible on every day.
//   - With sources in or out a tie needs a claim of a source that is left in which asserts it, as
//     decisions leave that claim.
// example:
//   graph: harbour
//   params: {"min_likelihood": 0.4}
//   rows:
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:dag", "target": "Dag Øster",
//        "likelihood": 0.95, "alternatives": ["ASSOCIATE_OF:68f64c50d452c64f8daf"], "tie_ids":
//        ["ASSOCIATE_OF:68f64c50d452c64f8daf"]}
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:hana", "target": "Hana O'Shea",
//        "likelihood": 0.4, "alternatives": ["KIN_OF:5ae1a447832227964452"], "tie_ids":
//        ["KIN_OF:5ae1a447832227964452"]}
//---
:param kinds => ['KIN_OF', 'ASSOCIATE_OF', 'ALLIED_WITH'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param limit => 1000;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
MATCH (a:Person)-[tie:KIN_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED]->(b:Person)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood AND a <> b
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
WITH CASE WHEN a.id < b.id THEN a ELSE b END AS one, CASE WHEN a.id < b.id THEN b ELSE a END AS other, tie
ORDER BY tie.likelihood DESC, tie.id
WITH one, other, collect({tie_ids: [tie.id], likelihood: tie.likelihood}) AS ways
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
