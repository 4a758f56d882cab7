// Commanders whose commands overlap
//---
// question: Which people led in the same organization at the same time?
// version: 5
// params:
//   organization_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only in this organization
//     and its units; empty for all}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   organization_id: {type: string, about: What both led in; as it was then}
//   organization: {type: string, about: Name}
//   one_id: {type: string, about: A leader}
//   one: {type: string, about: Name}
//   one_unit_id: {type: string, about: What this leader led; the organization itself or a unit of it}
//   one_unit: {type: string, about: Name}
//   one_roles: {type: string, list: true, about: As what}
//   other_id: {type: string, about: Another leader}
//   other: {type: string, about: Name}
//   other_unit_id: {type: string, about: What that leader led; the organization itself or a unit of it}
//   other_unit: {type: string, about: Name}
//   other_roles: {type: string, list: true, about: As what}
//   overlap: {type: string, about: 'certain or possible: whether the dates guarantee that they led at the same time, or
//     allow it'}
//   earliest: {type: date, nullable: true, about: They overlapped from this day at the earliest; empty when it is open}
//   latest: {type: date, nullable: true, about: They overlapped until this day at the latest; empty when it is open}
//   certain_from: {type: date, nullable: true, about: The first day that they certainly both led; empty when no single
//     day is certain}
//   certain_to: {type: date, nullable: true, about: The last such day; empty when no single day is certain}
//   likelihood: {type: number, about: 'That these ties all hold, when they are independent'}
//   ways: {type: integer, about: In how many ways the two overlap there; the row shows the strongest}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// shows: [organization, one, other, overlap, earliest, latest, likelihood]
// evidence: tie_ids
// conventions:
//   - One row for two people and an organization. It shows their strongest overlap, a certain one before a possible
//     one, then the likeliest, then the earliest; days, units, ties and likelihood are those of this one.
//   - With an organization given its units roll up to it and no further.
//   - 'An overlap can be certain although no single day is: someone seen leading on some day of a month overlaps with
//     whoever led all that month.'
// shared: [leading, at-one-moment, certain-within-the-span, units, one-under-the-first-id, categories, spells, lives,
//   possible-and-certain, likelihoods]
// example:
//   graph: harbour
//   rows:
//     - {"organization_id": "harbour:gull", "organization": "The Gulls", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_unit_id": "harbour:gull", "one_unit": "The Gulls", "one_roles": ["skipper"],
//        "other_id": "harbour:hana", "other": "Hana O'Shea", "other_unit_id": "harbour:gull",
//        "other_unit": "The Gulls", "other_roles": ["mate"], "overlap": "certain", "earliest": "2019-03-01",
//        "latest": null, "certain_from": null, "certain_to": null, "likelihood": 0.76, "ways": 1, "disputed": true,
//        "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9"]}
//     - {"organization_id": "harbour:skua", "organization": "The Skuas", "one_id": "harbour:eli", "one": "Eli Roux",
//        "one_unit_id": "harbour:skua", "one_unit": "The Skuas", "one_roles": ["boss"], "other_id": "harbour:fay",
//        "other": "Fay Nolan", "other_unit_id": "harbour:skua", "other_unit": "The Skuas",
//        "other_roles": ["lieutenant"], "overlap": "possible", "earliest": "2019-02-01", "latest": "2019-12-31",
//        "certain_from": null, "certain_to": null, "likelihood": 0.9025, "ways": 1, "disputed": false,
//        "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_unit_id": "harbour:tern", "one_unit": "The Terns", "one_roles": ["quartermaster"],
//        "other_id": "harbour:bo", "other": "Bo Lindqvist", "other_unit_id": "harbour:tern", "other_unit": "The Terns",
//        "other_roles": ["captain"], "overlap": "certain", "earliest": "2019-01-01", "latest": null,
//        "certain_from": "2019-12-31", "certain_to": "2020-06-30", "likelihood": 0.9025, "ways": 2, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:9cc7d6663c4126ca7b93"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:ada",
//        "one": "Ada Ferris", "one_unit_id": "harbour:tern", "one_unit": "The Terns", "one_roles": ["quartermaster"],
//        "other_id": "harbour:gil", "other": "Gil Santos", "other_unit_id": "harbour:tern-night",
//        "other_unit": "The Terns' Night Watch", "other_roles": ["watch leader"], "overlap": "possible",
//        "earliest": "2019-01-01", "latest": "2019-09-30", "certain_from": null, "certain_to": null,
//        "likelihood": 0.8574, "ways": 1, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "PART_OF:f9aa13f2779d53887828"]}
//     - {"organization_id": "harbour:tern", "organization": "The Terns", "one_id": "harbour:bo",
//        "one": "Bo Lindqvist", "one_unit_id": "harbour:tern", "one_unit": "The Terns", "one_roles": ["captain"],
//        "other_id": "harbour:gil", "other": "Gil Santos", "other_unit_id": "harbour:tern-night",
//        "other_unit": "The Terns' Night Watch", "other_roles": ["watch leader"], "overlap": "possible",
//        "earliest": "2019-01-01", "latest": "2019-09-30", "certain_from": null, "certain_to": null,
//        "likelihood": 0.8574, "ways": 2, "disputed": false,
//        "tie_ids": ["LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "PART_OF:f9aa13f2779d53887828"]}
//---
:param organization_id => null;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $organization_id})
WITH given.canonical_id AS wanted, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until,
  CASE WHEN $organization_id IS NOT NULL AND $level = 'group' THEN 'within' ELSE $level END AS level
