"""The only room that talks to Neo4j: connect, read within bounds, write in batches, migrate."""
