// What a release covers, and what a run knows that an older release, if it is loaded later, has to yield to.
CREATE INDEX run_keys_run IF NOT EXISTS FOR (n:RunKeys) ON (n.run_id);

// New words of the vocabulary (see V0001).
CALL db.createRelationshipType('COVERS');

UNWIND [
  'repeated_by', 'closes', 'coverage', 'gone', 'spared', 'from', 'to'
] AS name
CALL db.createProperty(name);
