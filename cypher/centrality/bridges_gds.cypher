// Bridges, computed in the database
//---
// question: Which two people hold parts of the network together by sharing an organization, and nobody else does?
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
//   rank: {type: integer, about: By how many people would be cut off. Those that cut off equally many share a rank}
//   source_id: {type: string, about: 'A person'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   cut_off: {type: integer, about: 'How many people are on the smaller side, which it links to the larger'}
//   source_side: {type: integer, about: 'How many people are on the side of the first, this one included'}
//   target_side: {type: integer, about: 'How many people are on the side of the second, this one included'}
//   likelihood: {type: number, about: Of the likeliest way in which the two share an organization}
//   tie_ids: {type: string, list: true, about: 'The ties of all ways in which they do, at most 500'}
// evidence: tie_ids
// requires: [gds]
// conventions:
//   - Pairs whose ends would no longer be linked without the pair, over however many steps (Hopcroft and Tarjan 1973).
//     Graph Data Science finds them, and then the components without each. No row says that there is no such pair.
//   - The network is that of networks/people_by_organization, each pair one edge without weight. People who share with
//     nobody are not in it.
//   - By default leaders alone count, since all who are members of one group share it with one another.
//   - Here every edge counts as sure, so that one doubtful tie beside a pair can keep it off this list; raise
//     min_likelihood to see what hangs on such ties. The measure centrality/bridges finds the same pairs without the
//     plugin, and says how sure that is.
//   - The projection lives in the server's memory while the question runs, under a name that begins with tertius-. An
//     error can leave it there; cypher/sweep_projections.cypher drops what was left.
//   - Without a day or a span the network is the union of the edges of all days; each edge holds at one moment.
// shared: [at-one-moment, within, categories, sources-left-in, spells, lives, possible-and-certain, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   params: {"as_of": "2019-06-15", "min_likelihood": 0.8}
//   rows:
//     - {"rank": 1, "source_id": "harbour:ada", "source": "Ada Ferris", "target_id": "harbour:hana",
//       "target": "Hana O'Shea", "cut_off": 1, "source_side": 3, "target_side": 1, "likelihood": 0.76,
//       "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9"]}
//     - {"rank": 1, "source_id": "harbour:eli", "source": "Eli Roux", "target_id": "harbour:fay",
//       "target": "Fay Nolan", "cut_off": 1, "source_side": 1, "target_side": 1, "likelihood": 0.9025,
//       "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
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
    CALL gds.bridges.stream(graph.graphName) YIELD from, to
    WITH CASE WHEN from < to THEN [from, to] ELSE [to, from] END AS pair ORDER BY pair
    RETURN collect(pair) AS pairs
  }
  CALL (graph) {
    CALL gds.graph.relationships.stream(graph.graphName) YIELD sourceNodeId, targetNodeId
    RETURN collect(CASE WHEN sourceNodeId < targetNodeId THEN [sourceNodeId, targetNodeId] END) AS links
  }
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  RETURN pairs, links,
    1 + reduce(most = 0, link IN links | CASE WHEN link[1] > most THEN link[1] ELSE most END) AS step
}
WITH projection, edges, pairs, links, step
WHERE size(pairs) > 0
// Once more, with a copy of the network for each of them, in which the pair is cut and each end has a leaf instead.
// A node has an even number, a leaf the odd one after its neighbour's.
CALL (projection, pairs, links, step) {
  UNWIND range(0, size(pairs) - 1) AS i
  UNWIND links AS link
  UNWIND CASE WHEN link = pairs[i] THEN [[2 * link[0], 2 * link[0] + 1], [2 * link[1], 2 * link[1] + 1]]
    ELSE [[2 * link[0], 2 * link[1]]] END AS pair
  WITH projection, 2 * i * step AS copy, pair
  WITH gds.graph.project(projection, copy + pair[0], copy + pair[1], {}, {undirectedRelationshipTypes: ['*']}) AS graph
  CALL (graph, step) {
    CALL gds.wcc.stream(graph.graphName) YIELD nodeId, componentId
    WITH nodeId / (2 * step) AS i, componentId, sum(1 - nodeId % 2) AS people,
      max(CASE nodeId % 2 WHEN 1 THEN nodeId END) AS leaf
    WHERE leaf IS NOT NULL
    WITH i, leaf, people ORDER BY leaf
    WITH i, collect(people) AS sides ORDER BY i
    RETURN collect(sides) AS sides
  }
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  RETURN sides
}
UNWIND range(0, size(pairs) - 1) AS i
WITH edges, gds.util.asNode(pairs[i][0]) AS one, gds.util.asNode(pairs[i][1]) AS other, sides[i] AS sides
WITH one, other, sides, head([edge IN edges WHERE edge.one IN [one, other] AND edge.other IN [one, other]]) AS edge
WITH collect({edge: edge, source_side: CASE edge.one WHEN one THEN sides[0] ELSE sides[1] END,
  target_side: CASE edge.one WHEN one THEN sides[1] ELSE sides[0] END,
  cut_off: CASE WHEN sides[0] < sides[1] THEN sides[0] ELSE sides[1] END}) AS found
UNWIND found AS bridge
WITH found, bridge, bridge.edge.one AS source, bridge.edge.other AS target, [bridge.edge] AS own
ORDER BY bridge.cut_off DESC, source.id, target.id
LIMIT $limit
CALL (own) {
  UNWIND own AS edge
  UNWIND edge.ways AS ties
  UNWIND ties AS tie
  WITH DISTINCT tie.id AS tie_id ORDER BY tie_id LIMIT 500
  RETURN collect(tie_id) AS tie_ids
}
RETURN 1 + size([other IN found WHERE other.cut_off > bridge.cut_off]) AS rank,
  source.id AS source_id,
  source.name AS source,
  target.id AS target_id,
  target.name AS target,
  bridge.cut_off AS cut_off,
  bridge.source_side AS source_side,
  bridge.target_side AS target_side,
  round(reduce(most = 0.0, p IN [ties IN bridge.edge.ways | reduce(p = 1.0, tie IN ties | p * tie.likelihood)]
    | CASE WHEN p > most THEN p ELSE most END), 4) AS likelihood,
  tie_ids
ORDER BY rank, source_id, target_id
LIMIT $limit;
