// Deliveries of what reports and alerts found: one for each of them and each place, so that it is known what was brought
// where, and what is to be tried again.
CREATE CONSTRAINT delivery_id IF NOT EXISTS FOR (n:Delivery) REQUIRE n.id IS UNIQUE;
CREATE INDEX delivery_status IF NOT EXISTS FOR (n:Delivery) ON (n.status);
CREATE INDEX delivery_about IF NOT EXISTS FOR (n:Delivery) ON (n.about);

// New words of the vocabulary (see V0001).
UNWIND [
  'about', 'what', 'kind', 'to', 'formats', 'reached', 'attempts', 'asked', 'requested', 'again', 'claimed'
] AS name
CALL db.createProperty(name);
