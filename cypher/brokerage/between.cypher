// Who links two entities
//---
// question: Which people are tied to both of these?
// version: 3
// params:
//   one_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'An organization or person, by id'}
//   other_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Another organization or person,
//     by id'}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, ALLIED_WITH, OPPOSED],
//     about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; null for any time}
//   dates: {type: string, enum: [possible, certain], about: Whether dates need only allow it or have to prove it}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 500, about: Rows at most}
// columns:
//   person_id: {type: string, about: The person}
//   person: {type: string, about: The person by name}
//   one_ties: {type: string, list: true, about: How the person is tied to the one or a unit of it; the likeliest
//     first}
//   other_ties: {type: string, list: true, about: How the person is tied to the other or a unit of it; the likeliest
//     first}
//   overlap: {type: string, about: 'certain or possible: whether a tie to each held together'}
//   earliest: {type: date, nullable: true, about: They held together from this day at the earliest; null when nothing
//     bounds it}
//   latest: {type: date, nullable: true, about: They held together until this day at the latest; null when nothing
//     bounds it}
//   likelihood: {type: number, about: That the strongest two both hold when they are independent}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties that the row rests on}
// evidence: tie_ids
// conventions:
//   - A person counts who has a tie to each of the two that could hold together in time; two different ties.
//   - A unit counts as the group that it may have been part of at the time of the tie; for this PART_OF need only be
//     as likely as not. Only one's own units are added, not what one is a unit of.
//   - Two that are part of each other are still the two that were asked for; each has the other's ties, too.
//   - Earliest and latest span all pairs of ties that link the two.
//   - Likelihoods come from the printed table of hedges; it is an assumption. At 0.5 a suspicion (.50) passes.
//   - A tie's dates are what the claims about it say; a person's death does not end a tie by itself. Undated ties are
//     possible on every day.
// example:
//   graph: harbour
//   params: {"one_id": "harbour:tern", "other_id": "harbour:gull"}
//   rows:
//     - {"person_id": "harbour:ada", "person": "Ada Ferris", "one_ties": ["LEADS (quartermaster) The Terns"],
//        "other_ties": ["LEADS (skipper) The Gulls"], "overlap": "certain", "earliest": "2019-03-01", "latest": null,
//        "likelihood": 0.76, "disputed": false,
//        "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:a201443cbcc3120c6247"]}
//---
:param one_id => 'harbour:tern';
:param other_id => 'harbour:gull';
:param kinds => ['LEADS', 'MEMBER_OF', 'KIN_OF', 'ASSOCIATE_OF'];
:param as_of => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param level => 'group';
:param limit => 50;

MATCH (first:Entity {id: $one_id})
MATCH (one:Entity {id: first.canonical_id})
MATCH (second:Entity {id: $other_id})
MATCH (other:Entity {id: second.canonical_id})
WITH one, other, CASE WHEN $min_likelihood < 0.5 THEN $min_likelihood ELSE 0.5 END AS floor,
  date('0001-01-01') AS open_start, date('9999-12-31') AS open_end
