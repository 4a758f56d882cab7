"""What Neo4j Browser is given: a style sheet, the questions as favourites, and a guide to the model."""
