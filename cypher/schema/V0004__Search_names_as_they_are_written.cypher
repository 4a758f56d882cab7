// Search by what derivation writes on each entity (`search`, see tertius.model.folding): words folded by rules of our
// own, so that the analyzer has only to split at spaces. The standard one kept English stop words out, so that the group
// IS was not found, and folded what is stored otherwise than a question can fold what is asked.
CALL db.createProperty('search');

DROP INDEX entity_names IF EXISTS;

CREATE FULLTEXT INDEX entity_search IF NOT EXISTS FOR (n:Entity) ON EACH [n.search]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
