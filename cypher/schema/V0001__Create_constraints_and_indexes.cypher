// The first shape of the database: what may exist only once, and what is looked up by what.
//
// Everything here works on Neo4j Community. Every schema statement says IF NOT EXISTS, so that a run that was cut off
// between two of them can be run again. This file never changes once it has landed: a change is a new file.

// Ids. A claim's id is its key and its revision.
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT source_id IF NOT EXISTS FOR (n:Source) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT release_id IF NOT EXISTS FOR (n:Release) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT claim_key_revision IF NOT EXISTS FOR (n:Claim) REQUIRE (n.key, n.revision) IS UNIQUE;
CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (n:Decision) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT load_run_id IF NOT EXISTS FOR (n:LoadRun) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT assumptions_id IF NOT EXISTS FOR (n:Assumptions) REQUIRE n.id IS UNIQUE;

// Ties: one a key, even when two loads write at once.
CREATE CONSTRAINT member_of_id IF NOT EXISTS FOR ()-[t:MEMBER_OF]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT leads_id IF NOT EXISTS FOR ()-[t:LEADS]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT founded_id IF NOT EXISTS FOR ()-[t:FOUNDED]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT kin_of_id IF NOT EXISTS FOR ()-[t:KIN_OF]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT associate_of_id IF NOT EXISTS FOR ()-[t:ASSOCIATE_OF]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT part_of_id IF NOT EXISTS FOR ()-[t:PART_OF]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT split_from_id IF NOT EXISTS FOR ()-[t:SPLIT_FROM]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT succeeded_id IF NOT EXISTS FOR ()-[t:SUCCEEDED]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT allied_with_id IF NOT EXISTS FOR ()-[t:ALLIED_WITH]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT opposed_id IF NOT EXISTS FOR ()-[t:OPPOSED]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT participated_in_id IF NOT EXISTS FOR ()-[t:PARTICIPATED_IN]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT occurred_at_id IF NOT EXISTS FOR ()-[t:OCCURRED_AT]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT present_in_id IF NOT EXISTS FOR ()-[t:PRESENT_IN]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT controls_id IF NOT EXISTS FOR ()-[t:CONTROLS]-() REQUIRE t.id IS UNIQUE;
CREATE CONSTRAINT within_id IF NOT EXISTS FOR ()-[t:WITHIN]-() REQUIRE t.id IS UNIQUE;

// From a tie to its claims, from a source or a run to what it wrote, from a claim to its other revisions.
CREATE INDEX claim_key IF NOT EXISTS FOR (n:Claim) ON (n.key);
CREATE INDEX claim_tie IF NOT EXISTS FOR (n:Claim) ON (n.tie_id);
CREATE INDEX claim_source IF NOT EXISTS FOR (n:Claim) ON (n.source_id);
CREATE INDEX claim_run IF NOT EXISTS FOR (n:Claim) ON (n.run_id);
CREATE INDEX decision_left IF NOT EXISTS FOR (n:Decision) ON (n.left);

// From a canonical entity to those merged into it; entities by kind (categories are not actors).
CREATE INDEX entity_canonical IF NOT EXISTS FOR (n:Entity) ON (n.canonical_id);
CREATE INDEX organization_kind IF NOT EXISTS FOR (n:Organization) ON (n.kind);

// Events by day, and anything by place.
CREATE INDEX event_day IF NOT EXISTS FOR (n:Event) ON (n.from_earliest);
CREATE POINT INDEX entity_location IF NOT EXISTS FOR (n:Entity) ON (n.location);

// Search by name: the analyzer folds accents and case, so that "mouvement de liberation" finds "libération".
CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};

// The vocabulary. Neo4j warns of a label, relationship type or property that the database has never seen. With the
// whole vocabulary known from the start such a warning is a spelling mistake, never merely a kind of data not loaded
// yet; the tests treat it as a failure, and people in Neo4j Browser are not warned for nothing.
UNWIND ['Person', 'Place', 'Merged', 'ThrowawayTestDatabase'] AS name
CALL db.createLabel(name);

UNWIND ['ABOUT', 'CITES', 'EDITION_OF', 'SAME_AS'] AS name
CALL db.createRelationshipType(name);

UNWIND [
  // entities
  'id', 'canonical_id', 'name', 'aliases', 'kind', 'countries', 'external_ids', 'location',
  'born', 'born_earliest', 'born_latest', 'died', 'died_earliest', 'died_latest',
  'established', 'established_earliest', 'established_latest',
  'dissolved', 'dissolved_earliest', 'dissolved_latest',
  'deaths_best', 'deaths_low', 'deaths_high',
  // sources and releases
  'title', 'author', 'publisher', 'url', 'licence', 'reliability', 'derived_from', 'version', 'published', 'sha256',
  // claims
  'key', 'revision', 'polarity', 'hedge_word', 'hedge', 'credibility', 'value', 'edtf', 'stint', 'role', 'locator',
  'note', 'record', 'source_id', 'digest', 'tie_id', 'run_id', 'recorded_from', 'recorded_to', 'as',
  // ties, and the four bounds of every date
  'from_earliest', 'from_latest', 'to_earliest', 'to_latest',
  'side', 'roles', 'likelihood', 'claims', 'sources', 'disputed',
  // decisions, load runs, the assumptions that likelihoods were derived with
  'left', 'right', 'field', 'who', 'when', 'why', 'undone',
  'loader', 'release_id', 'mode', 'status', 'started', 'finished',
  'hedges', 'approximate_dates'
] AS name
CALL db.createProperty(name);
