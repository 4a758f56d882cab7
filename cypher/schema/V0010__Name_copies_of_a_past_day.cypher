// New words of the vocabulary (see V0001): a copy of the database that was made what it was at a moment says so.
CREATE CONSTRAINT snapshot_id IF NOT EXISTS FOR (n:Snapshot) REQUIRE n.id IS UNIQUE;

UNWIND ['moment', 'made'] AS name
CALL db.createProperty(name);
