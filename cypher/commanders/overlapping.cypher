// Commanders whose commands overlap
//---
// question: Which people led in the same organization at the same time?
// version: 4
// params:
//   organization_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only in this organization
//     and its units; null for all}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 1000, about: Rows at most}
// columns:
//   organization_id: {type: string, about: The organization that both led in}
//   organization: {type: string, about: The organization by name}
//   one_id: {type: string, about: A leader}
//   one: {type: string, about: That leader by name}
//   one_commands: {type: string, list: true, about: What that leader led there; the organization or units of it}
//   one_roles: {type: string, list: true, about: As what}
//   other_id: {type: string, about: Another leader}
//   other: {type: string, about: That leader by name}
//   other_commands: {type: string, list: true, about: What that leader led there}
//   other_roles: {type: string, list: true, about: As what}
//   overlap: {type: string, about: 'certain or possible: whether they led at the same time'}
//   earliest: {type: date, nullable: true, about: They overlapped from this day at the earliest; null when nothing
//     bounds it}
//   latest: {type: date, nullable: true, about: They overlapped until this day at the latest; null when nothing
//     bounds it}
//   certain_from: {type: date, nullable: true, about: The first day that they certainly both led; null when no single
//     day is certain}
//   certain_to: {type: date, nullable: true, about: The last such day in a row; null when no single day is certain}
//   likelihood: {type: number, about: That both led when the two are independent; by their strongest ties}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// evidence: tie_ids
// conventions:
//   - 'Leading is a LEADS tie: an emir, a commander, a leader.'
//   - A unit counts as the group that it may have been part of at the time of the tie; for this PART_OF need only be
//     as likely as not.
//   - 'Organizations that are part of one another, directly or by way of others, count as one: the one whose id comes
//     first.'
//   - 'Without as_of a unit counts as the group that it may have been part of at any time of the tie, and never as
//     itself then: the answer is not that of all days put together. Ask with as_of for a day.'
//   - With an organization given its units roll up to it and no further.
//   - One row a pair of people and organization. Earliest and latest span all their overlapping posts; the certain
//     days are those of one pair of posts.
//   - 'An overlap can be certain although no single day is: someone seen leading on some day of a month overlaps with
//     whoever led all that month.'
//   - With as_of, certain means certain on that day; the other dates do not depend on it.
//   - Organizations of the kind category are no actors and never count.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes.
//   - A tie's dates are what the claims about it say; a person's death does not end a tie by itself. Undated ties are
//     possible on every day.
// example:
//   graph: harbour
//   rows:
//     - {"organization_id": "harbour:gull", "organization": "The Gulls", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_commands": ["The Gulls"], "one_roles": ["skipper"], "other_id": "harbour:hana",
//        "other": "Hana O'Shea", "other_commands": ["The Gulls"], "other_roles": ["mate"], "overlap": "certain",
//        "earliest": "2019-03-01", "latest": null, "certain_from": null, "certain_to": null, "likelihood": 0.76,
//        "disputed": true, "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9"]}
//     - {"organization_id": "harbour:skua", "organization": "The Skuas", "one_id": "harbour:eli", "one": "Eli Roux",
//        "one_commands": ["The Skuas"], "one_roles": ["boss"], "other_id": "harbour:fay", "other": "Fay Nolan",
//        "other_commands": ["The Skuas"], "other_roles": ["lieutenant"], "overlap": "possible",
//        "earliest": "2019-02-01", "latest": "2019-12-31", "certain_from": null, "certain_to": null,
//        "likelihood": 0.9025, "disputed": false,
//        "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_commands": ["The Terns"], "one_roles": ["quartermaster"],
//        "other_id": "harbour:bo", "other": "Bo Lindqvist",
//        "other_commands": ["The Terns", "The Terns' Night Watch"], "other_roles": ["captain", "watch leader"],
//        "overlap": "certain", "earliest": "2019-01-01", "latest": null, "certain_from": "2019-12-31",
//        "certain_to": "2020-06-30", "likelihood": 0.9025, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:bo",
//        "one": "Bo Lindqvist", "one_commands": ["The Terns", "The Terns' Night Watch"],
//        "one_roles": ["captain", "watch leader"], "other_id": "harbour:gil", "other": "Gil Santos",
//        "other_commands": ["The Terns' Night Watch"], "other_roles": ["watch leader"], "overlap": "certain",
//        "earliest": "2019-01-01", "latest": "2019-09-30", "certain_from": "2019-01-31", "certain_to": "2019-09-01",
//        "likelihood": 0.9025, "disputed": false,
//        "tie_ids": ["LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_commands": ["The Terns"], "one_roles": ["quartermaster"],
//        "other_id": "harbour:gil", "other": "Gil Santos", "other_commands": ["The Terns' Night Watch"],
//        "other_roles": ["watch leader"], "overlap": "possible", "earliest": "2019-01-01", "latest": "2019-09-30",
//        "certain_from": null, "certain_to": null, "likelihood": 0.9025, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "PART_OF:f9aa13f2779d53887828"]}
//---
:param organization_id => null;
:param as_of => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $organization_id})
WITH given.canonical_id AS wanted, date('0001-01-01') AS open_start, date('9999-12-31') AS open_end
MATCH (person:Person)-[tie:LEADS]->(held:Organization)
WHERE tie.likelihood >= $min_likelihood
  AND coalesce(held.kind, '') <> 'category'
  AND ($as_of IS NULL
    OR $dates = 'possible' AND tie.from_earliest <= $as_of AND $as_of <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= $as_of AND $as_of <= tie.to_earliest)
