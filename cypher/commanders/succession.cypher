// Who held a post, one after the other
//---
// question: Who held a post, in which order, with which overlaps and gaps?
// version: 2
// params:
//   organization_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only posts of this
//     organization; empty for all}
//   role: {type: string, nullable: true, max_length: 200, about: 'Only posts of this name, such as emir; empty for all'}
//   as_of: {type: date, nullable: true, about: Only who held it on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only who held it on this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only who held it on this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   organization_id: {type: string, about: Whose post it is}
//   organization: {type: string, about: Name}
//   role: {type: string, nullable: true, about: The post; empty where no claim names it}
//   place: {type: integer, about: 'Which in the order of its holders, from 1'}
//   person_id: {type: string, about: Who held it}
//   person: {type: string, about: Name}
//   holds: {type: string, about: 'certain or possible: whether the dates guarantee that it was on the day or in the span
//     that is asked about, or allow it'}
//   earliest: {type: date, nullable: true, about: It began on this day at the earliest; empty when it is open}
//   begun_by: {type: date, nullable: true, about: It had begun by this day; empty when that is open}
//   not_over_before: {type: date, nullable: true, about: It had not ended before this day; empty when that is open}
//   latest: {type: date, nullable: true, about: It ended on this day at the latest; empty when it is open}
//   certain_from: {type: date, nullable: true, about: The first day on which the person certainly held it; empty when no
//     single day is certain}
//   certain_to: {type: date, nullable: true, about: The last such day; empty when no single day is certain}
//   overlaps: {type: string, list: true, about: 'Who else may have held it at the same time, by name'}
//   overlap_ids: {type: string, list: true, about: Their ids in the same order}
//   certain_overlap_ids: {type: string, list: true, about: 'Those of them who did for certain, by id'}
//   gap: {type: string, nullable: true, about: 'certain or possible: whether there were days right before it on which
//     nobody known held the post, after somebody had; empty where the dates leave no room for one'}
//   gap_from: {type: date, nullable: true, about: The first of the days right before it on which certainly nobody known
//     did}
//   gap_to: {type: date, nullable: true, about: The last of these days}
//   likelihood: {type: number, about: Likelihood of the tie}
//   disputed: {type: boolean, about: Whether a claim denies the tie or its dates contradict}
//   tie_ids: {type: string, list: true, about: 'The tie of the row, then the others of the post, on which overlaps and
//     gaps rest'}
// shows: [organization, role, person, earliest, latest, overlaps, gap]
// evidence: tie_ids
// conventions:
//   - A post is an organization and a role, as sources word it but for capitals; two words for one post are two posts. A
//     tie of several roles is in each, one without a role in the post without a name. A post of a unit is the unit's own.
//   - The order is that of the days by which each had certainly begun, then of those by which each had ended, so that
//     whoever certainly came first stands first; what has no date stands last. Between two whose dates overlap it says
//     nothing.
//   - Gaps and places are those among all holders of the post that are likely enough, also those outside of the day or
//     span. A gap says that no claim of such likelihood names a holder, and not that the post was vacant.
//   - A person who held the post in two spells has two rows, which are no overlap of two people.
// shared: [leading, certain-within-the-span, categories, spells, lives, possible-and-certain, likelihoods]
// example:
//   graph: garrison
//   params: {"organization_id": "garrison:corps"}
//   rows:
//     - {"organization_id": "garrison:corps", "organization": "Northern Corps", "role": "commander", "place": 1,
//       "person_id": "garrison:dorn", "person": "Gen. Dorn", "holds": "certain", "earliest": "2011-01-01",
//       "begun_by": "2011-12-31", "not_over_before": "2014-05-31", "latest": "2014-05-31",
//       "certain_from": "2011-12-31", "certain_to": "2014-05-31", "overlaps": [], "overlap_ids": [],
//       "certain_overlap_ids": [], "gap": null, "gap_from": null, "gap_to": null, "likelihood": 0.95,
//       "disputed": false, "tie_ids": ["LEADS:e35fcb38923c22d45e78", "LEADS:0ac0b6fe8dffa6cfe151"]}
//     - {"organization_id": "garrison:corps", "organization": "Northern Corps", "role": "commander", "place": 2,
//       "person_id": "garrison:ernst", "person": "Gen. Ernst", "holds": "certain", "earliest": "2014-06-01",
//       "begun_by": "2014-06-01", "not_over_before": "2021-06-30", "latest": null, "certain_from": "2014-06-01",
//       "certain_to": "2021-06-30", "overlaps": [], "overlap_ids": [], "certain_overlap_ids": [], "gap": null,
//       "gap_from": null, "gap_to": null, "likelihood": 0.95, "disputed": false,
//       "tie_ids": ["LEADS:0ac0b6fe8dffa6cfe151", "LEADS:e35fcb38923c22d45e78"]}
//---
:param organization_id => null;
:param role => null;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 200;

