// Organizations tied to each other
//---
// question: Which organizations have a tie of their own to each other?
// version: 1
// params:
//   kinds: {type: string, list: true, enum: [ALLIED_WITH, OPPOSED, LINKED_TO], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only ties that hold on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only ties that hold on this day or later; empty for any time}
//   to_day: {type: date, nullable: true, about: Only ties that hold on this day or earlier; empty for any time}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   limit: {type: integer, min: 1, max: 200000, about: Maximum rows}
// columns:
//   source_id: {type: string, about: 'An organization'}
//   source: {type: string, about: Name}
//   target_id: {type: string, about: 'Another, whose id comes later'}
//   target: {type: string, about: Name}
//   likelihood: {type: number, about: 'Likelihood of the strongest alternative, its ties taken as independent'}
//   alternatives: {type: string, list: true, about: 'Ways in which the two are tied: ids of the ties that must all
//     hold, with blanks between, the likeliest first'}
//   from_earliest: {type: date, list: true, nullable: true, about: 'First day on which each alternative is possible,
//     in the same order; empty if nothing bounds it'}
//   from_latest: {type: date, list: true, nullable: true, about: 'The first day on which it is certain; empty for
//     none'}
//   to_earliest: {type: date, list: true, nullable: true, about: 'The last day on which it is certain; empty, or
//     before the first, for none'}
//   to_latest: {type: date, list: true, nullable: true, about: 'The last day on which it is possible; empty if
//     nothing bounds it'}
//   tie_ids: {type: string, list: true, about: 'The ties of all alternatives, those of the likeliest first'}
// shows: [source, target, likelihood, from_earliest, to_latest]
// evidence: tie_ids
// conventions:
//   - One row for each pair of organizations. What sources state of the two counts; who fought beside or against whom in
//     events does not.
//   - Alliances and oppositions count together only if both are asked for. A unit and its own group are no pair.
// shared: [links, possible-and-certain, at-one-moment, days-put-together, spells, lives, units, units-in-alternatives,
//   one-under-the-first-id, categories, sources-left-in, likelihoods]
// example:
//   graph: coast
//   rows:
//     - {"source_id": "coast:otter", "source": "The Otters", "target_id": "coast:seal", "target": "The Seals",
//       "likelihood": 0.7, "alternatives": ["ALLIED_WITH:c6d8963d5a09ddb55b30"], "from_earliest": ["2016-01-01"],
//       "from_latest": ["2016-12-31"], "to_earliest": ["2018-01-01"], "to_latest": ["2018-12-31"],
//       "tie_ids": ["ALLIED_WITH:c6d8963d5a09ddb55b30"]}
//---
:param kinds => ['ALLIED_WITH'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param level => 'group';
:param limit => 1000;

WITH coalesce($as_of, $from_day, date('0001-01-01')) AS first_day,
  coalesce($as_of, $to_day, date('9999-12-31')) AS last_day
MATCH (a:Organization)-[tie:ALLIED_WITH|OPPOSED|LINKED_TO]->(b:Organization)
WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
MATCH (a)-[up:COUNTS_AS {level: $level}]->(g:Organization), (b)-[over:COUNTS_AS {level: $level}]->(h:Organization)
WHERE g <> h
WITH *, CASE WHEN g.id < h.id THEN [g, h] ELSE [h, g] END AS ends, CASE WHEN g.id < h.id THEN [up, over] ELSE [over, up]
  END AS ups
WITH *, ups[0].part_ids + [id IN ups[1].part_ids WHERE NOT id IN ups[0].part_ids] AS part_ids
WITH *, COLLECT {
  UNWIND range(0, size(part_ids) - 1) AS i MATCH ()-[part:PART_OF {id: part_ids[i]}]->() RETURN part ORDER BY i
} AS parts
// At one moment: the tie and the runs of days for which its ends count as the two; for certain each PART_OF, too.
WHERE all(x IN [tie] + ups WHERE x.from_earliest <= last_day AND first_day <= x.to_latest
    AND all(y IN [tie] + ups WHERE x.from_earliest <= y.to_latest))
  AND ($dates = 'possible' OR all(x IN [tie] + parts WHERE x.from_latest <= last_day AND first_day <= x.to_earliest
    AND all(y IN [tie] + parts WHERE x = y OR x.from_latest <= y.to_earliest)
    AND all(run IN ups WHERE x.from_latest <= run.to_latest AND run.from_earliest <= x.to_earliest)))
  AND all(x IN [tie] + parts WHERE any(source IN x.asserted_by
    WHERE ($sources_in IS NULL OR source IN $sources_in) AND NOT source IN coalesce($sources_out, [])))
CALL (tie, ups) {
  UNWIND [tie] + ups AS each
  RETURN max(each.from_earliest) AS from_earliest, max(each.from_latest) AS from_latest,
    min(each.to_earliest) AS to_earliest, min(each.to_latest) AS to_latest
}
WITH ends, {tie_ids: [tie.id] + part_ids, likelihood: reduce(p = tie.likelihood, part IN parts | p * part.likelihood),
  from_earliest: from_earliest, from_latest: from_latest, to_earliest: to_earliest, to_latest: to_latest} AS way
ORDER BY ends[0].id, ends[1].id, round(way.likelihood, 9) DESC, way.tie_ids, way.from_earliest
WITH ends, collect(way) AS every
// An alternative that holds only if one of fewer ties does says nothing more.
WITH ends[0] AS one, ends[1] AS other, [way IN every WHERE none(less IN every
  WHERE size(less.tie_ids) < size(way.tie_ids) AND all(id IN less.tie_ids WHERE id IN way.tie_ids)
    AND less.from_earliest <= way.from_earliest AND way.to_latest <= less.to_latest)] AS ways
RETURN one.id AS source_id,
  one.name AS source,
  other.id AS target_id,
  other.name AS target,
  round(ways[0].likelihood, 9) AS likelihood,
  [way IN ways | reduce(text = head(way.tie_ids), id IN tail(way.tie_ids) | text + ' ' + id)] AS alternatives,
  [way IN ways | way.from_earliest] AS from_earliest,
  [way IN ways | way.from_latest] AS from_latest,
  [way IN ways | way.to_earliest] AS to_earliest,
  [way IN ways | way.to_latest] AS to_latest,
  reduce(ids = [], way IN ways | ids + [id IN way.tie_ids WHERE NOT id IN ids]) AS tie_ids
ORDER BY source_id, target_id
LIMIT $limit;