WITH person, tie, held, wanted, open_start, open_end,
  coalesce($as_of, tie.from_earliest) AS first_day,
  coalesce($as_of, tie.to_latest) AS last_day,
  CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END AS floor
// Roll a unit up to the group it may have been part of then, or to the organization that was asked for.
CALL (tie, held, first_day, last_day, floor, wanted) {
  MATCH chain = (held)-[:PART_OF*0..4]->(top:Organization)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND ($organization_id IS NULL OR top.id = wanted)
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor
      AND part.from_earliest <= last_day AND first_day <= part.to_latest)
    AND all(o IN nodes(chain) WHERE coalesce(o.kind, '') <> 'category')
    AND all(o IN nodes(chain) WHERE single(p IN nodes(chain) WHERE p = o))
    // It counts for what nothing else is above. What is part of each other is one group, under its first id.
    AND ($level = 'unit' OR $organization_id IS NOT NULL OR length(chain) = 4 OR NOT EXISTS {
      MATCH up = (top)-[:PART_OF*1..4]->(above:Organization)
      WHERE above <> top
        AND all(part IN relationships(up) WHERE part.likelihood >= floor
          AND part.from_earliest <= last_day AND first_day <= part.to_latest)
        AND all(o IN nodes(up) WHERE coalesce(o.kind, '') <> 'category')
        AND (above.id < top.id OR NOT EXISTS {
          MATCH back = (above)-[:PART_OF*1..4]->(top)
          WHERE all(part IN relationships(back) WHERE part.likelihood >= floor
              AND part.from_earliest <= last_day AND first_day <= part.to_latest)
            AND all(o IN nodes(back) WHERE coalesce(o.kind, '') <> 'category')
        })
    })
  RETURN top, [part IN relationships(chain) | part.id] AS part_ids
}
WITH open_start, open_end, top, person, collect({tie: tie, held: held, part_ids: part_ids, likelihood: tie.likelihood,
  starts: CASE $dates WHEN 'certain' THEN tie.from_latest ELSE tie.from_earliest END,
  ends: CASE $dates WHEN 'certain' THEN tie.to_earliest ELSE tie.to_latest END,
  sure_from: tie.from_latest, sure_to: tie.to_earliest,
  sure: $as_of IS NULL OR tie.from_latest <= $as_of AND $as_of <= tie.to_earliest}) AS posts
