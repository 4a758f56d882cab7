// What the sources say of one entity
//---
// question: What do the sources say about this entity?
// version: 3
// params:
//   entity_id: {type: string, max_length: 200, id_of: entity, required: true, about: The entity}
//   kinds: {type: string, list: true, nullable: true, about: Only claims of these kinds; null for all}
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
//   - Current claims about the entity and about every entity that was found to be the same, by kind, then the surest
//     hedge first and what the curator inferred last.
// example:
//   graph: harbour
//   params: {"entity_id": "harbour:ines", "kinds": ["ALIAS", "MEMBER_OF"]}
//   rows:
//     - {"claim_id": "97503e08f16a9d84b7bc7153.1", "kind": "ALIAS", "polarity": "asserts", "hedge": "stated",
//        "hedge_word": "", "credibility": null, "inferred": false, "about": ["subject: Inès Valléry (harbour:ines)"],
//        "value": "L'Aînée", "role": "", "edtf": "", "from_earliest": null, "from_latest": null, "to_earliest": null,
//        "to_latest": null, "locator": "p. 6", "note": "Inès is called L'Aînée", "decisions": [],
//        "source_id": "harbour", "source": "The harbour, an invented example", "release_id": "harbour@2020-06-30",
//        "published": "2020-06-30", "tie_id": null}
//     - {"claim_id": "58e0406776aab4df6d17443d.1", "kind": "MEMBER_OF", "polarity": "asserts", "hedge": "stated",
//        "hedge_word": "", "credibility": null, "inferred": false,
//        "about": ["subject: Inès Valléry (harbour:ines)", "object: The Petrels (harbour:petrel)"], "value": null,
//        "role": "", "edtf": "2020/..", "from_earliest": "2020-01-01", "from_latest": "2020-06-30",
//        "to_earliest": "2020-06-30", "to_latest": null, "locator": "p. 6", "note": "Inès is a Petrel since 2020",
//        "decisions": [], "source_id": "harbour", "source": "The harbour, an invented example",
//        "release_id": "harbour@2020-06-30", "published": "2020-06-30", "tie_id": "MEMBER_OF:8b2b4b8c2db549efaa95"}
//---
:param entity_id => 'harbour:hana';
:param kinds => null;
:param limit => 100;
:param offset => 0;

MATCH (given:Entity {id: $entity_id})
MATCH (named:Entity {canonical_id: given.canonical_id})<-[:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL AND ($kinds IS NULL OR c.kind IN $kinds)
WITH DISTINCT c
WITH c, date('0001-01-01') AS open_start, date('9999-12-31') AS open_end,
  // From the surest to the least sure; the words are the model's, in its order.
  reduce(n = 0, i IN range(0, 5) |
    CASE WHEN ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'][i] = c.hedge
      THEN i ELSE n END) AS strength,
  coalesce(c.inferred, false) AS inferred
ORDER BY c.kind, inferred, strength, c.source_id, c.locator, c.id
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
ORDER BY kind, inferred, strength, source_id, locator, claim_id
LIMIT $limit;
