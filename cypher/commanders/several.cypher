// Commanders of several groups at once
//---
// question: Which people led more than one group at the same time?
// version: 5
// params:
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   person_id: {type: string, about: The person}
//   person: {type: string, about: Name}
//   group_count: {type: integer, about: Most groups that the person led at once}
//   groups: {type: string, list: true, about: 'These groups, as they were then, by name'}
//   group_ids: {type: string, list: true, about: Their ids in the same order}
//   units: {type: string, list: true, about: 'What the person led of each, in the same order: the group itself or a
//     unit of it'}
//   unit_ids: {type: string, list: true, about: Their ids in the same order}
//   roles: {type: string, list: true, about: As what}
//   overlap: {type: string, about: 'certain or possible: whether the dates guarantee that all of them were led at the
//     same time, or allow it'}
//   earliest: {type: date, nullable: true, about: All of them from this day at the earliest; empty when it is open}
//   latest: {type: date, nullable: true, about: All of them until this day at the latest; empty when it is open}
//   certain_from: {type: date, nullable: true, about: The first day that all were certainly led; empty when no single
//     day is certain}
//   certain_to: {type: date, nullable: true, about: The last such day; empty when no single day is certain}
//   likelihood: {type: number, about: 'That these ties all hold, when they are independent'}
//   weakest_likelihood: {type: number, about: The least likely of them}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// shows: [person, groups, overlap, earliest, latest, likelihood]
// evidence: tie_ids
// conventions:
//   - The row is that of the first of the days on which the person leads most groups at once; with dates certain, of
//     the first day by which that many have certainly begun. Of several such sets the one of the likeliest LEADS ties.
//   - 'A tie to a unit of two groups is one post: it counts for one of them, for whichever makes the most.'
//   - A group and the one that took its place count as two.
// shared: [leading, at-one-moment, certain-within-the-span, units, one-under-the-first-id, categories, spells, lives,
//   possible-and-certain, likelihoods]
// example:
//   graph: harbour
//   rows:
//     - {"person_id": "harbour:ada", "person": "Ada Ferris", "group_count": 2, "groups": ["The Gulls", "The Terns"],
//        "group_ids": ["harbour:gull", "harbour:tern"], "units": ["The Gulls", "The Terns"],
//        "unit_ids": ["harbour:gull", "harbour:tern"], "roles": ["quartermaster", "skipper"], "overlap": "certain",
//        "earliest": "2019-03-01", "latest": null, "certain_from": "2019-12-31", "certain_to": "2020-06-30",
//        "likelihood": 0.76, "weakest_likelihood": 0.8, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247"]}
//---
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 50;

MATCH (person:Person)-[tie:LEADS]->(unit:Organization)-[up:COUNTS_AS {level: $level}]->(group:Organization)
WHERE tie.likelihood >= $min_likelihood
UNWIND [tie, up] AS both
WITH person, tie, unit, up, group, max(both.from_earliest) AS first, min(both.to_latest) AS last,
  {id: '', starts: coalesce($as_of, $from_day, date('0001-01-01')),
    ends: coalesce($as_of, $to_day, date('9999-12-31'))} AS span
WHERE first <= last AND first <= span.ends AND span.starts <= last
WITH person, span, tie, unit, up, group, first, last,
  [tie] + COLLECT { UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part } AS ties
ORDER BY group.id, reduce(p = 1.0, t IN ties | p * t.likelihood) DESC, up.part_ids
// A command and the days it needs, as far as the dates allow them or as far as they guarantee them.
WITH person, collect({tie: tie, unit: unit, up: up, group: group, first: first, last: last, ties: ties,
  days: [span] + CASE $dates WHEN 'possible' THEN [{id: '', starts: first, ends: last}]
    ELSE [{id: '', starts: up.from_earliest, ends: up.to_latest}]
      + [t IN ties | {id: t.id, starts: t.from_latest, ends: t.to_earliest}] END}) AS commands
