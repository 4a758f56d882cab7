// Harmonic centrality, computed in the database
//---
// question: Who is near to everybody, by shared organizations, those out of reach included?
// version: 1
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   rank: {type: integer, about: By the score. Ties of equal score share a rank}
//   person_id: {type: string, about: 'A person who shares an organization with somebody'}
//   person: {type: string, about: Name}
//   harmonic: {type: number, about: 'Sum of 1 / distance to every other; nobody within reach adds nothing'}
//   others: {type: integer, about: How many others the person shares an organization with}
//   tie_ids: {type: string, list: true, about: 'The ties behind these, at most 500'}
// evidence: tie_ids
// requires: [gds]
// conventions:
//   - The sum of the inverse distances to all others (Rochat 2009; Boldi and Vigna 2014), not divided by anything;
//     whoever is out of reach adds 0. Graph Data Science computes it.
//   - The network is that of networks/people_by_organization, each pair one edge without weight. People who share with
//     nobody are not in it.
//   - Here every edge counts as sure. The measure centrality/harmonic gives the same figure without the plugin, and
//     how sure it is.
//   - The projection lives in the server's memory while the question runs, under a name that begins with tertius-. An
//     error can leave it there; cypher/sweep_projections.cypher drops what was left.
//   - Without a day or a span the network is the union of the edges of all days; each edge holds at one moment.
// shared: [at-one-moment, within, categories, sources-left-in, spells, lives, possible-and-certain, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   params: {"as_of": "2019-06-15", "min_likelihood": 0.8}
//   rows:
//     - {"rank": 1, "person_id": "harbour:ada", "person": "Ada Ferris", "harmonic": 5.0, "others": 5,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "LEADS:e7ae16d1ee085c490445", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 2, "person_id": "harbour:cleo", "person": "Cleo Marsh", "harmonic": 4.0, "others": 3,
//       "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 2, "person_id": "harbour:dag", "person": "Dag Øster", "harmonic": 4.0, "others": 3,
//       "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 2, "person_id": "harbour:hana", "person": "Hana O'Shea", "harmonic": 4.0, "others": 3,
//       "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 5, "person_id": "harbour:bo", "person": "Bo Lindqvist", "harmonic": 3.5, "others": 2,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 5, "person_id": "harbour:gil", "person": "Gil Santos", "harmonic": 3.5, "others": 2,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 7, "person_id": "harbour:eli", "person": "Eli Roux", "harmonic": 1.0, "others": 1,
//       "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//     - {"rank": 7, "person_id": "harbour:fay", "person": "Fay Nolan", "harmonic": 1.0, "others": 1,
//       "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
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
:param limit => 20;

WITH 'tertius-' + randomUUID() AS projection,
  coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until,
  CASE $level WHEN 'group' THEN 'within' ELSE 'unit' END AS level
MATCH (person:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[up:COUNTS_AS]->(met:Organization)
WHERE up.level = level AND type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
WITH projection, since, until, person, met, [tie, up] AS needs,
  [tie] + COLLECT { UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part } AS ties
WHERE all(t IN ties WHERE any(source IN t.asserted_by
  WHERE NOT source IN coalesce($sources_out, []) AND source IN coalesce($sources_in, [source])))
WITH projection, since, until, met, collect({person: person, needs: needs, ties: ties}) AS posts
WHERE size(posts) > 1
UNWIND posts AS a
UNWIND posts AS b
WITH projection, since, until, a.person AS one, b.person AS other, a.needs + b.needs AS needs,
  a.ties + [tie IN b.ties WHERE NOT tie IN a.ties] AS ties
WHERE one.id < other.id
  AND all(x IN needs WHERE x.from_earliest <= until AND since <= x.to_latest
    AND all(y IN needs WHERE x.from_earliest <= y.to_latest))
  AND ($dates = 'possible' OR all(x IN ties WHERE x.from_latest <= until AND since <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
    AND x.from_latest <= needs[1].to_latest AND needs[1].from_earliest <= x.to_earliest
    AND x.from_latest <= needs[3].to_latest AND needs[3].from_earliest <= x.to_earliest))
WITH projection, one, other, collect(DISTINCT ties) AS every
// A way that holds only if a shorter one does says nothing more.
WITH projection, one, other, [ties IN every WHERE NOT any(less IN every WHERE size(less) < size(ties)
  AND all(tie IN less WHERE tie IN ties))] AS ways
WITH projection, collect({one: one, other: other, ways: ways}) AS edges
CALL (projection, edges) {
  UNWIND edges AS edge
  WITH gds.graph.project(projection, edge.one, edge.other, {}, {undirectedRelationshipTypes: ['*']}) AS graph
  CALL gds.closeness.harmonic.stream(graph.graphName) YIELD nodeId, score
  WITH graph, collect({person: gds.util.asNode(nodeId), score: score}) AS scores
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  // The plugin divides by the number of the others.
  RETURN [scored IN scores | {person: scored.person, score: round(scored.score * (size(scores) - 1), 9)}] AS scores
}
UNWIND scores AS scored
WITH edges, scores, scored.person AS person, scored.score AS score
ORDER BY score DESC, person.id
LIMIT $limit
WITH scores, person, score,
  [edge IN edges WHERE edge.one = person OR edge.other = person] AS own
CALL (own) {
  UNWIND own AS edge
  UNWIND edge.ways AS ties
  UNWIND ties AS tie
  WITH DISTINCT tie.id AS tie_id ORDER BY tie_id LIMIT 500
  RETURN collect(tie_id) AS tie_ids
}
RETURN 1 + size([scored IN scores WHERE scored.score > score]) AS rank,
  person.id AS person_id,
  person.name AS person,
  score AS harmonic,
  size(own) AS others,
  tie_ids
ORDER BY rank, person_id
LIMIT $limit;
