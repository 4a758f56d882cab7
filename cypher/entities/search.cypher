// Entities by name
//---
// question: Which entities have a name like this?
// version: 4
// params:
//   text: {type: string, max_length: 200, lettered: true, required: true, about: 'A name or part of one, or an id; case,
//     accents, vowel marks, signs and a letter or two do not matter'}
//   type: {type: string, nullable: true, enum: [Person, Organization, Place, Event], about: Only entities of this
//     type}
//   kind: {type: string, nullable: true, about: 'Only entities of this kind, such as group or unit'}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   entity_id: {type: string, about: The entity}
//   type: {type: string, about: 'Person, Organization, Place or Event'}
//   name: {type: string, about: Its name}
//   matched: {type: string, about: 'The name, alias or id of it that is closest to the text'}
//   aliases: {type: string, list: true, about: Its other names}
//   kind: {type: string, nullable: true, about: 'What it is: group, unit, state, city'}
//   countries: {type: string, list: true, about: ISO 3166-1 alpha-2 codes}
//   ties: {type: integer, about: Ties at it}
//   score: {type: number, about: 'How close that name is to the text; 1 if it is the same'}
// shows: [entity_id, type, name, matched, kind, countries, ties]
// evidence: none
// conventions:
//   - Names and aliases are searched in any script. A word counts as it is, as a beginning, and misspelt by a letter or
//     two; of scripts without spaces a name counts from each of its letters on.
//   - Who has the closest single name, alias or id comes first; parts of several names do not add up. Of equals, who has
//     more ties comes first.
//   - Only the same name scores 1, case, accents, blanks and signs aside. For any other, 0.9 goes by the letters of the
//     text that the name has. A word of the text counts in full if the name has it, by nine tenths if a word of the name
//     begins so, else by the share of the pairs of neighbouring letters of the longer that both words have, from 0.4 up.
//     The whole text is compared with the whole name like two words, too, and the better counts. Where anything is
//     alike, 0.09 is how long the shorter of text and name is of the longer.
//   - The first twelve words of the text count. Of very many matches, a thousand are compared. An entity that was found
//     to be the same as another stands under the other's id.
// example:
//   graph: harbour
//   params: {"text": "aînée"}
//   rows:
//     - {"entity_id": "harbour:ines", "type": "Person", "name": "Inès Valléry", "matched": "L'Aînée",
//        "aliases": ["L'Aînée"], "kind": null, "countries": [], "ties": 1, "score": 0.975}
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
    + CASE WHEN place > 0 THEN words[place - 1].one + words[place].one + '^4 ' ELSE '' END) AS query, kind, whole,
  [place IN range(0, size(words) - 1) | {one: words[place].one, same: [' ' + words[place].one + ' ']
    + CASE WHEN place > 0 THEN [' ' + words[place - 1].one + words[place].one + ' '] ELSE [] END
    + CASE WHEN place < size(words) - 1 THEN [' ' + words[place].one + words[place + 1].one + ' '] ELSE [] END,
    parts: [part IN words[place].parts | ' ' + part + ' ']}] + [{one: whole, same: [], parts: []}] AS asked
WITH query, kind, [word IN asked | {one: word.one, begins: ' ' + word.one, same: word.same, parts: word.parts,
  pairs: [place IN range(0, size(word.one)) | substring(' ' + word.one + ' ', place, 2)]}] AS asked
// Type and kind filter in the index, before anything is cut off.
CALL db.index.fulltext.queryNodes('entity_search', '+(' + query + ')'
  + coalesce(' +@@@' + toLower($type) + '^0', '') + CASE WHEN $kind IS NULL THEN '' ELSE ' +###' + kind + '^0' END,
  {limit: 5000}) YIELD node AS entity, score
// What nobody speaks of any more, since every load of it was undone or closed, is in no list.
WHERE EXISTS { (entity)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(claim:Claim) WHERE claim.recorded_to IS NULL }
// The index adds up what is alike in all names of an entity: it finds who is compared, and the comparison is name by
// name. One more than the most rows tells that there are more.
WITH entity, score, asked
ORDER BY score DESC, entity.id
LIMIT 1001
WITH entity, asked[-1] AS all, asked[..-1] AS words, split(entity.search, ' =')[1..] AS names,
  reduce(letters = 0, word IN asked[..-1] | letters + size(word.one)) AS letters
