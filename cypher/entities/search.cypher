// Entities by name
//---
// question: Which entities have a name like this?
// version: 1
// params:
//   text: {type: string, max_length: 200, required: true, about: 'A name or part of one; accents, case and a letter
//     or two do not matter'}
//   type: {type: string, nullable: true, enum: [Person, Organization, Place, Event], about: Only entities of this
//     type}
//   limit: {type: integer, min: 1, max: 1000, about: Rows at most}
// columns:
//   entity_id: {type: string, about: The entity}
//   type: {type: string, about: 'Person, Organization, Place or Event'}
//   name: {type: string, about: Its name}
//   aliases: {type: string, list: true, about: Its other names}
//   kind: {type: string, nullable: true, about: 'What it is: group, unit, state, city'}
//   countries: {type: string, list: true, about: ISO 3166-1 alpha-2 codes}
//   ties: {type: integer, about: Ties at it}
//   score: {type: number, about: How well it matches; the best match has 1}
// shows: [entity_id, type, name, kind, countries, ties]
// evidence: none
// conventions:
//   - Names and aliases are searched. A word counts as it is, as a beginning, and misspelt by a letter or two.
//   - A whole name or alias comes first. The first eight words of the text count. An entity that was found to be the same as another stands under the
//     other's id.
// example:
//   graph: harbour
//   params: {"text": "aînée"}
//   rows:
//     - {"entity_id": "harbour:ines", "type": "Person", "name": "Inès Valléry", "aliases": ["L'Aînée"], "kind": null,
//        "countries": [], "ties": 1, "score": 1.0}
//---
:param text => 'aînée';
:param type => null;
:param limit => 20;

// Fold what a person types as the index folds names: case, accents, curly apostrophes.
WITH reduce(text = normalize(toLower(left($text, 200)), NFKD),
    mark IN split(
      '\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u030B\u030C\u0323\u0324\u0327\u0328\u032E\u0331', '')
      | replace(text, mark, '')) AS text
WITH reduce(text = text, pair IN [
    ['ø', 'o'], ['ł', 'l'], ['đ', 'd'], ['ı', 'i'], ['æ', 'ae'], ['œ', 'oe'], ['ß', 'ss'],
    ['‘', '\''], ['’', '\''], ['ʼ', '\''], ['ʿ', ''], ['ʾ', '']] | replace(text, pair[0], pair[1])) AS text
// It is no Lucene query: its signs become spaces, so that no text is an error.
WITH reduce(text = text, sign IN split('+-&|!(){}[]^"~*?:\\/<>=,;\t\n\r', '')
    | replace(text, sign, ' ')) AS text
WITH [word IN split(text, ' ') WHERE word <> ''][..8] AS words
WHERE size(words) > 0
// Each word as it is, as a beginning, and misspelt by a letter or two: in this order of weight.
WITH reduce(query = '', word IN words | query + word + '^8 ' + word + '*^2 '
  + CASE WHEN size(word) > 4 THEN word + '~2 ' WHEN size(word) > 2 THEN word + '~1 ' ELSE '' END) AS query
CALL db.index.fulltext.queryNodes('entity_names', query, {limit: 1000}) YIELD node, score
MATCH (entity:Entity {id: node.canonical_id})
WHERE $type IS NULL OR $type IN labels(entity)
// Someone who types a whole name or alias means that one.
WITH entity, max(score) * CASE
  WHEN any(name IN [entity.name] + entity.aliases WHERE toLower(name) = toLower(trim($text)))
  THEN 100 ELSE 1 END AS score
ORDER BY score DESC, entity.id
WITH collect({entity: entity, score: score}) AS found, max(score) AS best
UNWIND found[..$limit] AS match
WITH match.entity AS entity, round(match.score / best, 3) AS score
RETURN entity.id AS entity_id,
  [label IN labels(entity) WHERE label IN ['Person', 'Organization', 'Place', 'Event']][0] AS type,
  entity.name AS name,
  entity.aliases AS aliases,
  entity.kind AS kind,
  entity.countries AS countries,
  COUNT {
    (entity)-[:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
      |PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-()
  } AS ties,
  round(score, 3) AS score
ORDER BY score DESC, entity_id
LIMIT $limit;
