// What each alert saw last, and what it told: each change once.
CREATE CONSTRAINT alert_state_name IF NOT EXISTS FOR (n:AlertState) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT alert_firing_id IF NOT EXISTS FOR (n:AlertFiring) REQUIRE n.id IS UNIQUE;
CREATE INDEX alert_firing_name IF NOT EXISTS FOR (n:AlertFiring) ON (n.name);

// New words of the vocabulary (see V0001).
UNWIND ['looks', 'checked', 'matched', 'fired', 'sentences'] AS name
CALL db.createProperty(name);
