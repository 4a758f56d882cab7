// People tied to each other
//---
// question: Which people have a tie of their own to each other?
// version: 4
// params:
//   kinds: {type: string, list: true, enum: [KIN_OF, ASSOCIATE_OF, ALLIED_WITH, OPPOSED, LINKED_TO], about: Kinds
//     of tie that count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only ties that hold on this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only ties that hold on this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   limit: {type: integer, min: 1, max: 200000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: 'A person'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   likelihood: {type: number, about: 'Likelihood of the strongest alternative, its ties taken as independent'}
//   alternatives: {type: string, list: true, about: 'The ties between the two; each alone links them, the likeliest
//     first'}
//   from_earliest: {type: date, list: true, nullable: true, about: 'First day on which each alternative is possible,
//     in the same order; empty if nothing bounds it'}
//   from_latest: {type: date, list: true, nullable: true, about: 'The first day on which it is certain; empty for
//     none'}
//   to_earliest: {type: date, list: true, nullable: true, about: 'The last day on which it is certain; empty, or
//     before the first, for none'}
//   to_latest: {type: date, list: true, nullable: true, about: 'The last day on which it is possible; empty if
//     nothing bounds it'}
//   tie_ids: {type: string, list: true, about: 'The ties of all alternatives, those of the likeliest first'}
// shows: [source, target, likelihood, from_earliest, to_latest]
// evidence: tie_ids
// conventions:
//   - One row for each pair of people. A tie has no direction here, whatever its kind; of two ties each alone links
//     them.
// shared: [links, possible-and-certain, at-one-moment, days-put-together, spells, lives, sources-left-in, likelihoods]
// example:
//   graph: harbour
//   params: {"min_likelihood": 0.4}
//   rows:
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:dag", "target": "Dag Øster",
//        "likelihood": 0.95, "alternatives": ["ASSOCIATE_OF:68f64c50d452c64f8daf"], "from_earliest": [null],
//        "from_latest": ["2019-12-31"], "to_earliest": ["2019-01-01"], "to_latest": [null], "tie_ids":
//        ["ASSOCIATE_OF:68f64c50d452c64f8daf"]}
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:hana", "target": "Hana O'Shea",
//        "likelihood": 0.4, "alternatives": ["KIN_OF:5ae1a447832227964452"], "from_earliest": [null], "from_latest":
//        [null], "to_earliest": [null], "to_latest": [null], "tie_ids": ["KIN_OF:5ae1a447832227964452"]}
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
MATCH (a:Person)-[tie:KIN_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED|LINKED_TO]->(b:Person)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood AND a <> b
  AND ($dates = 'possible' AND tie.from_earliest <= last_day AND first_day <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= last_day AND first_day <= tie.to_earliest)
  AND any(s IN tie.asserted_by WHERE ($sources_in IS NULL OR s IN $sources_in) AND NOT s IN coalesce($sources_out, []))
WITH CASE WHEN a.id < b.id THEN a ELSE b END AS one, CASE WHEN a.id < b.id THEN b ELSE a END AS other, tie
ORDER BY round(tie.likelihood, 9) DESC, tie.id
WITH one, other, collect(tie {.*, tie_ids: [tie.id]}) AS ways
RETURN one.id AS source_id,
  one.name AS source,
  other.id AS target_id,
  other.name AS target,
  round(ways[0].likelihood, 9) AS likelihood,
  [way IN ways | reduce(text = head(way.tie_ids), id IN tail(way.tie_ids) | text + ' ' + id)] AS alternatives,
  [way IN ways | way.from_earliest] AS from_earliest,
  [way IN ways | way.from_latest] AS from_latest,
  [way IN ways | way.to_earliest] AS to_earliest,
  [way IN ways | way.to_latest] AS to_latest,
  reduce(ids = [], way IN ways | ids + [id IN way.tie_ids WHERE NOT id IN ids]) AS tie_ids
ORDER BY source_id, target_id
LIMIT $limit;
