// Places that may be one, for somebody to decide
//---
// question: Which places of two sources may be one, and nobody has decided whether they are the same?
// version: 1
// params:
//   max_km: {type: number, min: 0, max: 1000, about: 'Distance at most of two places that are no divisions, in km'}
//   found_by: {type: string, list: true, enum: [country code, division, near], about: What the two have in common}
//   known_apart: {type: boolean, about: 'true: pairs, too, of which one source names both, and may know them apart'}
//   limit: {type: integer, min: 1, max: 10000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 1000000, about: Rows to skip}
// columns:
//   one_id: {type: string, about: A place}
//   one: {type: string, about: Name}
//   other_id: {type: string, about: 'Another, whose id comes later'}
//   other: {type: string, about: Name}
//   found_by: {type: string, about: 'country code: both are countries, of one code; division: divisions of one level, one
//     name and one country; near: places of one name that are no divisions, near each other'}
//   in_common: {type: string, about: 'The code, or the name as it is compared: small letters without accents, blanks, signs
//     and a word at its end for what it is'}
//   km: {type: number, nullable: true, about: 'The distance of their points in km; empty where one has none'}
//   countries: {type: string, list: true, about: 'ISO codes of the countries that both lie in, as far as both say so'}
//   both_sources: {type: string, list: true, about: 'Sources that speak of both, which may know them apart'}
//   claim_ids: {type: string, list: true, about: 'The claims that give them these names, points and codes, at most 20'}
// shows: [one, one_id, other, other_id, found_by, km, countries]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - Candidates, and no finding. Nothing is merged; `tertius decide same` and `not-same` write down what somebody decides
//     of two places, and such a pair is not listed again.
//   - Names are one without a last word such as region, province, district, town or village. Places in two countries, and
//     divisions of two levels, are never one. Of a name that more than fifty places have no pair is listed.
//   - Divisions first, since what lies in a division lies in whatever it is the same as.
// example:
//   graph: marsh
//   params: {"known_apart": true}
//   rows:
//     - {"one_id": "marsh:state-a", "one": "The Marsh Republic", "other_id": "marsh:state-b", "other": "Marshland",
//       "found_by": "country code", "in_common": "ML", "km": null, "countries": ["ML"], "both_sources": ["marsh"],
//       "claim_ids": ["73b11d875b2f14c1d167b1c2.1", "8ed9e9dd77effaf95dcf001e.1", "b1a6d18ce9a20bcde2f79b93.1", "dd552e5f5eade8b1d6705246.1"]}
//     - {"one_id": "marsh:region-a", "one": "Reedland", "other_id": "marsh:region-b", "other": "Reedland region",
//       "found_by": "division", "in_common": "reedland", "km": null, "countries": ["ML"], "both_sources": ["marsh"],
//       "claim_ids": ["4845f752eac543a304c83e48.1", "6d5752786300fadd6be9eb4c.1", "8a2fa5e9d866c57ed4767815.1"]}
//     - {"one_id": "marsh:ford-a", "one": "Long Ford", "other_id": "marsh:ford-b", "other": "Long Ford town",
//       "found_by": "near", "in_common": "longford", "km": 1.5, "countries": [], "both_sources": ["marsh"],
//       "claim_ids": ["1466f3d18954377086829db5.1", "37ff99244b6ae8a69c7db9c4.1", "b05245ce0a217a853fa38732.1", "f47d5f6f6c264b3d99d555e1.1"]}
//---
// Not of the sample mali_2013, the one source of which names each place once: load a second dataset first.
:param max_km => 10;
:param found_by => ['country code', 'division', 'near'];
:param known_apart => false;
:param limit => 100;
:param offset => 0;

MATCH (place:Place)
WHERE place.canonical_id = place.id
WITH place, CASE WHEN place.kind = 'country' THEN '0' WHEN place.kind =~ '(admin|administrative unit, level )[0-5]'
  THEN right(place.kind, 1) ELSE '' END AS level
// Countries are known by their codes; of others what search finds them by: whole names and aliases, folded.
UNWIND CASE level WHEN '0' THEN coalesce(place.countries, [])
  ELSE [term IN split(place.search, ' ') WHERE term STARTS WITH '=' | substring(term, 1)] END AS called
WITH place, level, head([ending IN ['administrativeregion', 'municipality', 'governorate', 'department', 'prefecture',
  'district', 'province', 'commune', 'village', 'region', 'county', 'cercle', 'state', 'town', 'city']
  WHERE level <> '0' AND called ENDS WITH ending AND size(called) > size(ending) + 2
  | left(called, size(called) - size(ending))]) AS short, called
WITH level, coalesce(short, called) AS mark, collect(DISTINCT place) AS sharing
WHERE 1 < size(sharing) <= 50 AND (level = '0' OR size(mark) > 2)
UNWIND sharing AS one
UNWIND sharing AS other
WITH one, other, level, min(mark) AS mark
WHERE one.id < other.id AND NOT EXISTS {
  UNWIND [[one.id, other.id], [other.id, one.id]] AS pair
  MATCH (a:Entity {canonical_id: pair[0]}), (d:Decision {left: a.id})
  WHERE d.kind = 'not_same' AND d.undone IS NULL AND EXISTS { (:Entity {id: d.right, canonical_id: pair[1]}) }
  RETURN d
}
WITH *, point.distance(one.location, other.location) / 1000 AS km,
  CASE level WHEN '0' THEN 'country code' WHEN '' THEN 'near' ELSE 'division' END AS found_by
WHERE found_by IN $found_by AND (found_by <> 'near' OR km <= $max_km)
WITH *, [place IN [one, other] | COLLECT {
  MATCH (place)-[up:WITHIN]->{0,8}(around:Place)
  WHERE all(tie IN up WHERE tie.likelihood >= 0.5)
  UNWIND coalesce(around.countries, []) AS code
  RETURN DISTINCT code
}] AS in_each
WITH *, [code IN in_each[0] WHERE code IN in_each[1]] AS countries
WHERE size(countries) > 0 OR found_by = 'near' AND any(codes IN in_each WHERE size(codes) = 0)
WITH *, COLLECT {
  MATCH (:Entity {canonical_id: one.id})<-[:ABOUT]-(c:Claim)
  WHERE c.recorded_to IS NULL AND EXISTS {
    MATCH (:Entity {canonical_id: other.id})<-[:ABOUT]-(d:Claim {source_id: c.source_id})
    WHERE d.recorded_to IS NULL
  }
  RETURN DISTINCT c.source_id AS source ORDER BY source
} AS both_sources
WHERE $known_apart OR both_sources = []
RETURN one.id AS one_id,
  one.name AS one,
  other.id AS other_id,
  other.name AS other,
  found_by,
  mark AS in_common,
  round(km, 1) AS km,
  COLLECT { UNWIND countries AS code RETURN code ORDER BY code } AS countries,
  both_sources,
  COLLECT {
    MATCH (named:Entity)<-[:ABOUT {as: 'subject'}]-(c:Claim)
    WHERE named.canonical_id IN [one.id, other.id] AND c.recorded_to IS NULL
      AND c.kind IN ['NAME', 'ALIAS', 'LOCATION', 'COUNTRY']
    RETURN DISTINCT c.id ORDER BY c.id LIMIT 20
  } AS claim_ids
ORDER BY size(both_sources), level = '', level, km, one_id, other_id
SKIP $offset
LIMIT $limit;
