// Entities by name
//---
// question: Which entities have a name like this?
// version: 3
// params:
//   text: {type: string, max_length: 200, required: true, about: 'A name or part of one, or an id; case, accents, vowel
//     marks, signs and a letter or two do not matter'}
//   type: {type: string, nullable: true, enum: [Person, Organization, Place, Event], about: Only entities of this
//     type}
//   kind: {type: string, nullable: true, about: 'Only entities of this kind, such as group or unit'}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
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
//   - Names and aliases are searched in any script. A word counts as it is, as a beginning, and misspelt by a letter or
//     two; of scripts without spaces a name counts from each of its letters on.
//   - A whole name, alias or id comes first. The first twelve words of the text count by themselves. An entity that was
//     found to be the same as another stands under the other's id.
// example:
//   graph: harbour
//   params: {"text": "aînée"}
//   rows:
//     - {"entity_id": "harbour:ines", "type": "Person", "name": "Inès Valléry", "aliases": ["L'Aînée"], "kind": null,
//        "countries": [], "ties": 1, "score": 1.0}
//---
// Of the sample mali_2013; replace it by a name that you look for.
:param text => 'belmokhtar';
:param type => null;
:param kind => null;
:param limit => 20;

// Fold what a person types as names are folded where they are stored: tertius.model.folding, letter by letter.
WITH [given IN [$text, coalesce($kind, '')]
  | toLower(normalize(replace(left(given, 200), '´', '\''), NFKD))] AS given
WITH [text IN given | reduce(folded = '', place IN range(0, size(text) - 1) | folded +
  CASE
    WHEN substring(text, place, 1) <= '~' AND substring(text, place, 1) =~ '[a-z0-9]' THEN substring(text, place, 1)
    WHEN substring(text, place, 1) =~ ('\\p{Cf}|ـ|[\\p{M}&&[\\u0300-\\u08ff\\u093c\\u09bc\\u0a3c\\u0abc\\u0b3c\\u0cbc'
      + '\\u135d-\\u135f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe00-\\ufe2f\\x{1e944}-\\x{1e94a}]]') THEN ''
    WHEN substring(text, place, 1) =~ '[\\p{P}\\p{S}\\u02b0-\\u02df]' THEN '.'
    WHEN substring(text, place, 1) =~ '[\\p{Z}\\p{Cc}]' THEN ' '
    ELSE substring(text, place, 1)
  END)] AS given
WITH given, 'øołlđdħhŧtıiŋnɲnɓbɗdɖdƙkƴyɛeǝeəeɔoɣgɩiʋvʊuςσ' + 'ٱاىيیيېيکكۀهہهھهەهةه'
  + '٠0١1٢2٣3٤4٥5٦6٧7٨8٩9۰0۱1۲2۳3۴4۵5۶6۷7۸8۹9' AS letters
WITH [text IN given | reduce(text = text, pair IN [['æ', 'ae'], ['œ', 'oe'], ['ß', 'ss'], ['þ', 'th'], ['ð', 'd']]
  + [place IN range(0, size(letters) - 2, 2) | [substring(letters, place, 1), substring(letters, place + 1, 1)]]
  | replace(text, pair[0], pair[1]))] AS given
// Words, each in its parts: M.N.L.A. has four, l'Aïr two. What is left is letters and digits, no sign of Lucene's.
WITH [word IN split(given[0], ' ') WHERE replace(word, '.', '') <> ''] AS words,
  replace(replace(given[1], '.', ''), ' ', '') AS kind
WHERE size(words) > 0
WITH [word IN words[..12] | {one: left(replace(word, '.', ''), 200),
    parts: [part IN split(word, '.') WHERE size(part) > 1 AND part <> replace(word, '.', '')][..12]}] AS words,
  left(replace(reduce(whole = '', word IN words | whole + word), '.', ''), 200) AS whole, kind
// Each word as it is, as a beginning, and misspelt by a letter or two, in this order of weight; its parts; it and the
// next one as one word. Above all the whole.
WITH '=' + whole + '^200 ' + reduce(query = '', place IN range(0, size(words) - 1) | query
    + words[place].one + '^8 ' + words[place].one + '*^2 '
    + CASE WHEN size(words[place].one) > 4 THEN words[place].one + '~2 '
      WHEN size(words[place].one) > 2 THEN words[place].one + '~1 ' ELSE '' END
    + reduce(parts = '', part IN words[place].parts | parts + part + '^4 ' + part + '* ')
    + CASE WHEN place > 0 THEN words[place - 1].one + words[place].one + '^4 ' ELSE '' END) AS query, kind
// Type and kind filter in the index, before anything is cut off.
CALL db.index.fulltext.queryNodes('entity_search', '+(' + query + ')'
  + coalesce(' +@@@' + toLower($type) + '^0', '') + CASE WHEN $kind IS NULL THEN '' ELSE ' +###' + kind + '^0' END,
  {limit: 5000}) YIELD node AS entity, score
// What nobody speaks of any more, since every load of it was undone or closed, is in no list.
WHERE EXISTS { (entity)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(claim:Claim) WHERE claim.recorded_to IS NULL }
WITH entity, score
ORDER BY score DESC, entity.id
WITH collect({entity: entity, score: score}) AS found, max(score) AS best
UNWIND found[..$limit] AS match
WITH match.entity AS entity, match.score / best AS score
RETURN entity.id AS entity_id,
  [label IN labels(entity) WHERE label IN ['Person', 'Organization', 'Place', 'Event']][0] AS type,
  entity.name AS name,
  entity.aliases AS aliases,
  entity.kind AS kind,
  entity.countries AS countries,
  COUNT {
    (entity)-[:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|JOINED|ALLIED_WITH
      |OPPOSED|LINKED_TO|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-()
  } AS ties,
  round(score, 3) AS score
ORDER BY score DESC, entity_id
LIMIT $limit;
