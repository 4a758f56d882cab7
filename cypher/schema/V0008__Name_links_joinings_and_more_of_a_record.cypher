// Two kinds of tie: an actor linked to another in a way that the source leaves open, and an organization that joined one.
CREATE CONSTRAINT linked_to_id IF NOT EXISTS FOR ()-[t:LINKED_TO]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT joined_id IF NOT EXISTS FOR ()-[t:JOINED]-() REQUIRE t.id IS UNIQUE;

// New words of the vocabulary (see V0001): more that an event record says, and the part of its source a claim belongs to.
UNWIND [
  'event_kind', 'latitude', 'longitude', 'deaths_civilians', 'date_precision', 'place_precision', 'citation', 'remark',
  'part'
] AS name
CALL db.createProperty(name);
