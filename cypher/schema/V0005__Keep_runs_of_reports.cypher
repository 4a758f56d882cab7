// Runs of reports: who computes one holds it by a lease, as a load holds its source; what it found is kept in parts.
//
// One run for a report and a moment that it is due, even when two schedulers begin at once. Runs that somebody asked
// for have no such moment, and there can be any number of them.
CREATE CONSTRAINT report_series_name IF NOT EXISTS FOR (n:ReportSeries) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT report_run_id IF NOT EXISTS FOR (n:ReportRun) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT report_run_due IF NOT EXISTS FOR (n:ReportRun) REQUIRE (n.report, n.due) IS UNIQUE;
CREATE INDEX report_run_report IF NOT EXISTS FOR (n:ReportRun) ON (n.report);

// New words of the vocabulary, so that a warning of Neo4j's stays a spelling mistake (see V0001).
CALL db.createLabel('ReportPart');

CALL db.createRelationshipType('KEEPS');

UNWIND [
  'report', 'due', 'day', 'inputs', 'attempt', 'sections', 'sections_done', 'section', 'problem', 'bytes', 'content',
  'number', 'settled', 'token', 'holder', 'heartbeat'
] AS name
CALL db.createProperty(name);
