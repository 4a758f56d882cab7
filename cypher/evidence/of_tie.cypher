// The claims behind one tie
//---
// question: What do the sources say about this tie?
// version: 6
// params:
//   tie_id: {type: string, max_length: 100, id_of: tie, required: true, about: The tie}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
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
//   decisions: {type: string, list: true, about: 'What people decided about the claim; where several meet, its own
//     record says which count'}
//   source_id: {type: string, about: The source that says it}
//   source: {type: string, about: The title of that source}
//   release_id: {type: string, nullable: true, about: The edition that was read}
//   published: {type: date, nullable: true, about: The day that the edition was published}
//   tie_id: {type: string, nullable: true, about: 'The tie that it adds up to; empty for attributes and records'}
//   bears_on: {type: string, about: 'tie: it speaks of the tie; life: it dates the birth, death, founding or
//     dissolution of an end, which cuts the dates of the tie short'}
//   clipped_by: {type: string, list: true, about: 'What cuts the dates of its tie short, or contradicts them: the kind
//     of claim and whose life, such as DIED harbour:gil; evidence/of_tie shows these claims'}
//   own_from_earliest: {type: date, nullable: true, about: 'Where they are cut short, the tie''s own dates: its start
//     is not before this day'}
//   own_from_latest: {type: date, nullable: true, about: The tie's own start is not after this day}
//   own_to_earliest: {type: date, nullable: true, about: The tie's own end is not before this day}
//   own_to_latest: {type: date, nullable: true, about: The tie's own end is not after this day}
// shows: [about, role, edtf, polarity, hedge, bears_on, source_id, locator, note]
// evidence: {column: claim_id, kind: claims}
// conventions:
//   - Current claims only, those of the tie first; the surest hedge first and what the curator inferred last, then by
//     source and place.
//   - No tie outlives its ends. Where a life cuts its dates short, or cannot be true beside them, the claims of that
//     life follow; where they are cut short the tie's own dates stand beside.
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
//        "tie_id": "LEADS:af1c0c68213f0dd012c9",
//        "bears_on": "tie", "clipped_by": [], "own_from_earliest": null, "own_from_latest": null,
//        "own_to_earliest": null, "own_to_latest": null}
//     - {"claim_id": "3a1b0ef62d9a697497581ca9.1", "kind": "LEADS", "polarity": "denies", "hedge": "reported",
//        "hedge_word": "reportedly", "credibility": null, "inferred": false,
//        "about": ["subject: Hana O'Shea (harbour:hana)", "object: The Gulls (harbour:gull)"], "value": null,
//        "role": "", "edtf": "2019-05", "from_earliest": null, "from_latest": "2019-05-31",
//        "to_earliest": "2019-05-01", "to_latest": null, "locator": "p. 5",
//        "note": "Hana is said to deny that she ever commanded Gulls", "decisions": [], "source_id": "harbour",
//        "source": "The harbour, an invented example", "release_id": "harbour@2020-06-30", "published": "2020-06-30",
//        "tie_id": "LEADS:af1c0c68213f0dd012c9",
//        "bears_on": "tie", "clipped_by": [], "own_from_earliest": null, "own_from_latest": null,
//        "own_to_earliest": null, "own_to_latest": null}
//---
// Of the sample mali_2013; replace it by the id of a tie of your own data, as other answers list them.
:param tie_id => 'LEADS:4327e14e4bddbad76109';
:param limit => 100;
:param offset => 0;

OPTIONAL MATCH (:Claim {tie_id: $tie_id})-[:ABOUT {as: 'subject'}]->(named:Entity)
WITH named.canonical_id AS subject LIMIT 1
OPTIONAL MATCH (:Entity {id: subject})
  -[tie:LEADS|MEMBER_OF|PART_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED|LINKED_TO|PRESENT_IN|CONTROLS]-()
