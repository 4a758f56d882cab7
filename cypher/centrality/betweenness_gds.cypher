// Betweenness, worked out in the database
//---
// question: Who lies between others that share organizations?
// version: 1
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
//   limit: {type: integer, min: 1, max: 500, about: Rows at most}
// columns:
//   rank: {type: integer, about: Place by the score; equals share the best of their places}
//   person_id: {type: string, about: 'A person who shares an organization with somebody'}
//   person: {type: string, about: The same by name}
//   betweenness: {type: number, about: 'Shortest paths between two others that lead over the person, each pair of
//     others once, shared among equals'}
//   others: {type: integer, about: How many others the person shares an organization with}
//   tie_ids: {type: string, list: true, about: 'The ties behind these, at most 500'}
// evidence: tie_ids
// requires: [gds]
// conventions:
//   - Freeman's betweenness (1977), exact and not normalized. Each unordered pair of others gives the share of its
//     shortest paths that leads over the person. Graph Data Science works it out.
//   - The network is that of networks/people_by_organization, each pair one edge without weight. People who share with
//     nobody are not in it.
//   - Here every edge counts as sure. The measure centrality/betweenness gives the same figure without the plugin, and
//     how sure it is.
//   - The projection lives in the server's memory while the question runs, under a name that begins with tertius-. An
//     error can leave it there; cypher/sweep_projections.cypher drops what was left.
//   - Ranks are among people whom published claims name. They describe sources, not guilt.
// example:
//   graph: harbour
//   params: {"as_of": "2019-06-15", "min_likelihood": 0.8}
//   rows:
//     - {"rank": 1, "person_id": "harbour:ada", "person": "Ada Ferris", "betweenness": 6.0, "others": 5, "tie_ids":
//        ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93",
//        "LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "LEADS:e7ae16d1ee085c490445",
//        "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 2, "person_id": "harbour:bo", "person": "Bo Lindqvist", "betweenness": 0.0, "others": 2,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93",
//        "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 2, "person_id": "harbour:cleo", "person": "Cleo Marsh", "betweenness": 0.0, "others": 3,
//        "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b",
//        "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 2, "person_id": "harbour:dag", "person": "Dag Øster", "betweenness": 0.0, "others": 3, "tie_ids":
//        ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b",
//        "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 2, "person_id": "harbour:eli", "person": "Eli Roux", "betweenness": 0.0, "others": 1, "tie_ids":
//        ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//     - {"rank": 2, "person_id": "harbour:fay", "person": "Fay Nolan", "betweenness": 0.0, "others": 1, "tie_ids":
//        ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//     - {"rank": 2, "person_id": "harbour:gil", "person": "Gil Santos", "betweenness": 0.0, "others": 2, "tie_ids":
//        ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93",
//        "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 2, "person_id": "harbour:hana", "person": "Hana O'Shea", "betweenness": 0.0, "others": 3,
//        "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b",
//        "MEMBER_OF:c5c8b1b7a9550c259864"]}
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
  coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
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
WITH projection, met, collect({person: person, tie_ids: [tie.id] + part_ids,
  likelihood: tie.likelihood * part_likelihood,
  starts: CASE $dates WHEN 'certain' THEN tie.from_latest ELSE tie.from_earliest END,
  ends: CASE $dates WHEN 'certain' THEN tie.to_earliest ELSE tie.to_latest END}) AS posts
WHERE size(posts) > 1
UNWIND posts AS a
UNWIND posts AS b
WITH projection, met, a, b
WHERE a.person.id < b.person.id AND a.starts <= b.ends AND b.starts <= a.ends
WITH projection, a.person AS one, b.person AS other, {tie_ids: a.tie_ids + b.tie_ids,
  likelihood: round(a.likelihood * b.likelihood, 9)} AS way, a, b
ORDER BY way.likelihood DESC, a.tie_ids[0], b.tie_ids[0]
WITH projection, one, other, collect(way) AS every
// A way that holds only if a shorter one does says nothing more.
WITH projection, one, other, [way IN every WHERE NOT any(less IN every WHERE size(less.tie_ids) < size(way.tie_ids)
  AND all(id IN less.tie_ids WHERE id IN way.tie_ids))] AS ways
WITH projection, collect({one: one, other: other, ways: ways}) AS edges
CALL (projection, edges) {
  UNWIND edges AS edge
  WITH gds.graph.project(projection, edge.one, edge.other, {}, {undirectedRelationshipTypes: ['*']}) AS graph
  CALL gds.betweenness.stream(graph.graphName) YIELD nodeId, score
  WITH graph, collect({person: gds.util.asNode(nodeId), score: score}) AS scores
  CALL gds.graph.drop(graph.graphName) YIELD graphName
  RETURN [scored IN scores | {person: scored.person, score: round(scored.score, 9)}] AS scores
}
UNWIND scores AS scored
WITH edges, scores, scored.person AS person, scored.score AS score
ORDER BY score DESC, person.id
LIMIT $limit
WITH scores, person, score,
  [edge IN edges WHERE edge.one = person OR edge.other = person] AS own
CALL (own) {
  UNWIND own AS edge
  UNWIND edge.ways AS way
  UNWIND way.tie_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id LIMIT 500
  RETURN collect(tie_id) AS tie_ids
}
RETURN 1 + size([scored IN scores WHERE scored.score > score]) AS rank,
  person.id AS person_id,
  person.name AS person,
  score AS betweenness,
  size(own) AS others,
  tie_ids
ORDER BY rank, person_id
LIMIT $limit;
