// The claims behind one tie
//---
// question: What do the sources say about this tie?
// version: 3
// params:
//   tie_id: {type: string, max_length: 100, id_of: tie, required: true, about: The tie}
//   limit: {type: integer, min: 1, max: 1000, about: Rows at most}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   claim_id: {type: string, about: The claim}
//   kind: {type: string, about: 'What is said: a kind of tie, of attribute, or EVENT_RECORD'}
//   polarity: {type: string, about: asserts or denies}
//   hedge: {type: string, about: 'stated, reported, believed, suspected, possible or rumoured'}
//   hedge_word: {type: string, about: How the source hedges it in its own words; empty when it does not}
//   credibility: {type: integer, nullable: true, about: Admiralty grade 1 to 6 if somebody graded it}
//   inferred: {type: boolean, about: 'true: the curator inferred it, and the source does not say it'}
//   about: {type: string, list: true, about: 'The entities that it speaks of, each with its part in it'}
//   value: {type: string, nullable: true, about: What an attribute claim gives}
//   role: {type: string, about: 'As what: emir, commander, father-in-law; empty when not said'}
//   edtf: {type: string, about: The date as the source has it; empty for none}
//   from_earliest: {type: date, nullable: true, about: The start is not before this day}
//   from_latest: {type: date, nullable: true, about: The start is not after this day}
//   to_earliest: {type: date, nullable: true, about: The end is not before this day}
//   to_latest: {type: date, nullable: true, about: The end is not after this day}
//   locator: {type: string, about: Where in the source}
//   note: {type: string, about: A paraphrase}
//   decisions: {type: string, list: true, about: What people decided about the claim}
//   source_id: {type: string, about: The source that says it}
//   source: {type: string, about: The title of that source}
//   release_id: {type: string, nullable: true, about: The edition that was read}
//   published: {type: date, nullable: true, about: The day that the edition was published}
//   tie_id: {type: string, nullable: true, about: 'The tie that it adds up to; null for attributes and records'}
// evidence: {column: claim_id, kind: claims}
// conventions:
//   - Current claims only, the surest hedge first and what the curator inferred last; within one by source and place.
//   - A tie of event records rests on the records of its event that name the tie's other end.
// example:
//   graph: harbour
//   params: {"tie_id": "LEADS:af1c0c68213f0dd012c9"}
//   rows:
//     - {"claim_id": "c0bc2e6468abc012a779744b.1", "kind": "LEADS", "polarity": "asserts", "hedge": "stated",
//        "hedge_word": "", "credibility": null, "inferred": false,
//        "about": ["subject: Hana O'Shea (harbour:hana)", "object: The Gulls (harbour:gull)"], "value": null,
//        "role": "mate", "edtf": "2019-05", "from_earliest": null, "from_latest": "2019-05-31",
//        "to_earliest": "2019-05-01", "to_latest": null, "locator": "p. 4",
//        "note": "Hana was seen commanding Gulls in May 2019", "decisions": [], "source_id": "harbour",
//        "source": "The harbour, an invented example", "release_id": "harbour@2020-06-30", "published": "2020-06-30",
//        "tie_id": "LEADS:af1c0c68213f0dd012c9"}
//     - {"claim_id": "3a1b0ef62d9a697497581ca9.1", "kind": "LEADS", "polarity": "denies", "hedge": "reported",
//        "hedge_word": "reportedly", "credibility": null, "inferred": false,
//        "about": ["subject: Hana O'Shea (harbour:hana)", "object: The Gulls (harbour:gull)"], "value": null,
//        "role": "", "edtf": "2019-05", "from_earliest": null, "from_latest": "2019-05-31",
//        "to_earliest": "2019-05-01", "to_latest": null, "locator": "p. 5",
//        "note": "Hana is said to deny that she ever commanded Gulls", "decisions": [], "source_id": "harbour",
//        "source": "The harbour, an invented example", "release_id": "harbour@2020-06-30", "published": "2020-06-30",
//        "tie_id": "LEADS:af1c0c68213f0dd012c9"}
//---
:param tie_id => 'LEADS:af1c0c68213f0dd012c9';
:param limit => 100;
:param offset => 0;

CALL () {
  MATCH (c:Claim {tie_id: $tie_id})
  WHERE c.recorded_to IS NULL
  RETURN c
  UNION
  // A side of an event record: its claims are about the event, and name the side.
  MATCH (actor:Entity)-[tie:PARTICIPATED_IN {id: $tie_id}]->(event:Event)
  MATCH (named:Entity {canonical_id: event.id})<-[:ABOUT {as: 'event'}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = tie.stint
    AND EXISTS { MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = tie.side AND e.canonical_id = actor.id }
  RETURN c
  UNION
  MATCH (event:Event)-[tie:OCCURRED_AT {id: $tie_id}]->(place:Entity)
  MATCH (named:Entity {canonical_id: event.id})<-[:ABOUT {as: 'event'}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = tie.stint
    AND EXISTS { MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = 'place' AND e.canonical_id = place.id }
  RETURN c
}
WITH c, date('0001-01-01') AS open_start, date('9999-12-31') AS open_end,
  // From the surest to the least sure; the words are the model's, in its order.
  reduce(n = 0, i IN range(0, 5) |
    CASE WHEN ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'][i] = c.hedge
      THEN i ELSE n END) AS strength,
  coalesce(c.inferred, false) AS inferred
ORDER BY inferred, strength, c.source_id, c.locator, c.id
SKIP $offset
LIMIT $limit
CALL (c) {
  MATCH (c)-[link:ABOUT]->(e:Entity)
  WITH link, e ORDER BY link.as <> 'subject', link.as
  RETURN collect(link.as + ': ' + coalesce(e.name, e.id) + ' (' + e.id + ')') AS about
}
CALL (c) {
  MATCH (d:Decision {left: c.key})
  WHERE d.undone IS NULL
  WITH d ORDER BY d.when, d.id
  RETURN collect(d.kind + ' by ' + d.who + ' on ' + toString(d.when) + ': ' + d.why) AS decisions
}
OPTIONAL MATCH (c)-[:CITES]->(release:Release)
OPTIONAL MATCH (source:Source {id: c.source_id})
RETURN c.id AS claim_id,
  c.kind AS kind,
  c.polarity AS polarity,
  c.hedge AS hedge,
  c.hedge_word AS hedge_word,
  c.credibility AS credibility,
  inferred,
  about,
  CASE WHEN c.value <> '' THEN c.value END AS value,
  c.role AS role,
  c.edtf AS edtf,
  CASE WHEN c.from_earliest = open_start THEN null ELSE c.from_earliest END AS from_earliest,
  CASE WHEN c.from_latest = open_end THEN null ELSE c.from_latest END AS from_latest,
  CASE WHEN c.to_earliest = open_start THEN null ELSE c.to_earliest END AS to_earliest,
  CASE WHEN c.to_latest = open_end THEN null ELSE c.to_latest END AS to_latest,
  c.locator AS locator,
  c.note AS note,
  decisions,
  c.source_id AS source_id,
  source.title AS source,
  release.id AS release_id,
  release.published AS published,
  c.tie_id AS tie_id
ORDER BY inferred, strength, c.source_id, c.locator, c.id
LIMIT $limit;