WHERE any(command IN commands WHERE command.group <> commands[0].group)
// Of any commands that hold together something begins last. Around each beginning, take the commands that hold then.
CALL (commands) {
  UNWIND commands AS command
  UNWIND command.days AS anchor
  WITH DISTINCT anchor, anchor.starts AS begun,
    CASE WHEN anchor.ends < anchor.starts THEN anchor.ends ELSE anchor.starts END AS before
  WITH begun, [command IN commands WHERE all(days IN command.days
    WHERE days.id <> '' AND days.id = anchor.id OR days.starts <= before AND begun <= days.ends)] AS held
  WHERE size(held) > 1
  CALL (held) {
    UNWIND held AS command
    WITH DISTINCT command.group AS group ORDER BY group.id
    RETURN collect(group) AS groups
  }
  CALL (held) {
    UNWIND held AS command
    WITH DISTINCT command.tie AS tie ORDER BY tie.likelihood DESC, tie.id
    RETURN collect(tie) AS posts
  }
  WITH begun, held, groups, posts, [post IN posts | [i IN range(0, size(groups) - 1)
    WHERE any(command IN held WHERE command.tie = post AND command.group = groups[i]) | i]] AS may
  // A search for an exchange needs a step a group; without a unit of several groups there is none to find.
  WITH *, CASE WHEN size(held) > size(posts) THEN range(0, size(groups) - 1) ELSE [] END AS steps
  // A unit of two groups is one post and counts once, for whichever of them makes the most. The likeliest post first,
  // each gets a group; where all of its groups are taken, a chain of exchanges is looked for that frees one (an
  // augmenting path: the ties that can be placed together are a matroid, so this is the most, and the likeliest).
  WITH begun, held, groups, posts, reduce(taken = [g IN groups | -1], i IN range(0, size(posts) - 1) |
    head([found IN [reduce(found = [g IN may[i] | [g, -1]], k IN steps |
        CASE WHEN k < size(found) AND taken[found[k][0]] >= 0
          THEN found + [g IN may[taken[found[k][0]]] WHERE NOT g IN [f IN found | f[0]] | [g, found[k][0]]]
          ELSE found END)] |
      head([path IN [reduce(path = [f IN found WHERE taken[f[0]] < 0][0..1], k IN steps |
          path + [f IN found WHERE f[0] = path[-1][1]])] |
        [g IN range(0, size(groups) - 1) | head([f IN path WHERE f[0] = g
          | CASE f[1] WHEN -1 THEN i ELSE taken[f[1]] END] + taken[g])]])])) AS taken
  WITH begun, [g IN range(0, size(groups) - 1) WHERE taken[g] >= 0 | head([command IN held
    WHERE command.tie = posts[taken[g]] AND command.group = groups[g]])] AS at_once
  WHERE size(at_once) > 1
  RETURN at_once
  ORDER BY size(at_once) DESC, begun, reduce(p = 1.0, command IN at_once | p * command.tie.likelihood) DESC,
    [command IN at_once | command.tie.id]
  LIMIT 1
}
CALL (at_once) {
  UNWIND at_once AS command UNWIND command.ties AS tie
  WITH DISTINCT tie ORDER BY tie.id
  RETURN collect(tie) AS ties
}
CALL (at_once, ties) {
  UNWIND ties + [command IN at_once | command.up] AS held
  RETURN max(held.from_earliest) AS first, min(held.to_latest) AS last,
    max(held.from_latest) AS certain_from, min(held.to_earliest) AS certain_to
}
CALL (at_once) {
  UNWIND at_once AS command
  WITH command ORDER BY command.group.name, command.group.id
  RETURN collect(command.group) AS groups, collect(command.unit) AS units
}
RETURN person.id AS person_id,
  person.name AS person,
  size(groups) AS group_count,
  [group IN groups | group.name] AS groups,
  [group IN groups | group.id] AS group_ids,
  [unit IN units | unit.name] AS units,
  [unit IN units | unit.id] AS unit_ids,
  COLLECT { UNWIND at_once AS command UNWIND command.tie.roles AS role RETURN DISTINCT role ORDER BY role } AS roles,
  CASE WHEN all(x IN ties WHERE all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
      AND x.from_latest <= coalesce($as_of, $to_day, x.from_latest)
      AND coalesce($as_of, $from_day, x.to_earliest) <= x.to_earliest
      AND all(command IN at_once WHERE x.from_latest <= command.up.to_latest
        AND command.up.from_earliest <= x.to_earliest)) THEN 'certain' ELSE 'possible' END AS overlap,
  nullIf(first, date('0001-01-01')) AS earliest,
  nullIf(last, date('9999-12-31')) AS latest,
  CASE WHEN certain_from <= certain_to THEN certain_from END AS certain_from,
  CASE WHEN certain_from <= certain_to THEN certain_to END AS certain_to,
  round(reduce(p = 1.0, tie IN ties | p * tie.likelihood), 4) AS likelihood,
  round(reduce(p = 1.0, tie IN ties | CASE WHEN tie.likelihood < p THEN tie.likelihood ELSE p END), 4)
    AS weakest_likelihood,
  any(tie IN ties WHERE tie.disputed) AS disputed,
  [tie IN ties | tie.id] AS tie_ids
ORDER BY group_count DESC, likelihood DESC, person_id
LIMIT $limit;
