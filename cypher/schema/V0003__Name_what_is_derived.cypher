// The vocabulary of what is derived (see V0001): what counts as what and when, who asserts a tie and how firmly, and
// the lives that cut a tie's dates short.
CALL db.createRelationshipType('COUNTS_AS');

UNWIND [
  'level', 'part_ids', 'part_from_latest', 'part_to_earliest',
  'asserted_by', 'firmness',
  'life_from', 'life_to', 'clipped_by', 'own_from_earliest', 'own_from_latest', 'own_to_earliest', 'own_to_latest',
  'derivation'
] AS name
CALL db.createProperty(name);
