// What the sources say of one entity
//---
// question: What do the sources say about this entity?
// version: 6
// params:
//   entity_id: {type: string, max_length: 200, id_of: entity, required: true, about: The entity}
//   kinds: {type: string, list: true, nullable: true, about: Only claims of these kinds; empty for all}
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
//   clipped_by: {type: string, list: true, about: 'What cuts the dates of its tie short, or contradicts them: the kind
//     of claim and whose life, such as DIED harbour:gil; evidence/of_tie shows these claims'}
//   own_from_earliest: {type: date, nullable: true, about: 'Where they are cut short, the tie''s own dates: its start
//     is not before this day'}
//   own_from_latest: {type: date, nullable: true, about: The tie's own start is not after this day}
//   own_to_earliest: {type: date, nullable: true, about: The tie's own end is not before this day}
//   own_to_latest: {type: date, nullable: true, about: The tie's own end is not after this day}
// shows: [kind, about, value, role, edtf, polarity, hedge, source_id, locator, note]
// evidence: {column: claim_id, kind: claims}
// conventions:
//   - Current claims about the entity and about every entity that was found to be the same, by kind, then the surest
//     hedge first and what the curator inferred last.
//   - No tie outlives its ends. Where a life cuts short the dates of the tie that a claim adds up to, the tie's own
//     dates stand beside.
// example:
//   graph: harbour
//   params: {"entity_id": "harbour:ines", "kinds": ["ALIAS", "MEMBER_OF"]}
//   rows:
//     - {"claim_id": "97503e08f16a9d84b7bc7153.1", "kind": "ALIAS", "polarity": "asserts", "hedge": "stated",
//        "hedge_word": "", "credibility": null, "inferred": false, "about": ["subject: Inès Valléry (harbour:ines)"],
//        "value": "L'Aînée", "role": "", "edtf": "", "from_earliest": null, "from_latest": null, "to_earliest": null,
//        "to_latest": null, "locator": "p. 6", "note": "Inès is called L'Aînée", "decisions": [],
//        "source_id": "harbour", "source": "The harbour, an invented example", "release_id": "harbour@2020-06-30",
//        "published": "2020-06-30", "tie_id": null,
//        "clipped_by": [], "own_from_earliest": null, "own_from_latest": null, "own_to_earliest": null,
//        "own_to_latest": null}
//     - {"claim_id": "58e0406776aab4df6d17443d.1", "kind": "MEMBER_OF", "polarity": "asserts", "hedge": "stated",
//        "hedge_word": "", "credibility": null, "inferred": false,
//        "about": ["subject: Inès Valléry (harbour:ines)", "object: The Petrels (harbour:petrel)"], "value": null,
//        "role": "", "edtf": "2020/..", "from_earliest": "2020-01-01", "from_latest": "2020-06-30",
//        "to_earliest": "2020-06-30", "to_latest": null, "locator": "p. 6", "note": "Inès is a Petrel since 2020",
//        "decisions": [], "source_id": "harbour", "source": "The harbour, an invented example",
//        "release_id": "harbour@2020-06-30", "published": "2020-06-30", "tie_id": "MEMBER_OF:8b2b4b8c2db549efaa95",
//        "clipped_by": [], "own_from_earliest": null, "own_from_latest": null, "own_to_earliest": null,
//        "own_to_latest": null}
//---
// Of the sample mali_2013; replace it by an id of your own data, which entities/search finds.
:param entity_id => 'mali-2013:omar-ould-hamaha';
:param kinds => null;
:param limit => 100;
:param offset => 0;

MATCH (given:Entity {id: $entity_id})
MATCH (entity:Entity {id: given.canonical_id})
OPTIONAL MATCH (entity)
  -[cut:LEADS|MEMBER_OF|PART_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED|LINKED_TO|PRESENT_IN|CONTROLS]-()
WHERE cut.clipped_by IS NOT NULL
WITH entity, collect(DISTINCT cut) AS clipped
MATCH (named:Entity {canonical_id: entity.id})<-[:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL AND ($kinds IS NULL OR c.kind IN $kinds)
WITH DISTINCT clipped, c
// From the surest to the least sure; the words are the model's, in its order.
WITH clipped, c, coalesce(c.inferred, false) AS inferred, [i IN range(0, 5) WHERE
    ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'][i] = c.hedge][0] AS strength
ORDER BY c.kind, inferred, strength, c.source_id, c.locator, c.id
SKIP $offset
LIMIT $limit
WITH *, head([tie IN clipped WHERE tie.id = c.tie_id]) AS tie
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
  coalesce(tie.clipped_by, []) AS clipped_by,
  nullIf(tie.own_from_earliest, date('0001-01-01')) AS own_from_earliest,
  nullIf(tie.own_from_latest, date('9999-12-31')) AS own_from_latest,
  nullIf(tie.own_to_earliest, date('0001-01-01')) AS own_to_earliest,
  nullIf(tie.own_to_latest, date('9999-12-31')) AS own_to_latest
ORDER BY kind, inferred, strength, source_id, locator, claim_id
LIMIT $limit;
