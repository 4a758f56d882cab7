// People and their organizations
//---
// question: Which people were in which organizations?
// version: 3
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
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
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 200000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: 'The person'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'The organization'}
//   target: {type: string, about: Name}
//   likelihood: {type: number, about: 'Likelihood of the strongest alternative, its ties taken as independent'}
//   alternatives: {type: string, list: true, about: 'Ways in which the person belongs there: ids of the ties that
//     must all hold, with blanks between, the likeliest first'}
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
//   - One row for each person and organization.
// shared: [possible-and-certain, at-one-moment, days-put-together, spells, lives, units, units-in-alternatives,
//   one-under-the-first-id, categories, sources-left-in, likelihoods]
// example:
//   graph: harbour
//   params: {"as_of": "2018-06-01"}
//   rows:
//     - {"source_id": "harbour:bo", "source": "Bo Lindqvist", "target_id": "harbour:tern", "target": "The Terns",
//        "likelihood": 0.95, "alternatives": ["LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445
//        PART_OF:f9aa13f2779d53887828"], "from_earliest": ["2018-01-01", "2018-01-01"], "from_latest": ["2018-12-31",
//        null], "to_earliest": ["2020-06-30", null], "to_latest": [null, null], "tie_ids":
//        ["LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"source_id": "harbour:cleo", "source": "Cleo Marsh", "target_id": "harbour:tern", "target": "The Terns",
//        "likelihood": 0.95, "alternatives": ["MEMBER_OF:47f2ed4be56acc0e3867"], "from_earliest": ["2017-01-01"],
//        "from_latest": ["2017-12-31"], "to_earliest": ["2018-01-01"], "to_latest": ["2018-12-31"], "tie_ids":
//        ["MEMBER_OF:47f2ed4be56acc0e3867"]}
//     - {"source_id": "harbour:dag", "source": "Dag Øster", "target_id": "harbour:gull", "target": "The Gulls",
//        "likelihood": 0.95, "alternatives": ["MEMBER_OF:28c1f59ebe9303b4786b"], "from_earliest": [null],
//        "from_latest": [null], "to_earliest": [null], "to_latest": [null], "tie_ids":
//        ["MEMBER_OF:28c1f59ebe9303b4786b"]}
//     - {"source_id": "harbour:dag", "source": "Dag Øster", "target_id": "harbour:skua", "target": "The Skuas",
//        "likelihood": 0.5, "alternatives": ["MEMBER_OF:bb0b0ffdd85a649df358"], "from_earliest": [null],
//        "from_latest": [null], "to_earliest": [null], "to_latest": [null], "tie_ids":
//        ["MEMBER_OF:bb0b0ffdd85a649df358"]}
//     - {"source_id": "harbour:hana", "source": "Hana O'Shea", "target_id": "harbour:gull", "target": "The Gulls",
//        "likelihood": 0.95, "alternatives": ["LEADS:af1c0c68213f0dd012c9"], "from_earliest": [null], "from_latest":
//        ["2019-05-31"], "to_earliest": ["2019-05-01"], "to_latest": [null], "tie_ids":
//        ["LEADS:af1c0c68213f0dd012c9"]}
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
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
MATCH (one:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[up:COUNTS_AS {level: $level}]->(other:Organization)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
WITH *, [tie] + COLLECT {
  UNWIND range(0, size(up.part_ids) - 1) AS i MATCH ()-[part:PART_OF {id: up.part_ids[i]}]->() RETURN part ORDER BY i
} AS ties
// At one moment: the tie and the run of days for which its unit counts as the group; for certain each PART_OF, too.
WHERE all(x IN [tie, up] WHERE x.from_earliest <= last_day AND first_day <= x.to_latest
    AND all(y IN [tie, up] WHERE x.from_earliest <= y.to_latest))
  AND ($dates = 'possible' OR all(x IN ties WHERE x.from_latest <= last_day AND first_day <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
    AND all(run IN [up] WHERE x.from_latest <= run.to_latest AND run.from_earliest <= x.to_earliest)))
  AND all(tie IN ties WHERE any(source IN tie.asserted_by
    WHERE ($sources_in IS NULL OR source IN $sources_in) AND NOT source IN coalesce($sources_out, [])))
CALL (tie, up) {
  UNWIND [tie, up] AS each
  RETURN max(each.from_earliest) AS from_earliest, max(each.from_latest) AS from_latest,
    min(each.to_earliest) AS to_earliest, min(each.to_latest) AS to_latest
}
WITH one, other, {tie_ids: [tie.id] + up.part_ids, likelihood: tie.likelihood * up.likelihood,
  from_earliest: from_earliest, from_latest: from_latest, to_earliest: to_earliest, to_latest: to_latest} AS way
ORDER BY one.id, other.id, round(way.likelihood, 9) DESC, way.tie_ids, way.from_earliest
WITH one, other, collect(way) AS ways
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