WHERE one <> other
// Ties of people to the one, or to a unit that may have been part of it then.
CALL (one, other, floor) {
  MATCH chain = (one)<-[:PART_OF*0..4]-(held:Entity)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND all(o IN nodes(chain) WHERE single(p IN nodes(chain) WHERE p = o))
  MATCH (held)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED]-(person:Person)
  WHERE type(tie) IN $kinds AND person <> one AND person <> other
    AND tie.likelihood >= $min_likelihood
    AND ($as_of IS NULL
      OR $dates = 'possible' AND tie.from_earliest <= $as_of AND $as_of <= tie.to_latest
      OR $dates = 'certain' AND tie.from_latest <= $as_of AND $as_of <= tie.to_earliest)
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor
      AND part.from_earliest <= coalesce($as_of, tie.to_latest)
      AND coalesce($as_of, tie.from_earliest) <= part.to_latest)
  RETURN person,
    collect(DISTINCT {tie: tie, held: held, part_ids: [part IN relationships(chain) | part.id]}) AS one_ties
}
CALL (one, other, person, floor) {
  MATCH (person)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|ALLIED_WITH|OPPOSED]-(held:Entity)
  WHERE type(tie) IN $kinds
    AND tie.likelihood >= $min_likelihood
    AND ($as_of IS NULL
      OR $dates = 'possible' AND tie.from_earliest <= $as_of AND $as_of <= tie.to_latest
      OR $dates = 'certain' AND tie.from_latest <= $as_of AND $as_of <= tie.to_earliest)
  MATCH chain = (held)-[:PART_OF*0..4]->(other)
  WHERE ($level = 'group' OR length(chain) = 0)
    AND all(o IN nodes(chain) WHERE single(p IN nodes(chain) WHERE p = o))
    AND all(part IN relationships(chain) WHERE part.likelihood >= floor
      AND part.from_earliest <= coalesce($as_of, tie.to_latest)
      AND coalesce($as_of, tie.from_earliest) <= part.to_latest)
  RETURN collect(DISTINCT {tie: tie, held: held, part_ids: [part IN relationships(chain) | part.id]}) AS other_ties
}
UNWIND one_ties AS a
UNWIND other_ties AS b
WITH open_start, open_end, person, a, b, a.tie AS s, b.tie AS t
WHERE s <> t
  AND ($dates = 'possible' AND s.from_earliest <= t.to_latest AND t.from_earliest <= s.to_latest
    OR $dates = 'certain' AND s.from_latest <= t.to_earliest AND t.from_latest <= s.to_earliest)
WITH open_start, open_end, person, a, b, s, t,
  CASE WHEN $as_of IS NULL THEN s.from_latest <= t.to_earliest AND t.from_latest <= s.to_earliest
    ELSE s.from_latest <= $as_of AND $as_of <= s.to_earliest
      AND t.from_latest <= $as_of AND $as_of <= t.to_earliest END AS certain,
  CASE WHEN s.from_earliest > t.from_earliest THEN s.from_earliest ELSE t.from_earliest END AS earliest,
  CASE WHEN s.to_latest < t.to_latest THEN s.to_latest ELSE t.to_latest END AS latest
ORDER BY person.id, s.likelihood * t.likelihood DESC, s.id, t.id
// One row a person: several pairs of ties may link the two.
WITH open_start, open_end, person,
  max(s.likelihood * t.likelihood) AS likelihood,
  any(c IN collect(certain) WHERE c) AS certain,
  min(earliest) AS earliest,
  max(latest) AS latest,
  any(d IN collect(s.disputed OR t.disputed) WHERE d) AS disputed,
  collect(a) AS one_links,
  collect(b) AS other_links
ORDER BY likelihood DESC, person.id
LIMIT $limit
CALL (one_links) {
  UNWIND one_links AS link
  WITH DISTINCT link.tie AS tie, link.held AS held
  ORDER BY tie.likelihood DESC, tie.id
  RETURN collect(type(tie) + reduce(text = '', role IN tie.roles | text + ' (' + role + ')') + ' ' + held.name)
    AS one_ties
}
CALL (other_links) {
  UNWIND other_links AS link
  WITH DISTINCT link.tie AS tie, link.held AS held
  ORDER BY tie.likelihood DESC, tie.id
  RETURN collect(type(tie) + reduce(text = '', role IN tie.roles | text + ' (' + role + ')') + ' ' + held.name)
    AS other_ties
}
CALL (one_links, other_links) {
  UNWIND one_links + other_links AS link
  UNWIND [link.tie.id] + link.part_ids AS tie_id
  WITH DISTINCT tie_id ORDER BY tie_id
  RETURN collect(tie_id) AS tie_ids
}
RETURN person.id AS person_id,
  person.name AS person,
  one_ties,
  other_ties,
  CASE WHEN certain THEN 'certain' ELSE 'possible' END AS overlap,
  CASE WHEN earliest = open_start THEN null ELSE earliest END AS earliest,
  CASE WHEN latest = open_end THEN null ELSE latest END AS latest,
  round(likelihood, 4) AS likelihood,
  disputed,
  tie_ids
ORDER BY likelihood DESC, person_id
LIMIT $limit;