UNWIND range(0, size(names) - 1) AS place
WITH entity, all, words, letters, place, names[place] + ' ' AS name, split(names[place], ' ') AS terms
WITH entity, all, words, letters, place, terms[0] AS whole, ' ' + terms[0] + ' ' AS padded, terms[1..] AS terms,
  substring(name, size(terms[0])) AS name
WITH entity, place, CASE WHEN whole = all.one THEN 1.0 ELSE
  // As much of the text as the name has, word by word or as a whole, whichever is more.
  reduce(close = 0.0, most IN [reduce(most = 0.0, had IN [
    reduce(had = 0.0, word IN words | had + size(word.one) * CASE
      WHEN any(same IN word.same WHERE name CONTAINS same) THEN 1.0
      WHEN name CONTAINS word.begins THEN 0.9
      ELSE reduce(best = reduce(had = 0.0, part IN word.parts | had + CASE WHEN name CONTAINS part
        THEN size(part) - 2 ELSE 0 END) / size(word.one), close IN [term IN [term IN terms
          WHERE 5 * size(word.pairs) >= 2 * (size(term) + 1) AND 5 * (size(term) + 1) >= 2 * size(word.pairs)
          | ' ' + term + ' '] | toFloat(size([pair IN word.pairs WHERE term CONTAINS pair][..size(term) - 1]))
          / CASE WHEN size(term) - 1 > size(word.pairs) THEN size(term) - 1 ELSE size(word.pairs) END]
        | CASE WHEN close > best AND close >= 0.4 THEN close ELSE best END) END) / letters,
    reduce(alike = 0.0, close IN CASE
      WHEN 5 * size(all.pairs) < 2 * (size(whole) + 1) OR 5 * (size(whole) + 1) < 2 * size(all.pairs) THEN []
      ELSE [toFloat(size([pair IN all.pairs WHERE padded CONTAINS pair][..size(whole) + 1]))
        / CASE WHEN size(whole) + 1 > size(all.pairs) THEN size(whole) + 1 ELSE size(all.pairs) END] END
      | CASE WHEN close >= 0.4 THEN close ELSE alike END)]
    | CASE WHEN had > most THEN had ELSE most END)]
  // And, of what is alike at all, how long the shorter is of the longer.
    | CASE WHEN most > 0 THEN 0.9 * most + 0.09 * CASE WHEN size(whole) > size(all.one)
      THEN toFloat(size(all.one)) / size(whole) ELSE toFloat(size(whole)) / size(all.one) END ELSE 0.0 END) END AS score
ORDER BY score DESC, place
WITH entity, collect({place: place, score: score})[0] AS best
WITH entity, best.place AS place, round(best.score, 3) AS score, COUNT {
    (entity)-[:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|JOINED|ALLIED_WITH
      |OPPOSED|LINKED_TO|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-()
  } AS ties
ORDER BY score DESC, ties DESC, entity.id
LIMIT $limit
// Names, then ids with and without their authority, in the order in which they are searched.
WITH entity, place, score, ties,
  COLLECT { MATCH (one:Entity)-[:SAME_AS*0..1]->(entity) RETURN one.id AS id ORDER BY id } AS ids
WITH entity, score, ties, ([name IN [entity.name] + entity.aliases WHERE NOT name IN ids]
  + reduce(twice = [], id IN ids | twice + [id, id]))[place] AS matched
RETURN entity.id AS entity_id,
  [label IN labels(entity) WHERE label IN ['Person', 'Organization', 'Place', 'Event']][0] AS type,
  entity.name AS name,
  matched,
  entity.aliases AS aliases,
  entity.kind AS kind,
  entity.countries AS countries,
  ties,
  score
ORDER BY score DESC, ties DESC, entity_id
LIMIT $limit;
