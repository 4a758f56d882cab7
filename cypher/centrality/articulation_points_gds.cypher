// Articulation points, computed in the database
//---
// question: Without whom would people no longer be linked, by shared organizations?
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
//   rank: {type: integer, about: By the number of pieces. People with equally many share a rank}
//   person_id: {type: string, about: 'A person without whom some would no longer be linked, over however many steps'}
//   person: {type: string, about: Name}
//   pieces: {type: integer, about: 'How many components there would be more without the person, who is not counted'}
//   cut_off: {type: integer, about: 'How many people would no longer be linked to the largest of the pieces'}
//   others: {type: integer, about: How many others the person shares an organization with}
//   tie_ids: {type: string, list: true, about: 'The ties behind these, at most 500'}
// evidence: tie_ids
// requires: [gds]
// conventions:
//   - People whose absence would split a component (Hopcroft and Tarjan 1973). Graph Data Science finds them, and then
//     the components without each of them. No row says that there is nobody without whom anything would fall apart.
//   - The network is that of networks/people_by_organization, each pair one edge without weight. People who share with
//     nobody are not in it.
//   - By default leaders alone count, since all who are members of one group share it with one another.
//   - Here every edge counts as sure, so that one doubtful tie can keep somebody off this list; raise min_likelihood to
//     see what hangs on such ties. The measure centrality/articulation gives the same pieces without the plugin, and
//     how sure they are.
//   - The projection lives in the server's memory while the question runs, under a name that begins with tertius-. An
//     error can leave it there; cypher/sweep_projections.cypher drops what was left.
//   - Without a day or a span the network is the union of the edges of all days; each edge holds at one moment.
// shared: [at-one-moment, within, categories, sources-left-in, spells, lives, possible-and-certain, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   params: {"as_of": "2019-06-15", "min_likelihood": 0.8}
//   rows:
//     - {"rank": 1, "person_id": "harbour:ada", "person": "Ada Ferris", "pieces": 1, "cut_off": 1, "others": 3,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//---
:param kinds => ['LEADS'];
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
  CALL (graph) {
    CALL gds.articulationPoints.stream(graph.graphName) YIELD nodeId
    WITH nodeId ORDER BY nodeId
    RETURN collect(nodeId) AS points
  }
  CALL (graph) {
    CALL gds.graph.relationships.stream(graph.graphName) YIELD sourceNodeId, targetNodeId
    RETURN collect(CASE WHEN sourceNodeId < targetNodeId THEN [sourceNodeId, targetNodeId] END) AS links
  }
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  RETURN points, links,
    1 + reduce(most = 0, link IN links | CASE WHEN link[1] > most THEN link[1] ELSE most END) AS step
}
WITH projection, edges, points, links, step
WHERE size(points) > 0
// Once more, with a copy of the network for each of them, in which the person is taken apart: a leaf at each neighbour.
// A node has an even number, a leaf the odd one after its neighbour's.
CALL (projection, points, links, step) {
  UNWIND range(0, size(points) - 1) AS i
  UNWIND links AS link
  WITH projection, 2 * i * step AS copy, CASE points[i] WHEN link[0] THEN [2 * link[1], 2 * link[1] + 1]
    WHEN link[1] THEN [2 * link[0], 2 * link[0] + 1] ELSE [2 * link[0], 2 * link[1]] END AS pair
  WITH gds.graph.project(projection, copy + pair[0], copy + pair[1], {}, {undirectedRelationshipTypes: ['*']}) AS graph
  CALL (graph, step) {
    CALL gds.wcc.stream(graph.graphName) YIELD nodeId, componentId
    WITH nodeId / (2 * step) AS i, componentId, sum(1 - nodeId % 2) AS people, max(nodeId % 2) AS leaf
    WHERE leaf = 1
    WITH i, collect(people) AS pieces ORDER BY i
    RETURN collect(pieces) AS pieces
  }
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  RETURN pieces
}
WITH edges, [i IN range(0, size(points) - 1) | {person: gds.util.asNode(points[i]), pieces: size(pieces[i]) - 1,
  cut_off: reduce(sum = 0, n IN pieces[i] | sum + n)
    - reduce(most = 0, n IN pieces[i] | CASE WHEN n > most THEN n ELSE most END)}] AS found
UNWIND found AS one
WITH edges, found, one
ORDER BY one.pieces DESC, one.cut_off DESC, one.person.id
LIMIT $limit
WITH found, one, one.person AS person, [edge IN edges WHERE edge.one = one.person OR edge.other = one.person] AS own
CALL (own) {
  UNWIND own AS edge
  UNWIND edge.ways AS ties
  UNWIND ties AS tie
  WITH DISTINCT tie.id AS tie_id ORDER BY tie_id LIMIT 500
  RETURN collect(tie_id) AS tie_ids
}
RETURN 1 + size([other IN found WHERE other.pieces > one.pieces]) AS rank,
  person.id AS person_id,
  person.name AS person,
  one.pieces AS pieces,
  one.cut_off AS cut_off,
  size(own) AS others,
  tie_ids
ORDER BY rank, cut_off DESC, person_id
LIMIT $limit;
