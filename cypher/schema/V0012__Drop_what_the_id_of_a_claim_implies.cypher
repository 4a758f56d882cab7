// A claim's id is its key and its revision, and it is unique: that there is one claim of a key and a revision needs no
// constraint of its own, which each claim that is written would have to be looked up in.

DROP CONSTRAINT claim_key_revision IF EXISTS;
