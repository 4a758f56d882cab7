// Commanders of several groups at once
//---
// question: Which people led more than one group at the same time?
// version: 4
// params:
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 500, about: Rows at most}
// columns:
//   person_id: {type: string, about: The person}
//   person: {type: string, about: The person by name}
//   group_count: {type: integer, about: Most groups that the person led at once}
//   groups: {type: string, list: true, about: These groups by name}
//   group_ids: {type: string, list: true, about: Their ids in the same order}
//   roles: {type: string, list: true, about: As what}
//   overlap: {type: string, about: 'certain or possible: whether all of them were led at the same time'}
//   earliest: {type: date, nullable: true, about: All of them from this day at the earliest; null when nothing bounds
//     it}
//   latest: {type: date, nullable: true, about: All of them until this day at the latest; null when nothing bounds
//     it}
//   certain_from: {type: date, nullable: true, about: The first day that all were certainly led; null when no single
//     day is certain}
//   certain_to: {type: date, nullable: true, about: The last such day; null when no single day is certain}
//   likelihood: {type: number, about: That all these ties hold when they are independent}
//   weakest_likelihood: {type: number, about: The least likely of them}
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
//   - 'A tie to a unit of two groups is one post: it counts for one of them, for whichever makes the most.'
//   - Of several such sets of groups the largest is shown, then the likeliest.
//   - A group and the one that took its place count as two.
//   - Organizations of the kind category are no actors and never count.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes.
//   - A tie's dates are what the claims about it say; a person's death does not end a tie by itself. Undated ties are
//     possible on every day.
// example:
//   graph: harbour
//   rows:
//     - {"person_id": "harbour:ada", "person": "Ada Ferris", "group_count": 2, "groups": ["The Gulls", "The Terns"],
//        "group_ids": ["harbour:gull", "harbour:tern"], "roles": ["quartermaster", "skipper"], "overlap": "certain",
//        "earliest": "2019-03-01", "latest": null, "certain_from": "2019-12-31", "certain_to": "2020-06-30",
//        "likelihood": 0.76, "weakest_likelihood": 0.8, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247"]}
//---
:param as_of => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 50;

WITH date('0001-01-01') AS open_start, date('9999-12-31') AS open_end
MATCH (person:Person)-[tie:LEADS]->(held:Organization)
WHERE tie.likelihood >= $min_likelihood
  AND coalesce(held.kind, '') <> 'category'
  AND ($as_of IS NULL
    OR $dates = 'possible' AND tie.from_earliest <= $as_of AND $as_of <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= $as_of AND $as_of <= tie.to_earliest)
WITH open_start, open_end, person, tie, held,
  coalesce($as_of, tie.from_earliest) AS first_day,
  coalesce($as_of, tie.to_latest) AS last_day,
  CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END AS floor
