// Brokers between armed groups
//---
// question: Which people link armed groups that few others link?
// version: 3
// params:
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   kinds: {type: string, list: true, nullable: true, about: Kinds of organization to link; null for all but
//     categories}
//   limit: {type: integer, min: 1, max: 500, about: Rows at most}
// columns:
//   rank: {type: integer, about: 'By pairs, then sole pairs, then expected pairs; equals share a rank'}
//   person_id: {type: string, about: The person}
//   person: {type: string, about: The person by name}
//   groups: {type: string, list: true, about: The groups that the person links by name}
//   group_ids: {type: string, list: true, about: Their ids in the same order}
//   pairs: {type: integer, about: Pairs of groups that the person links}
//   sole_pairs: {type: integer, about: Of these the pairs that nobody else links}
//   certain_pairs: {type: integer, about: Of these the pairs whose ties certainly held together whichever way the
//     dates are read}
//   expected_pairs: {type: number, about: Pairs to expect when each tie holds with its likelihood}
//   weakest_likelihood: {type: number, about: The least likely tie that a pair rests on}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// evidence: tie_ids
// conventions:
//   - A person links two groups by leading them or belonging to them (LEADS, MEMBER_OF), by two different ties that
//     could hold together in time.
//   - A unit counts as the group that it may have been part of at the time of the tie; for this PART_OF need only be
//     as likely as not.
//   - 'Organizations that are part of one another, directly or by way of others, count as one: the one whose id comes
//     first.'
//   - 'Without as_of a unit counts as the group that it may have been part of at any time of the tie, and never as
//     itself then: the answer is not that of all days put together. Ask with as_of for a day.'
//   - A group and the one that took its place (SUCCEEDED) are no pair.
//   - An organization of which no claim says what kind it is counts; one of the kind category never does.
//   - 'Expected pairs sum, over the pairs, the product of the two strongest ties: the two are taken as independent,
//     several ties to one group are not.'
//   - Nobody else means nobody that the claims name under the same conditions.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes.
//   - A tie's dates are what the claims about it say; a person's death does not end a tie by itself. Undated ties are
//     possible on every day.
// example:
//   graph: harbour
//   rows:
//     - {"rank": 1, "person_id": "harbour:ada", "person": "Ada Ferris",
//        "groups": ["The Gulls", "The Skuas", "The Terns"],
//        "group_ids": ["harbour:gull", "harbour:skua", "harbour:tern"], "pairs": 3, "sole_pairs": 2,
//        "certain_pairs": 3, "expected_pairs": 1.985, "weakest_likelihood": 0.7, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247", "MEMBER_OF:86cab6e7411f185a0bb5"]}
//     - {"rank": 2, "person_id": "harbour:dag", "person": "Dag Øster", "groups": ["The Gulls", "The Skuas"],
//        "group_ids": ["harbour:gull", "harbour:skua"], "pairs": 1, "sole_pairs": 0, "certain_pairs": 0,
//        "expected_pairs": 0.475, "weakest_likelihood": 0.5, "disputed": false,
//        "tie_ids": ["MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:bb0b0ffdd85a649df358"]}
//---
:param as_of => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param kinds => ['group', 'unit'];
:param limit => 20;

MATCH (person:Person)-[tie:LEADS|MEMBER_OF]->(held:Organization)
WHERE tie.likelihood >= $min_likelihood
  AND coalesce(held.kind, '') <> 'category'
  AND ($kinds IS NULL OR held.kind IS NULL OR held.kind IN $kinds)
  AND ($as_of IS NULL
    OR $dates = 'possible' AND tie.from_earliest <= $as_of AND $as_of <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= $as_of AND $as_of <= tie.to_earliest)
// Roll a unit up to the group it may have been part of then: a doubt about a unit must not make a broker.
WITH person, tie, held,
  coalesce($as_of, tie.from_earliest) AS first_day,
  coalesce($as_of, tie.to_latest) AS last_day,
  CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END AS floor
CALL (tie, held, first_day, last_day, floor) {
  MATCH chain = (held)-[:PART_OF*0..4]->(top:Organization)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor
      AND part.from_earliest <= last_day AND first_day <= part.to_latest)
    AND all(o IN nodes(chain) WHERE coalesce(o.kind, '') <> 'category'
      AND ($kinds IS NULL OR o.kind IS NULL OR o.kind IN $kinds))
    AND all(o IN nodes(chain) WHERE single(p IN nodes(chain) WHERE p = o))
    // It counts for what nothing else is above. What is part of each other is one group, under its first id.
    AND ($level = 'unit' OR length(chain) = 4 OR NOT EXISTS {
      MATCH up = (top)-[:PART_OF*1..4]->(above:Organization)
      WHERE above <> top
        AND all(part IN relationships(up) WHERE part.likelihood >= floor
          AND part.from_earliest <= last_day AND first_day <= part.to_latest)
        AND all(o IN nodes(up) WHERE coalesce(o.kind, '') <> 'category'
          AND ($kinds IS NULL OR o.kind IS NULL OR o.kind IN $kinds))
        AND (above.id < top.id OR NOT EXISTS {
          MATCH back = (above)-[:PART_OF*1..4]->(top)
          WHERE all(part IN relationships(back) WHERE part.likelihood >= floor
              AND part.from_earliest <= last_day AND first_day <= part.to_latest)
            AND all(o IN nodes(back) WHERE coalesce(o.kind, '') <> 'category'
              AND ($kinds IS NULL OR o.kind IS NULL OR o.kind IN $kinds))
        })
    })
  RETURN top, [part IN relationships(chain) | part.id] AS part_ids
}
WITH person, top, collect({tie: tie, part_ids: part_ids}) AS ties
ORDER BY person.id, top.id
WITH person, collect({group: top, ties: ties}) AS groups
WHERE size(groups) > 1
// Every pair of groups, but for a group and the one that took its place.
UNWIND range(0, size(groups) - 2) AS i
UNWIND range(i + 1, size(groups) - 1) AS j
WITH person, groups[i].group AS one, groups[i].ties AS one_ties, groups[j].group AS other, groups[j].ties AS other_ties
WHERE NOT EXISTS {
  MATCH (one)-[succession:SUCCEEDED]-(other)
  WHERE succession.likelihood >= CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END
}
UNWIND one_ties AS a
UNWIND other_ties AS b
WITH person, one, other, a, b, a.tie AS s, b.tie AS t
WHERE s <> t
  AND ($dates = 'possible' AND s.from_earliest <= t.to_latest AND t.from_earliest <= s.to_latest
    OR $dates = 'certain' AND s.from_latest <= t.to_earliest AND t.from_latest <= s.to_earliest)
