// New words of the vocabulary, so that a warning of Neo4j's stays a spelling mistake (see V0001): when an organization
// was announced, beside when it was founded; and that a claim is its curator's inference, with the probability for it.
UNWIND ['announced', 'announced_earliest', 'announced_latest', 'inferred'] AS name
CALL db.createProperty(name);
