"""A real Neo4j server as a child process, fetched from a lock file."""