OPTIONAL MATCH (given:Entity {id: $organization_id})
WITH given.canonical_id AS wanted
MATCH (person:Person)-[tie:LEADS]->(organization:Organization)
WHERE tie.likelihood >= $min_likelihood AND coalesce(organization.kind, '') <> 'category'
  AND ($organization_id IS NULL OR organization.id = wanted)
UNWIND CASE WHEN size(tie.roles) > 0 THEN tie.roles ELSE [null] END AS role
WITH organization, toLower(role) AS post, role, person, tie
WHERE $role IS NULL OR post = toLower($role)
ORDER BY tie.from_latest, tie.to_latest, tie.from_earliest, person.id, tie.id
WITH organization, post, collect(DISTINCT {person: person, tie: tie}) AS holders, min(role) AS role
UNWIND range(0, size(holders) - 1) AS i
WITH organization, post, role, i, holders[i].person AS person, holders[i].tie AS tie,
  [holder IN holders WHERE holder.tie <> holders[i].tie] AS others
// Certainly nobody: from the day after the last that had ended for certain, if no other may go on over it.
WITH *, [other IN others WHERE other.tie.to_latest < tie.from_earliest | other.tie.to_latest] AS ended,
  any(other IN others WHERE other.tie.from_earliest < tie.from_earliest
    AND tie.from_earliest <= other.tie.to_latest) AS covered
WITH *, CASE WHEN covered THEN null ELSE reduce(last = null, day IN ended
  | CASE WHEN last IS NULL OR day > last THEN day ELSE last END) END AS last
WITH *, CASE WHEN last + duration({days: 1}) < tie.from_earliest THEN last + duration({days: 1}) END AS gap_from,
  // Perhaps nobody on the day before this one began: the first that this can be, after somebody can have ended, or a
  // later one, after somebody who certainly held it had.
  reduce(day = null, other IN others | CASE WHEN day IS NULL OR other.tie.to_earliest < day
    THEN other.tie.to_earliest ELSE day END) + duration({days: 1}) AS left,
  tie.from_earliest - duration({days: 1}) AS eve
WITH *, CASE WHEN left < eve THEN eve ELSE left END AS eve
WITH *, any(day IN [eve] + [other IN others | other.tie.to_earliest + duration({days: 1})]
    WHERE eve <= day < tie.from_latest
      AND none(other IN others WHERE other.tie.from_latest <= day <= other.tie.to_earliest)) AS open,
  [other IN others WHERE other.person <> person AND other.tie.from_earliest <= tie.to_latest
    AND tie.from_earliest <= other.tie.to_latest] AS beside,
  coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until
WITH *, tie.from_latest <= until AND since <= tie.to_earliest AS certain
WHERE tie.from_earliest <= until AND since <= tie.to_latest AND (certain OR $dates = 'possible')
RETURN organization.id AS organization_id,
  organization.name AS organization,
  role,
  i + 1 AS place,
  person.id AS person_id,
  person.name AS person,
  CASE WHEN certain THEN 'certain' ELSE 'possible' END AS holds,
  nullIf(tie.from_earliest, date('0001-01-01')) AS earliest,
  nullIf(tie.from_latest, date('9999-12-31')) AS begun_by,
  nullIf(tie.to_earliest, date('0001-01-01')) AS not_over_before,
  nullIf(tie.to_latest, date('9999-12-31')) AS latest,
  CASE WHEN tie.from_latest <= tie.to_earliest THEN tie.from_latest END AS certain_from,
  CASE WHEN tie.from_latest <= tie.to_earliest THEN tie.to_earliest END AS certain_to,
  COLLECT { UNWIND beside AS other WITH DISTINCT other.person AS one RETURN one.name ORDER BY one.id } AS overlaps,
  COLLECT { UNWIND beside AS other WITH DISTINCT other.person.id AS id RETURN id ORDER BY id } AS overlap_ids,
  COLLECT { UNWIND beside AS other
    WITH other WHERE other.tie.from_latest <= tie.to_earliest AND tie.from_latest <= other.tie.to_earliest
    WITH DISTINCT other.person.id AS id RETURN id ORDER BY id } AS certain_overlap_ids,
  CASE WHEN gap_from IS NOT NULL THEN 'certain' WHEN open THEN 'possible' END AS gap,
  gap_from,
  CASE WHEN gap_from IS NOT NULL THEN tie.from_earliest - duration({days: 1}) END AS gap_to,
  round(tie.likelihood, 4) AS likelihood,
  tie.disputed AS disputed,
  [tie.id] + [other IN others | other.tie.id] AS tie_ids
ORDER BY organization, organization_id, post, place
LIMIT $limit;