// Roll a unit up to the group it may have been part of then: a doubt about a unit must not make a second group.
CALL (tie, held, first_day, last_day, floor) {
  MATCH chain = (held)-[:PART_OF*0..4]->(top:Organization)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor
      AND part.from_earliest <= last_day AND first_day <= part.to_latest)
    AND all(o IN nodes(chain) WHERE coalesce(o.kind, '') <> 'category')
    AND all(o IN nodes(chain) WHERE single(p IN nodes(chain) WHERE p = o))
    // It counts for what nothing else is above. What is part of each other is one group, under its first id.
    AND ($level = 'unit' OR length(chain) = 4 OR NOT EXISTS {
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
WITH open_start, open_end, person, top, tie, part_ids
ORDER BY size(part_ids), part_ids
WITH open_start, open_end, person, top, tie, collect(part_ids)[0] AS part_ids
ORDER BY top.id
WITH open_start, open_end, person, tie, collect({group: top, part_ids: part_ids}) AS seats,
  CASE $dates WHEN 'certain' THEN tie.from_latest ELSE tie.from_earliest END AS starts,
  CASE $dates WHEN 'certain' THEN tie.to_earliest ELSE tie.to_latest END AS ends
ORDER BY tie.likelihood DESC, tie.id
WITH open_start, open_end, person, collect({tie: tie, seats: seats, starts: starts, ends: ends}) AS posts
WHERE size(posts) > 1
// Most groups at once: of any such posts one begins last. Around each post's beginning, take the posts that hold then.
CALL (posts) {
  UNWIND posts AS anchor
  WITH anchor,
    coalesce($as_of, CASE WHEN anchor.ends < anchor.starts THEN anchor.ends ELSE anchor.starts END) AS a,
    coalesce($as_of, anchor.starts) AS b
  WITH anchor, [post IN posts WHERE post.tie = anchor.tie
    OR $as_of IS NOT NULL OR post.starts <= a AND b <= post.ends] AS held
  CALL (held) {
    UNWIND held AS post UNWIND post.seats AS seat
    WITH DISTINCT seat.group AS group ORDER BY group.id
    RETURN collect(group) AS groups
  }
  WITH held, groups, [post IN held | [i IN range(0, size(groups) - 1)
    WHERE any(seat IN post.seats WHERE seat.group = groups[i]) | i]] AS may,
    // A search for an exchange needs a step a group; without a unit of several groups there is none to find.
    CASE WHEN any(post IN held WHERE size(post.seats) > 1) THEN range(0, size(groups) - 1) ELSE [] END AS steps
  // A unit of two groups is one post and counts once, for whichever of them makes the most. The likeliest post first,
  // each gets a group; where all of its groups are taken, a chain of exchanges is looked for that frees one (an
  // augmenting path: the ties that can be placed together are a matroid, so this is the most, and the likeliest).
  WITH held, groups, reduce(taken = [g IN groups | -1], i IN range(0, size(held) - 1) |
    head([found IN [reduce(found = [g IN may[i] | [g, -1]], k IN steps |
        CASE WHEN k < size(found) AND taken[found[k][0]] >= 0
          THEN found + [g IN may[taken[found[k][0]]] WHERE NOT g IN [f IN found | f[0]] | [g, found[k][0]]]
          ELSE found END)] |
      head([path IN [reduce(path = [f IN found WHERE taken[f[0]] < 0][0..1], k IN steps |
          path + [f IN found WHERE f[0] = path[-1][1]])] |
        [g IN range(0, size(groups) - 1) | head([f IN path WHERE f[0] = g
          | CASE f[1] WHEN -1 THEN i ELSE taken[f[1]] END] + taken[g])]])])) AS taken
  WITH [g IN range(0, size(groups) - 1) WHERE taken[g] >= 0 | {group: groups[g], post: {tie: held[taken[g]].tie,
    part_ids: head([seat IN held[taken[g]].seats WHERE seat.group = groups[g] | seat.part_ids])}}] AS at_once
  WITH at_once, reduce(p = 1.0, h IN at_once | p * h.post.tie.likelihood) AS likelihood
  RETURN at_once, likelihood
  ORDER BY size(at_once) DESC, likelihood DESC, [h IN at_once | h.post.tie.id]
  LIMIT 1
}
WITH open_start, open_end, person, at_once, likelihood
WHERE size(at_once) > 1
CALL (at_once) {
  UNWIND at_once AS h
  WITH h.group AS group, h.post AS post ORDER BY group.name, group.id
  RETURN collect(group.name) AS groups, collect(group.id) AS group_ids,
    max(post.tie.from_earliest) AS earliest, min(post.tie.to_latest) AS latest,
    max(post.tie.from_latest) AS certain_from, min(post.tie.to_earliest) AS certain_to,
    min(post.tie.likelihood) AS weakest_likelihood,
    any(d IN collect(post.tie.disputed) WHERE d) AS disputed
}
CALL (at_once) {
  UNWIND at_once AS h UNWIND h.post.tie.roles AS role
  WITH DISTINCT role ORDER BY role
  RETURN collect(role) AS roles
}
CALL (at_once) {
  UNWIND at_once AS h UNWIND [h.post.tie.id] + h.post.part_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id
  RETURN collect(tie_id) AS tie_ids
}
RETURN person.id AS person_id,
  person.name AS person,
  size(groups) AS group_count,
  groups,
  group_ids,
  roles,
  CASE WHEN all(x IN at_once WHERE all(y IN at_once WHERE x = y OR CASE WHEN $as_of IS NULL
      THEN x.post.tie.from_latest <= y.post.tie.to_earliest
      ELSE x.post.tie.from_latest <= $as_of AND $as_of <= y.post.tie.to_earliest END))
    THEN 'certain' ELSE 'possible' END AS overlap,
  CASE WHEN earliest = open_start THEN null ELSE earliest END AS earliest,
  CASE WHEN latest = open_end THEN null ELSE latest END AS latest,
  CASE WHEN certain_from <= certain_to THEN certain_from END AS certain_from,
  CASE WHEN certain_from <= certain_to THEN certain_to END AS certain_to,
  round(likelihood, 4) AS likelihood,
  round(weakest_likelihood, 4) AS weakest_likelihood,
  disputed,
  tie_ids
ORDER BY group_count DESC, likelihood DESC, person_id
LIMIT $limit;