MATCH (person:Person)-[tie:LEADS]->(unit:Organization)-[up:COUNTS_AS]->(top:Organization)
WHERE up.level = level AND tie.likelihood >= $min_likelihood AND ($organization_id IS NULL OR top.id = wanted)
// A command: a tie and what its unit counts as, which may both hold from the later start to the earlier end.
UNWIND [tie, up] AS both
WITH since, until, person, tie, unit, up, top, max(both.from_earliest) AS first, min(both.to_latest) AS last
WHERE first <= last AND first <= until AND since <= last
WITH since, until, top, collect({person: person, unit: unit, first: first, last: last, up: up,
  roles: tie.roles, ties: [tie] + COLLECT {
    UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part
  }}) AS commands
WHERE any(command IN commands WHERE command.person <> commands[0].person)
UNWIND commands AS a
UNWIND commands AS b
WITH since, until, top, a, b
WHERE a.person.id < b.person.id AND a.first <= b.last AND b.first <= a.last
WITH since, until, top, a, b, a.ties + [tie IN b.ties WHERE NOT tie IN a.ties] AS ties,
  CASE WHEN a.first > b.first THEN a.first ELSE b.first END AS first,
  CASE WHEN a.last < b.last THEN a.last ELSE b.last END AS last
WITH top, a, b, ties, first, last, reduce(p = 1.0, tie IN ties | p * tie.likelihood) AS likelihood,
  // No tie may begin only after another may have ended, or after the days that it has to hold on.
  all(x IN ties WHERE all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
    AND all(day IN [until, a.up.to_latest, b.up.to_latest] WHERE x.from_latest <= day)
    AND all(day IN [since, a.up.from_earliest, b.up.from_earliest] WHERE day <= x.to_earliest)) AS certain
WHERE certain OR $dates = 'possible'
// One row for two people and an organization: the strongest way.
WITH top, a.person AS one, b.person AS other, max([certain, likelihood]) AS strength,
  collect({a: a, b: b, ties: ties, first: first, last: last, likelihood: likelihood, certain: certain}) AS ways
ORDER BY top.name, top.id, strength DESC, one.id, other.id
LIMIT $limit
CALL (ways) {
  UNWIND ways AS way
  RETURN way AS best
  ORDER BY way.certain DESC, way.likelihood DESC, way.first, [tie IN way.ties | tie.id]
  LIMIT 1
}
CALL (best) {
  UNWIND best.ties + [best.a.up, best.b.up] AS held
  WITH max(held.from_latest) AS certain_from, min(held.to_earliest) AS certain_to
  RETURN CASE WHEN certain_from <= certain_to THEN [certain_from, certain_to] END AS certain_days,
    COLLECT { UNWIND best.ties AS tie RETURN tie.id ORDER BY tie.id } AS tie_ids
}
RETURN top.id AS organization_id,
  top.name AS organization,
  one.id AS one_id,
  one.name AS one,
  best.a.unit.id AS one_unit_id,
  best.a.unit.name AS one_unit,
  best.a.roles AS one_roles,
  other.id AS other_id,
  other.name AS other,
  best.b.unit.id AS other_unit_id,
  best.b.unit.name AS other_unit,
  best.b.roles AS other_roles,
  CASE WHEN best.certain THEN 'certain' ELSE 'possible' END AS overlap,
  nullIf(best.first, date('0001-01-01')) AS earliest,
  nullIf(best.last, date('9999-12-31')) AS latest,
  certain_days[0] AS certain_from,
  certain_days[1] AS certain_to,
  round(best.likelihood, 4) AS likelihood,
  size(ways) AS ways,
  any(tie IN best.ties WHERE tie.disputed) AS disputed,
  tie_ids
ORDER BY organization, organization_id, overlap, likelihood DESC, one_id, other_id
LIMIT $limit;