WITH person, one, other, a, b, s, t,
  CASE WHEN $as_of IS NULL THEN s.from_latest <= t.to_earliest AND t.from_latest <= s.to_earliest
    ELSE s.from_latest <= $as_of AND $as_of <= s.to_earliest
      AND t.from_latest <= $as_of AND $as_of <= t.to_earliest END AS certain
ORDER BY s.likelihood * t.likelihood DESC, s.id, t.id
// A person's link between two groups: its strongest two ties carry its likelihood.
WITH person, one, other, collect({s: s, t: t, part_ids: a.part_ids + b.part_ids}) AS links,
  any(c IN collect(certain) WHERE c) AS certain
WITH person, one, other, links, certain,
  links[0].s.likelihood * links[0].t.likelihood AS likelihood,
  CASE WHEN links[0].s.likelihood < links[0].t.likelihood
    THEN links[0].s.likelihood ELSE links[0].t.likelihood END AS weakest
WITH one, other,
  collect({person: person, links: links, certain: certain, likelihood: likelihood, weakest: weakest}) AS linkers
UNWIND linkers AS linker
WITH linker.person AS person, linker, size(linkers) = 1 AS sole, [one, other] AS pair
WITH person,
  count(*) AS pairs,
  sum(CASE WHEN sole THEN 1 ELSE 0 END) AS sole_pairs,
  sum(CASE WHEN linker.certain THEN 1 ELSE 0 END) AS certain_pairs,
  round(sum(linker.likelihood), 4) AS expected_pairs,
  round(min(linker.weakest), 4) AS weakest_likelihood,
  collect(linker.links) AS links,
  collect(pair) AS group_pairs
WITH person, pairs, sole_pairs, certain_pairs, expected_pairs, weakest_likelihood, group_pairs,
  reduce(all = [], each IN links | all + each) AS links
ORDER BY pairs DESC, sole_pairs DESC, expected_pairs DESC, person.id
LIMIT $limit
CALL (group_pairs) {
  UNWIND group_pairs AS pair UNWIND pair AS group
  WITH DISTINCT group ORDER BY group.name, group.id
  RETURN collect(group.name) AS groups, collect(group.id) AS group_ids
}
CALL (links) {
  UNWIND links AS link
  UNWIND [link.s.id, link.t.id] + link.part_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id
  RETURN collect(tie_id) AS tie_ids
}
WITH collect({person_id: person.id, person: person.name, groups: groups, group_ids: group_ids, pairs: pairs,
  sole_pairs: sole_pairs, certain_pairs: certain_pairs, expected_pairs: expected_pairs,
  weakest_likelihood: weakest_likelihood,
  disputed: any(link IN links WHERE link.s.disputed OR link.t.disputed), tie_ids: tie_ids}) AS rows
UNWIND rows AS row
RETURN 1 + size([r IN rows WHERE r.pairs > row.pairs
    OR r.pairs = row.pairs AND r.sole_pairs > row.sole_pairs
    OR r.pairs = row.pairs AND r.sole_pairs = row.sole_pairs
      AND r.expected_pairs > row.expected_pairs]) AS rank,
  row.person_id AS person_id,
  row.person AS person,
  row.groups AS groups,
  row.group_ids AS group_ids,
  row.pairs AS pairs,
  row.sole_pairs AS sole_pairs,
  row.certain_pairs AS certain_pairs,
  row.expected_pairs AS expected_pairs,
  row.weakest_likelihood AS weakest_likelihood,
  row.disputed AS disputed,
  row.tie_ids AS tie_ids
ORDER BY rank, person_id
LIMIT $limit;