WHERE tie.id = $tie_id
WITH tie LIMIT 1
CALL (tie) {
  MATCH (c:Claim {tie_id: $tie_id})
  WHERE c.recorded_to IS NULL
  RETURN c, 'tie' AS bears_on
  UNION
  // A side of an event record: its claims are about the event, and name the side.
  MATCH (actor:Entity)-[side:PARTICIPATED_IN {id: $tie_id}]->(event:Event)
  MATCH (named:Entity {canonical_id: event.id})<-[:ABOUT {as: 'event'}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = side.stint
    AND EXISTS { MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = side.side AND e.canonical_id = actor.id }
  RETURN c, 'tie' AS bears_on
  UNION
  MATCH (event:Event)-[where:OCCURRED_AT {id: $tie_id}]->(place:Entity)
  MATCH (named:Entity {canonical_id: event.id})<-[:ABOUT {as: 'event'}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = where.stint
    AND EXISTS { MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = 'place' AND e.canonical_id = place.id }
  RETURN c, 'tie' AS bears_on
  UNION
  // The life that cuts its dates short: a kind of claim, a blank, and whose life it is.
  UNWIND tie.clipped_by AS cut
  WITH cut, split(cut, ' ')[0] AS kind
  MATCH (:Entity {canonical_id: substring(cut, size(kind) + 1)})<-[:ABOUT {as: 'subject'}]-(c:Claim)
  WHERE c.kind = kind AND c.recorded_to IS NULL
  RETURN c, 'life' AS bears_on
}
// From the surest to the least sure; the words are the model's, in its order.
WITH tie, c, bears_on, coalesce(c.inferred, false) AS inferred, [i IN range(0, 5) WHERE
    ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'][i] = c.hedge][0] AS strength
ORDER BY bears_on DESC, inferred, strength, c.source_id, c.locator, c.id
SKIP $offset
LIMIT $limit
OPTIONAL MATCH (c)-[:CITES]->(release:Release)
OPTIONAL MATCH (source:Source {id: c.source_id})
RETURN c.id AS claim_id,
  c.kind AS kind,
  c.polarity AS polarity,
  c.hedge AS hedge,
  c.hedge_word AS hedge_word,
  c.credibility AS credibility,
  inferred,
  COLLECT { MATCH (c)-[link:ABOUT]->(e:Entity) RETURN
    link.as + ': ' + coalesce(e.name, e.id) + ' (' + e.id + ')' ORDER BY link.as <> 'subject', link.as } AS about,
  nullIf(c.value, '') AS value,
  c.role AS role,
  c.edtf AS edtf,
  nullIf(c.from_earliest, date('0001-01-01')) AS from_earliest,
  nullIf(c.from_latest, date('9999-12-31')) AS from_latest,
  nullIf(c.to_earliest, date('0001-01-01')) AS to_earliest,
  nullIf(c.to_latest, date('9999-12-31')) AS to_latest,
  c.locator AS locator,
  c.note AS note,
  COLLECT { MATCH (d:Decision {left: c.key}) WHERE d.undone IS NULL RETURN
    CASE d.kind WHEN 'reject' THEN 'rejected' WHEN 'confirm' THEN 'confirmed'
      ELSE d.field + ' corrected to ' + coalesce(nullIf(d.value, ''), 'nothing') END
    + ' by ' + d.who + ' on ' + toString(d.when) + ': ' + d.why ORDER BY d.when, d.id } AS decisions,
  c.source_id AS source_id,
  source.title AS source,
  release.id AS release_id,
  release.published AS published,
  c.tie_id AS tie_id,
  bears_on,
  coalesce(tie.clipped_by, []) AS clipped_by,
  nullIf(tie.own_from_earliest, date('0001-01-01')) AS own_from_earliest,
  nullIf(tie.own_from_latest, date('9999-12-31')) AS own_from_latest,
  nullIf(tie.own_to_earliest, date('0001-01-01')) AS own_to_earliest,
  nullIf(tie.own_to_latest, date('9999-12-31')) AS own_to_latest
ORDER BY bears_on DESC, inferred, strength, c.source_id, c.locator, c.id
LIMIT $limit;