WITH open_start, open_end, top, collect({person: person, id: person.id, posts: posts}) AS leaders
WHERE size(leaders) > 1
UNWIND leaders AS one
UNWIND leaders AS other
WITH open_start, open_end, top, one, other
WHERE one.id < other.id
// What the order needs, for every pair; the rest is worked out for the rows that are left.
WITH open_start, open_end, top, one, other,
  reduce(best = -1.0, a IN one.posts | reduce(best = best, b IN other.posts |
    CASE WHEN a.starts <= b.ends AND b.starts <= a.ends AND a.likelihood * b.likelihood > best
      THEN a.likelihood * b.likelihood ELSE best END)) AS likelihood
WHERE likelihood >= 0
WITH open_start, open_end, top, one, other, likelihood,
  any(a IN one.posts WHERE a.sure AND any(b IN other.posts WHERE b.sure
    AND ($as_of IS NOT NULL OR a.sure_from <= b.sure_to AND b.sure_from <= a.sure_to))) AS certain
ORDER BY top.name, top.id, certain DESC, likelihood DESC, one.id, other.id
LIMIT $limit
CALL (one, other) {
  UNWIND one.posts AS a
  UNWIND other.posts AS b
  WITH a, b, a.tie AS s, b.tie AS t
  WHERE a.starts <= b.ends AND b.starts <= a.ends
  WITH a, b, s, t,
    CASE WHEN s.from_earliest > t.from_earliest THEN s.from_earliest ELSE t.from_earliest END AS earliest,
    CASE WHEN s.to_latest < t.to_latest THEN s.to_latest ELSE t.to_latest END AS latest,
    CASE WHEN s.from_latest > t.from_latest THEN s.from_latest ELSE t.from_latest END AS certain_from,
    CASE WHEN s.to_earliest < t.to_earliest THEN s.to_earliest ELSE t.to_earliest END AS certain_to
  ORDER BY s.likelihood * t.likelihood DESC, s.id, t.id
  RETURN min(earliest) AS earliest,
    max(latest) AS latest,
    collect(CASE WHEN certain_from <= certain_to THEN [certain_from, certain_to] END)[0] AS certain_days,
    any(d IN collect(s.disputed OR t.disputed) WHERE d) AS disputed,
    collect(a) AS one_posts,
    collect(b) AS other_posts
}
WITH open_start, open_end, top, one.person AS one, other.person AS other, likelihood, certain, earliest, latest,
  certain_days, disputed, one_posts, other_posts
CALL (one_posts) {
  UNWIND one_posts AS post
  WITH DISTINCT post.held.name AS held ORDER BY held
  RETURN collect(held) AS one_commands
}
CALL (other_posts) {
  UNWIND other_posts AS post
  WITH DISTINCT post.held.name AS held ORDER BY held
  RETURN collect(held) AS other_commands
}
CALL (one_posts) {
  UNWIND one_posts AS post UNWIND post.tie.roles AS role
  WITH DISTINCT role ORDER BY role
  RETURN collect(role) AS one_roles
}
CALL (other_posts) {
  UNWIND other_posts AS post UNWIND post.tie.roles AS role
  WITH DISTINCT role ORDER BY role
  RETURN collect(role) AS other_roles
}
CALL (one_posts, other_posts) {
  UNWIND one_posts + other_posts AS post UNWIND [post.tie.id] + post.part_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id
  RETURN collect(tie_id) AS tie_ids
}
RETURN top.id AS organization_id,
  top.name AS organization,
  one.id AS one_id,
  one.name AS one,
  one_commands,
  one_roles,
  other.id AS other_id,
  other.name AS other,
  other_commands,
  other_roles,
  CASE WHEN certain THEN 'certain' ELSE 'possible' END AS overlap,
  CASE WHEN earliest = open_start THEN null ELSE earliest END AS earliest,
  CASE WHEN latest = open_end THEN null ELSE latest END AS latest,
  certain_days[0] AS certain_from,
  certain_days[1] AS certain_to,
  round(likelihood, 4) AS likelihood,
  disputed,
  tie_ids
ORDER BY organization, organization_id, overlap, likelihood DESC, one_id, other_id
LIMIT $limit;
