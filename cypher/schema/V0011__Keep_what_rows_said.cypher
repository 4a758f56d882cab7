// What each row of the last load of a source said: a load of the same release passes over the rows that say it again.
CREATE INDEX run_rows_run IF NOT EXISTS FOR (n:RunRows) ON (n.run_id);

// New words of the vocabulary (see V0001).
UNWIND ['recipe', 'what', 'content', 'number'] AS name
CALL db.createProperty(name);
