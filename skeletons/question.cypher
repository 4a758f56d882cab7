// Skeleton title
//---
// question: Which people lead which organizations?
// version: 1
// params:
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   person_id: {type: string, about: The person}
//   person: {type: string, about: Name}
//   organization_id: {type: string, about: The organization}
//   organization: {type: string, about: Name}
//   likelihood: {type: number, about: Likelihood of the tie}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// evidence: tie_ids
// # What this question alone takes for granted goes under `conventions:`, a sentence each.
// shared: [categories, spells, lives, possible-and-certain, likelihoods]
//---
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 50;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
MATCH (person:Person)-[tie:LEADS]->(organization:Organization)
WHERE tie.likelihood >= $min_likelihood AND coalesce(organization.kind, '') <> 'category'
  AND ($dates = 'possible' AND tie.from_earliest <= last_day AND first_day <= tie.to_latest
    OR $dates = 'certain' AND tie.from_latest <= last_day AND first_day <= tie.to_earliest)
RETURN person.id AS person_id,
  person.name AS person,
  organization.id AS organization_id,
  organization.name AS organization,
  tie.likelihood AS likelihood,
  [tie.id] AS tie_ids
ORDER BY likelihood DESC, person_id, organization_id, tie_ids
LIMIT $limit;
