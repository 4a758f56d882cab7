// What is known of one entity
//---
// question: What do the sources say of this entity itself, and how do they bear each other out?
// version: 2
// params:
//   entity_id: {type: string, max_length: 200, id_of: entity, required: true, about: The entity}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   what: {type: string, about: 'What is said: NAME, ALIAS, KIND, COUNTRY, BORN, ESTABLISHED, DEATHS_BEST and the like'}
//   value: {type: string, about: 'What they say; a date as the source has it'}
//   shown: {type: boolean, about: Whether the entity goes by it here}
//   surest: {type: string, nullable: true, about: 'The surest hedge of those who assert it: stated, reported, believed,
//     suspected, possible or rumoured; empty where nobody does'}
//   inferred: {type: boolean, about: 'true: all who assert it are curators who inferred it'}
//   earliest: {type: date, nullable: true, about: 'Of a date, its first day; empty when it is open'}
//   latest: {type: date, nullable: true, about: 'Of a date, its last day; empty when it is open'}
//   asserting: {type: integer, about: Current claims that assert it}
//   denying: {type: integer, about: Current claims that deny it}
//   sources: {type: string, list: true, about: 'Sources that assert it, by id'}
//   denied_by: {type: string, list: true, about: 'Sources that deny it, by id'}
//   entity_id: {type: string, about: 'Which entity they say it of: this one, or one that was found to be the same'}
//   claim_ids: {type: string, list: true, about: 'These claims, at most 100'}
// shows: [what, value, shown, surest, asserting, denying, sources]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Attributes alone, with one row for each value; ties are in entities/timeline. Values that differ stand beside each
//     other, and which of them shows follows from how firmly each is asserted.
//   - What a row of an event dataset says of its own event counts like claims of its own.
//   - A value that was corrected shows as corrected, a claim that was rejected does not count, and a date is the
//     source's, whatever a correction made of it.
// example:
//   graph: coast
//   params: {"entity_id": "coast:raid"}
//   rows:
//     - {"what": "NAME", "value": "Raid on the ferry", "shown": true, "surest": "stated", "inferred": false,
//       "earliest": null, "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [],
//       "entity_id": "coast:raid", "claim_ids": ["b72e2dbf330df203c9594021.1"]}
//     - {"what": "KIND", "value": "attack", "shown": true, "surest": "stated", "inferred": false, "earliest": null,
//       "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [], "entity_id": "coast:raid",
//       "claim_ids": ["dc35cee69bad2853fdcf97e5.1"]}
//     - {"what": "COUNTRY", "value": "NO", "shown": true, "surest": "stated", "inferred": false, "earliest": null,
//       "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [], "entity_id": "coast:raid",
//       "claim_ids": ["5ee7b9cd8dce949f8f06d6f4.1"]}
//     - {"what": "DEATHS_BEST", "value": "3", "shown": true, "surest": "stated", "inferred": false, "earliest": null,
//       "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [], "entity_id": "coast:raid",
//       "claim_ids": ["60bf65d73216d16e86e273dc.1"]}
//     - {"what": "DEATHS_HIGH", "value": "5", "shown": true, "surest": "stated", "inferred": false, "earliest": null,
//       "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [], "entity_id": "coast:raid",
//       "claim_ids": ["02a8c424bc11536b25766011.1"]}
//     - {"what": "DEATHS_LOW", "value": "2", "shown": true, "surest": "stated", "inferred": false, "earliest": null,
//       "latest": null, "asserting": 1, "denying": 0, "sources": ["coast"], "denied_by": [], "entity_id": "coast:raid",
//       "claim_ids": ["b57fc0940b9c663a2576c7c0.1"]}
//     - {"what": "OCCURRED", "value": "2018-06-01", "shown": true, "surest": "stated", "inferred": false,
//       "earliest": "2018-06-01", "latest": "2018-06-01", "asserting": 1, "denying": 0, "sources": ["coast"],
//       "denied_by": [], "entity_id": "coast:raid", "claim_ids": ["7e69e1f78873fa5c067f9889.1"]}
//---
// Of the sample mali_2013; replace it by an id of your own data, which entities/search finds.
:param entity_id => 'mali-2013:abdelmalek-droukdel';
:param limit => 200;

