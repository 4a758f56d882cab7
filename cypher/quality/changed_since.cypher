// What changed since a day
//---
// question: Which claims are new, revised or gone since this day?
// version: 2
// params:
//   since: {type: date, about: 'This day and later, by the clock of the database (UTC)'}
//   until: {type: date, nullable: true, about: Up to this day; empty for today}
//   source_id: {type: string, nullable: true, max_length: 200, about: Only claims of this source; empty for all}
//   changes: {type: string, list: true, enum: [new, revised, gone], about: Which kinds of change}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   change: {type: string, about: 'new: first said, or again after it was gone; revised: another wording of a claim
//     that was there; gone: no longer said by the source, or undone'}
//   claim_id: {type: string, about: 'The claim; of one that is gone its last revision'}
//   kind: {type: string, about: 'What is said: a kind of tie, of attribute, or EVENT_RECORD'}
//   polarity: {type: string, about: asserts or denies}
//   about: {type: string, list: true, about: 'The entities that it speaks of, each with its part in it'}
//   value: {type: string, nullable: true, about: What an attribute claim gives}
//   role: {type: string, about: 'As what; empty when not said'}
//   edtf: {type: string, about: The date as the source has it; empty for none}
//   hedge: {type: string, about: 'stated, reported, believed, suspected, possible or rumoured'}
//   was: {type: string, list: true, about: 'Of a revised claim, what it said before where that differs: its own words,
//     an event''s deaths and the like, of whom it spoke'}
//   source_id: {type: string, about: The source that says it}
//   locator: {type: string, about: Where in the source}
//   run_id: {type: string, about: 'The load that brought this state of the claim; `tertius runs` says when'}
// shows: [change, about, kind, value, edtf, was, source_id]
// evidence: {column: claim_id, kind: claims}
// conventions:
//   - The latest first. A claim that changed several times has its last state alone; one that came and went since that
//     day is gone. One that says what it said when the time began, as after an undo, is not listed.
//   - When the graph learned of it, which says nothing of when it happened or was published. Decisions of people are
//     not claims and are listed by `tertius decisions`.
// example:
//   graph: strait
//   params: {"since": "2020-01-01", "offset": 58}
//   rows:
//     - {"change": "new", "claim_id": "62c78274910d272650ca0643.1", "kind": "ALLIED_WITH", "polarity": "denies",
//       "about": ["subject: The Arks (strait:ark)", "object: The Brigs (strait:brig)"], "value": null, "role": "",
//       "edtf": "2018", "hedge": "stated", "was": [], "source_id": "strait", "locator": "p. 5", "run_id": "strait:1"}
//     - {"change": "new", "claim_id": "9a994dc8dee3b6086cbf09cd.1", "kind": "NATIONALITY", "polarity": "asserts",
//       "about": ["subject: Lone Ek (strait:lone)"], "value": "NO", "role": "", "edtf": "", "hedge": "stated",
//       "was": [], "source_id": "strait", "locator": "p. 5", "run_id": "strait:1"}
//     - {"change": "new", "claim_id": "1c9b97e122bf0f582409eed0.1", "kind": "OPPOSED", "polarity": "asserts",
//       "about": ["subject: The Cutters (strait:cutter)", "object: The Arks (strait:ark)"], "value": null, "role": "",
//       "edtf": "", "hedge": "rumoured", "was": [], "source_id": "strait", "locator": "p. 5", "run_id": "strait:1"}
//---
:param since => date('2013-01-01');
:param until => null;
:param source_id => null;
:param changes => ['new', 'revised', 'gone'];
:param limit => 100;
:param offset => 0;

WITH datetime({date: $since}) AS since,
  datetime({date: coalesce($until, date('9999-12-30'))}) + duration({days: 1}) AS until
MATCH (c:Claim)
WHERE (since <= c.recorded_from < until OR since <= c.recorded_to < until)
  AND ($source_id IS NULL OR c.source_id = $source_id)
// Of each claim its last revision of that time, and the one that stood when it began.
WITH since, until, c
ORDER BY c.key, c.revision DESC
WITH since, until, c.key AS key, head(collect(c)) AS c
OPTIONAL MATCH (before:Claim {key: key})
WHERE before.recorded_from < since AND (before.recorded_to IS NULL OR since <= before.recorded_to)
WITH c, before, CASE WHEN c.recorded_to < until THEN c.recorded_to ELSE c.recorded_from END AS changed,
  CASE WHEN c.recorded_to < until THEN 'gone' WHEN before IS NULL THEN 'new' ELSE 'revised' END AS change
WHERE change IN $changes AND NOT (change = 'revised' AND before.digest = c.digest)
ORDER BY changed DESC, c.source_id, c.record, c.id
SKIP $offset
LIMIT $limit
RETURN change,
  c.id AS claim_id,
  c.kind AS kind,
  c.polarity AS polarity,
  COLLECT {
    MATCH (c)-[link:ABOUT]->(e:Entity)
    RETURN link.as + ': ' + coalesce(e.name, e.id) + ' (' + e.id + ')' ORDER BY link.as <> 'subject', link.as, e.id
  } AS about,
  nullIf(c.value, '') AS value,
  c.role AS role,
  c.edtf AS edtf,
  c.hedge AS hedge,
  [field IN ['polarity', 'value', 'role', 'edtf', 'hedge', 'hedge_word', 'locator', 'note', 'credibility', 'inferred',
      'stint', 'part', 'name', 'event_kind', 'deaths_best', 'deaths_low', 'deaths_high', 'deaths_civilians', 'latitude',
      'longitude', 'sources', 'date_precision', 'place_precision', 'citation', 'remark']
    WHERE change = 'revised' AND coalesce(toString(before[field]), '') <> coalesce(toString(c[field]), '')
    | field + ': ' + coalesce(nullIf(toString(before[field]), ''), 'nothing')]
  + COLLECT {
    MATCH (before)-[link:ABOUT]->(e:Entity)
    WHERE change = 'revised' AND NOT EXISTS { (c)-[same:ABOUT]->(e) WHERE same.as = link.as }
    RETURN link.as + ': ' + coalesce(e.name, e.id) + ' (' + e.id + ')' ORDER BY link.as, e.id
  } + COLLECT {
    MATCH (c)-[link:ABOUT]->(:Entity)
    WHERE change = 'revised' AND NOT EXISTS { (before)-[same:ABOUT]->(:Entity) WHERE same.as = link.as }
    RETURN DISTINCT link.as + ': nothing' AS none ORDER BY none
  } AS was,
  c.source_id AS source_id,
  c.locator AS locator,
  c.run_id AS run_id
ORDER BY changed DESC, source_id, c.record, claim_id
LIMIT $limit;
