// Drop the projections that interrupted questions left in Graph Data Science
//
// Questions that need Graph Data Science (cypher/centrality) project their network into the server's memory and drop it
// again. An error or a time limit in between leaves it there until the server restarts. Tertius sweeps by itself; this is
// for those who run the questions in Neo4j Browser. Nothing is dropped that is younger than the minutes below, since
// somebody may still be working on it.
:param older_than_minutes => 60;

CALL gds.graph.list() YIELD graphName, creationTime
WITH graphName, creationTime
WHERE graphName STARTS WITH 'tertius-' AND creationTime < datetime() - duration({minutes: $older_than_minutes})
CALL gds.graph.drop(graphName, false) YIELD graphName AS dropped
RETURN dropped
ORDER BY dropped;
