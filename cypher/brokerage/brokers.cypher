// Brokers between armed groups
//---
// question: Which people link armed groups that few others link?
// version: 4
// params:
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   kinds: {type: string, list: true, nullable: true, about: Kinds of the groups that count; empty for all but
//     categories}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   rank: {type: integer, about: 'By pairs, then certain, sole and expected pairs. Ties of equal score share a rank'}
//   person_id: {type: string, about: The person}
//   person: {type: string, about: Name}
//   day: {type: date, nullable: true, about: 'The first day of most pairs, whose figures these are; empty when it is
//     open'}
//   from_day: {type: date, nullable: true, about: 'Its ties may all have held from this day on; empty when it is open'}
//   to_day: {type: date, nullable: true, about: 'Its ties may all have held up to this day; empty when it is open'}
//   groups: {type: string, list: true, about: 'The groups that the person links, as they were then, by name'}
//   group_ids: {type: string, list: true, about: Their ids in the same order}
//   units: {type: string, list: true, about: 'What the person led or belonged to: a group itself or a unit of it, by
//     name'}
//   unit_ids: {type: string, list: true, about: Their ids in the same order}
//   pairs: {type: integer, about: Pairs of groups that the person links on that day}
//   certain_pairs: {type: integer, about: 'Of these, pairs whose ties certainly held on that day'}
//   sole_pairs: {type: integer, about: 'Of these, pairs that nobody else may link on any day from from_day to to_day'}
//   expected_pairs: {type: number, about: 'Pairs to expect when each tie holds with its likelihood'}
//   weakest_likelihood: {type: number, about: 'The least likely tie that a pair rests on, PART_OF ties included'}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// shows: [rank, person, groups, day, pairs, certain_pairs, sole_pairs, disputed]
// evidence: tie_ids
// conventions:
//   - A person links two groups by leading them or belonging to them (LEADS, MEMBER_OF), by two different ties.
//   - The day is the first of those on which the person links most pairs, and among those most pairs for certain. The
//     row is that day's; without a day or a span, of all days.
//   - Nobody else means nobody that the claims name, by ties at least as likely. It is enough that the dates allow it,
//     on any day of the window that is asked about.
//   - A group and the one that took its place (SUCCEEDED, at least as likely as not) are no pair. One that joined
//     another (JOINED) took nobody's place, so that the two stay a pair.
//   - An organization of which no claim says what kind it is counts.
//   - Expected pairs sum, over the pairs, the likelihood of the strongest two ties and the PART_OF ties of their units,
//     which are taken as independent. Several ways to link one pair are not added up.
// shared: [at-one-moment, units, one-under-the-first-id, categories, spells, lives, possible-and-certain, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   rows:
//     - {"rank": 1, "person_id": "harbour:ada", "person": "Ada Ferris", "day": "2019-12-31", "from_day": "2019-06-01",
//        "to_day": null, "groups": ["The Gulls", "The Skuas", "The Terns"],
//        "group_ids": ["harbour:gull", "harbour:skua", "harbour:tern"],
//        "units": ["The Gulls", "The Skuas", "The Terns"],
//        "unit_ids": ["harbour:gull", "harbour:skua", "harbour:tern"], "pairs": 3, "certain_pairs": 3,
//        "sole_pairs": 2, "expected_pairs": 1.985, "weakest_likelihood": 0.7, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247", "MEMBER_OF:86cab6e7411f185a0bb5"]}
//     - {"rank": 2, "person_id": "harbour:dag", "person": "Dag Øster", "day": null, "from_day": null, "to_day": null,
//        "groups": ["The Gulls", "The Skuas"], "group_ids": ["harbour:gull", "harbour:skua"],
//        "units": ["The Gulls", "The Skuas"], "unit_ids": ["harbour:gull", "harbour:skua"], "pairs": 1,
//        "certain_pairs": 0, "sole_pairs": 0, "expected_pairs": 0.475, "weakest_likelihood": 0.5, "disputed": false,
//        "tie_ids": ["MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:bb0b0ffdd85a649df358"]}
//---
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param kinds => ['group', 'unit'];
:param limit => 20;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until,
  COLLECT { MATCH (a)-[next:SUCCEEDED]-(b) WHERE next.likelihood >= 0.5 RETURN [a, b] } AS successions
// A post: a tie of a person and what its unit counts as, while both may hold: from the later start to the earlier end.
MATCH (person:Person)-[tie:LEADS|MEMBER_OF]->(unit:Organization)-[up:COUNTS_AS {level: $level}]->(group:Organization)
WHERE tie.likelihood >= $min_likelihood AND ($kinds IS NULL OR group.kind IS NULL OR group.kind IN $kinds)
UNWIND [tie, up] AS both
WITH since, until, successions, person, tie, unit, up, group, max(both.from_earliest) AS first,
  min(both.to_latest) AS last, max(both.from_latest) AS sure_first, min(both.to_earliest) AS sure_last
WITH since, until, successions, person, collect({unit: unit, group: group, first: first, last: last,
  sure_first: sure_first, sure_last: sure_last,
  ties: [tie] + COLLECT { UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part }}) AS posts
// Two posts link two groups while both may hold.
UNWIND posts AS a UNWIND posts AS b
WITH since, until, successions, person, a, b, a.ties + [tie IN b.ties WHERE NOT tie IN a.ties] AS ties,
  CASE WHEN a.first > b.first THEN a.first ELSE b.first END AS first,
  CASE WHEN a.last < b.last THEN a.last ELSE b.last END AS last
WHERE a.group.id < b.group.id AND a.ties[0] <> b.ties[0] AND NOT [a.group, b.group] IN successions
  AND first <= last AND first <= until AND since <= last
WITH since, until, [a.group, b.group] AS pair, collect({person: person, posts: [a, b], first: first, last: last,
  ties: ties, likelihood: reduce(p = 1.0, tie IN ties | p * tie.likelihood),
  weakest: reduce(p = 1.0, tie IN ties | CASE WHEN tie.likelihood < p THEN tie.likelihood ELSE p END)}) AS links
UNWIND links AS link WITH since, until, link.person AS person, collect(link {.*, pair: pair, links: links}) AS links
// A person links most on the first day asked about, or on one on which a link begins or a post begins for certain.
CALL (since, until, links) {
  UNWIND [since] + [link IN links | link.first] + [link IN links | link.posts[0].sure_first]
    + [link IN links | link.posts[1].sure_first] AS day
  WITH DISTINCT day WHERE since <= day <= until
  UNWIND [link IN links WHERE link.first <= day <= link.last] AS link
  WITH day, link, all(post IN link.posts WHERE post.sure_first <= day <= post.sure_last) AS certain
  WHERE certain OR $dates = 'possible'
  WITH day, link.pair AS pair, max(certain) AS certain, max(link.likelihood) AS likelihood,
    max(link.weakest) AS weakest, collect(link) AS held
  RETURN day, count(*) AS pairs, count(CASE WHEN certain THEN 1 END) AS certain_pairs, min(weakest) AS weakest,
    round(sum(likelihood), 4) AS expected_pairs, collect(held) AS held
  ORDER BY pairs DESC, certain_pairs DESC, day LIMIT 1
}
// The days on which all of it may hold. A pair is sole if no link of somebody else may hold on any of them.
CALL (person, since, until, held) {
  UNWIND held AS some UNWIND some AS link
  WITH max(link.first) AS first, min(link.last) AS last
  RETURN first, last, size([some IN held WHERE none(link IN some[0].links WHERE link.person <> person AND
    link.first <= last AND link.first <= until AND first <= link.last AND since <= link.last)]) AS sole_pairs
}
WITH *, [pairs, certain_pairs, sole_pairs, expected_pairs] AS score ORDER BY score DESC, person.id LIMIT $limit
WITH collect(score) AS scores, collect({person: person, score: score, weakest: weakest, day: day, first: first,
  last: last, held: held}) AS rows
UNWIND rows AS row
CALL (row) {
  UNWIND row.held AS some UNWIND some AS link UNWIND link.posts AS post UNWIND post.ties AS tie
  WITH collect(DISTINCT tie) AS ties, collect(DISTINCT post.group) AS of, collect(DISTINCT post.unit) AS at
  RETURN COLLECT { UNWIND of AS group RETURN group ORDER BY group.name, group.id } AS groups,
    COLLECT { UNWIND at AS unit RETURN unit ORDER BY unit.name, unit.id } AS units,
    COLLECT { UNWIND ties AS tie RETURN tie.id ORDER BY tie.id } AS tie_ids, any(t IN ties WHERE t.disputed) AS disputed
}
RETURN 1 + size([score IN scores WHERE score > row.score]) AS rank, row.person.id AS person_id,
  row.person.name AS person, nullIf(row.day, date('0001-01-01')) AS day,
  nullIf(row.first, date('0001-01-01')) AS from_day, nullIf(row.last, date('9999-12-31')) AS to_day,
  [group IN groups | group.name] AS groups, [group IN groups | group.id] AS group_ids, [unit IN units | unit.name] AS
  units, [unit IN units | unit.id] AS unit_ids, row.score[0] AS pairs, row.score[1] AS certain_pairs,
  row.score[2] AS sole_pairs, row.score[3] AS expected_pairs, round(row.weakest, 4) AS weakest_likelihood, disputed,
  tie_ids
ORDER BY rank, person_id LIMIT $limit;
