// Organizations that share people
//---
// question: Which organizations had the same person while both ties could hold?
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
//   source_id: {type: string, about: 'An organization'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   likelihood: {type: number, about: 'Likelihood of the strongest alternative, its ties taken as independent'}
//   alternatives: {type: string, list: true, about: 'Ways in which a person links the two: ids of the ties that must
//     all hold, with blanks between, the likeliest first'}
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
//   - One row for each pair of organizations to which a person is tied at one moment, by two ties.
//   - An organization and the one that took its place are a pair like any other.
// shared: [possible-and-certain, at-one-moment, days-put-together, spells, lives, units, units-in-alternatives,
//   one-under-the-first-id, categories, sources-left-in, likelihoods]
// example:
//   graph: harbour
//   rows:
//     - {"source_id": "harbour:customs", "source": "The Customs House", "target_id": "harbour:tern", "target": "The
//        Terns", "likelihood": 0.857375, "alternatives": ["MEMBER_OF:76be3fa87d3a456a7846 LEADS:26e1f6e943dab1ff5552
//        PART_OF:f9aa13f2779d53887828"], "from_earliest": ["2019-01-01"], "from_latest": [null], "to_earliest":
//        [null], "to_latest": ["2019-09-30"], "tie_ids": ["MEMBER_OF:76be3fa87d3a456a7846",
//        "LEADS:26e1f6e943dab1ff5552", "PART_OF:f9aa13f2779d53887828"]}
//     - {"source_id": "harbour:gull", "source": "The Gulls", "target_id": "harbour:skua", "target": "The Skuas",
//        "likelihood": 0.56, "alternatives": ["LEADS:a201443cbcc3120c6247 MEMBER_OF:86cab6e7411f185a0bb5",
//        "MEMBER_OF:28c1f59ebe9303b4786b MEMBER_OF:bb0b0ffdd85a649df358"], "from_earliest": ["2019-06-01", null],
//        "from_latest": ["2019-06-30", null], "to_earliest": ["2020-06-30", null], "to_latest": [null, null],
//        "tie_ids": ["LEADS:a201443cbcc3120c6247", "MEMBER_OF:86cab6e7411f185a0bb5",
//        "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:bb0b0ffdd85a649df358"]}
//     - {"source_id": "harbour:gull", "source": "The Gulls", "target_id": "harbour:tern", "target": "The Terns",
//        "likelihood": 0.76, "alternatives": ["LEADS:a201443cbcc3120c6247 LEADS:13e9afa5e62e62271c91"],
//        "from_earliest": ["2019-03-01"], "from_latest": ["2019-12-31"], "to_earliest": ["2020-06-30"], "to_latest":
//        [null], "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:13e9afa5e62e62271c91"]}
//     - {"source_id": "harbour:petrel", "source": "The Petrels", "target_id": "harbour:skua", "target": "The Skuas",
//        "likelihood": 0.9025, "alternatives": ["MEMBER_OF:01b9bfb2c77dc2b2d4dd LEADS:5e481f827db780259ff6"],
//        "from_earliest": ["2020-01-01"], "from_latest": ["2020-06-30"], "to_earliest": ["2020-03-01"], "to_latest":
//        ["2020-03-31"], "tie_ids": ["MEMBER_OF:01b9bfb2c77dc2b2d4dd", "LEADS:5e481f827db780259ff6"]}
//     - {"source_id": "harbour:skua", "source": "The Skuas", "target_id": "harbour:tern", "target": "The Terns",
//        "likelihood": 0.665, "alternatives": ["MEMBER_OF:86cab6e7411f185a0bb5 LEADS:13e9afa5e62e62271c91"],
//        "from_earliest": ["2019-06-01"], "from_latest": ["2019-12-31"], "to_earliest": ["2020-06-30"], "to_latest":
//        [null], "tie_ids": ["MEMBER_OF:86cab6e7411f185a0bb5", "LEADS:13e9afa5e62e62271c91"]}
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
MATCH (person:Person)-[s:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[u:COUNTS_AS {level: $level}]->(one:Organization)
MATCH (person)-[t:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[v:COUNTS_AS {level: $level}]->(other:Organization)
WHERE s <> t AND one.id < other.id
  AND all(tie IN [s, t] WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood)
WITH *, u.part_ids + [id IN v.part_ids WHERE NOT id IN u.part_ids] AS part_ids
WITH *, [s, t] + COLLECT {
  UNWIND range(0, size(part_ids) - 1) AS i MATCH ()-[part:PART_OF {id: part_ids[i]}]->() RETURN part ORDER BY i
} AS ties
WHERE all(x IN [s, t, u, v] WHERE x.from_earliest <= last_day AND first_day <= x.to_latest
    AND all(y IN [s, t, u, v] WHERE x.from_earliest <= y.to_latest))
  AND ($dates = 'possible' OR all(x IN ties WHERE x.from_latest <= last_day AND first_day <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
    AND all(run IN [u, v] WHERE x.from_latest <= run.to_latest AND run.from_earliest <= x.to_earliest)))
  AND all(tie IN ties WHERE any(source IN tie.asserted_by
    WHERE ($sources_in IS NULL OR source IN $sources_in) AND NOT source IN coalesce($sources_out, [])))
CALL (s, t, u, v) {
  UNWIND [s, t, u, v] AS each
  RETURN max(each.from_earliest) AS from_earliest, max(each.from_latest) AS from_latest,
    min(each.to_earliest) AS to_earliest, min(each.to_latest) AS to_latest
}
WITH one, other, {tie_ids: [tie IN ties | tie.id],
  likelihood: reduce(p = 1.0, tie IN ties | p * tie.likelihood), from_earliest: from_earliest,
  from_latest: from_latest, to_earliest: to_earliest, to_latest: to_latest} AS way
ORDER BY one.id, other.id, round(way.likelihood, 9) DESC, way.tie_ids, way.from_earliest
WITH one, other, collect(way) AS every
// An alternative that holds only if one of fewer ties does says nothing more.
WITH one, other, [way IN every WHERE none(less IN every WHERE size(less.tie_ids) < size(way.tie_ids)
  AND less.from_earliest <= way.from_earliest AND way.to_latest <= less.to_latest
  AND all(id IN less.tie_ids WHERE id IN way.tie_ids))] AS ways
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