MATCH (given:Entity {id: $entity_id})
MATCH (entity:Entity {id: given.canonical_id})
MATCH (named:Entity {canonical_id: entity.id})<-[part:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL AND c.tie_id IS NULL AND part.as IN ['subject', 'event']
WITH entity, named, c, COLLECT {
  MATCH (d:Decision {left: c.key}) WHERE d.undone IS NULL AND d.kind <> 'confirm' RETURN d ORDER BY d.when, d.id
} AS decided
WHERE NOT any(d IN decided WHERE d.kind = 'reject')
WITH entity, named, c,
  coalesce(last([d IN decided WHERE d.field = 'polarity']).value, c.polarity) AS polarity,
  coalesce(last([d IN decided WHERE d.field = 'value']).value, c.value) AS corrected,
  coalesce(last([d IN decided WHERE d.field = 'hedge']).value, c.hedge) AS hedge
UNWIND CASE c.kind
  WHEN 'EVENT_RECORD' THEN [['NAME', c.name], ['KIND', c.event_kind], ['OCCURRED', nullIf(c.edtf, '')],
    ['DEATHS_BEST', toString(c.deaths_best)], ['DEATHS_LOW', toString(c.deaths_low)],
    ['DEATHS_HIGH', toString(c.deaths_high)]]
  ELSE [[c.kind, coalesce(nullIf(corrected, ''), c.edtf)]]
END AS said
WITH entity, named, c, polarity, hedge, said[0] AS what, said[1] AS value,
  CASE WHEN said[0] IN ['BORN', 'DIED', 'ESTABLISHED', 'ANNOUNCED', 'DISSOLVED', 'OCCURRED'] THEN c END AS dated
WHERE value IS NOT NULL
// From the surest to the least sure; the words are the model's, in its order.
WITH *, [i IN range(0, 5) WHERE ['stated', 'reported', 'believed', 'suspected', 'possible', 'rumoured'][i] = hedge][0]
  AS strength
ORDER BY polarity, coalesce(c.inferred, false), strength, c.source_id, c.id
WITH entity, named, what, value, head(collect(dated)) AS dated, collect(CASE polarity WHEN 'asserts' THEN hedge END)[0] AS surest,
  collect(CASE polarity WHEN 'asserts' THEN c END) AS asserting,
  collect(CASE polarity WHEN 'denies' THEN c END) AS denying
RETURN what,
  value,
  CASE what
    WHEN 'NAME' THEN value = entity.name
    WHEN 'ALIAS' THEN value IN entity.aliases
    WHEN 'KIND' THEN value = coalesce(entity.kind, '')
    WHEN 'COUNTRY' THEN value IN entity.countries
    WHEN 'NATIONALITY' THEN value IN entity.countries
    WHEN 'EXTERNAL_ID' THEN value IN entity.external_ids
    WHEN 'LOCATION' THEN coalesce(point.distance(entity.location, point({latitude: toFloat(split(value, ',')[0]),
      longitude: toFloat(split(value, ',')[1])})) < 1, false)
    WHEN 'OCCURRED' THEN value = coalesce(entity.edtf, '')
    ELSE value = coalesce(toString(entity[toLower(what)]), '')
  END AS shown,
  surest,
  size(asserting) > 0 AND all(c IN asserting WHERE coalesce(c.inferred, false)) AS inferred,
  nullIf(dated.from_earliest, date('0001-01-01')) AS earliest,
  nullIf(dated.to_latest, date('9999-12-31')) AS latest,
  size(asserting) AS asserting,
  size(denying) AS denying,
  COLLECT { UNWIND asserting AS c WITH DISTINCT c.source_id AS id RETURN id ORDER BY id } AS sources,
  COLLECT { UNWIND denying AS c WITH DISTINCT c.source_id AS id RETURN id ORDER BY id } AS denied_by,
  named.id AS entity_id,
  [c IN (asserting + denying)[..100] | c.id] AS claim_ids
ORDER BY [i IN range(0, 5) WHERE ['NAME', 'ALIAS', 'KIND', 'COUNTRY', 'NATIONALITY', 'EXTERNAL_ID'][i] = what][0], what,
  shown DESC, asserting DESC, value, entity_id
LIMIT $limit;
