// Shortest paths between two entities
//---
// question: By which shortest chains of ties are these two linked?
// version: 6
// params:
//   from_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to start, by id or name'}
//   to_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to arrive, by id or name'}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, JOINED, ALLIED_WITH, OPPOSED, LINKED_TO, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN],
//     about: Kinds of tie that a path may use}
//   max_hops: {type: integer, min: 1, max: 6, about: Steps at most}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 200, about: Maximum rows}
// columns:
//   hops: {type: integer, about: Steps of the path}
//   steps: {type: string, list: true, about: 'Each step in words: from, kind of tie and roles, to; the arrow shows
//     the tie''s direction'}
//   entity_ids: {type: string, list: true, about: The entities on the path in order}
//   likelihood: {type: number, about: That every step holds when they are independent}
//   weakest_likelihood: {type: number, about: The least likely step}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The ties behind the steps in order; several where a step stands on
//     several}
// shows: [hops, steps, likelihood, weakest_likelihood, disputed]
// evidence: tie_ids
// conventions:
//   - All shortest paths, in either direction of a tie; longer ones are not shown. At most 1,000 are looked at, then
//     the likeliest are shown.
//   - Paths through the same entities are one. Where a step stands on several ties the likeliest carries it.
//   - Opposition, events, places and links of which the source does not say what they are (LINKED_TO) link too easily to
//     mean much, so by default no path runs through them; name their kinds to use them. That one organization joined
//     another links them, as a split or a succession does.
//   - Each step holds by itself, on the day or on some day of the span. Without a day the steps need not have held at
//     the same time.
// shared: [of-the-event, categories, spells, lives, possible-and-certain, likelihoods]
// example:
//   graph: harbour
//   params: {"from_id": "harbour:bo", "to_id": "harbour:hana"}
//   rows:
//     - {"hops": 3,
//        "steps": ["Bo Lindqvist -[ASSOCIATE_OF]- Dag Øster", "Dag Øster -[MEMBER_OF]-> The Gulls", "The Gulls <-[LEADS (mate)]- Hana O'Shea"],
//        "entity_ids": ["harbour:bo", "harbour:dag", "harbour:gull", "harbour:hana"], "likelihood": 0.8574,
//        "weakest_likelihood": 0.95, "disputed": true,
//        "tie_ids": ["ASSOCIATE_OF:68f64c50d452c64f8daf", "MEMBER_OF:28c1f59ebe9303b4786b", "LEADS:af1c0c68213f0dd012c9"]}
//     - {"hops": 3,
//        "steps": ["Bo Lindqvist -[LEADS (captain)]-> The Terns", "The Terns -[ALLIED_WITH]- The Gulls", "The Gulls <-[LEADS (mate)]- Hana O'Shea"],
//        "entity_ids": ["harbour:bo", "harbour:tern", "harbour:gull", "harbour:hana"], "likelihood": 0.6317,
//        "weakest_likelihood": 0.7, "disputed": true,
//        "tie_ids": ["LEADS:9cc7d6663c4126ca7b93", "ALLIED_WITH:1b0cfbdceb6f309ce6f1", "LEADS:af1c0c68213f0dd012c9"]}
//---
// Of the sample mali_2013; replace them by ids of your own data, which entities/search finds.
:param from_id => 'mali-2013:abou-zeid';
:param to_id => 'mali-2013:iyad-ag-ghali';
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'KIN_OF', 'ASSOCIATE_OF', 'PART_OF', 'SPLIT_FROM', 'SUCCEEDED', 'JOINED', 'ALLIED_WITH'];
:param max_hops => 4;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 20;

MATCH (start:Entity {id: $from_id})
MATCH (a:Entity {id: start.canonical_id})
MATCH (finish:Entity {id: $to_id})
MATCH (b:Entity {id: finish.canonical_id})
WITH a, b, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
WHERE a <> b AND coalesce(a.kind, '') <> 'category'
  AND coalesce(a.from_earliest, since) <= until AND since <= coalesce(a.to_latest, until)
// The shortest paths over the ties that are allowed, none longer than six; a category is no stop on the way.
CALL (a, b, since, until) {
  MATCH p = ALL SHORTEST (a)
    (()-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|JOINED|ALLIED_WITH
        |OPPOSED|LINKED_TO|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(stop:Entity)
      WHERE type(tie) IN $kinds
        AND tie.likelihood >= $min_likelihood
        AND coalesce(stop.kind, '') <> 'category'
        AND coalesce(stop.from_earliest, since) <= until AND since <= coalesce(stop.to_latest, until)
        AND ($dates = 'possible' AND tie.from_earliest <= until AND since <= tie.to_latest
          OR $dates = 'certain' AND tie.from_latest <= until AND since <= tie.to_earliest)
    ){1,6} (b)
  RETURN nodes(p) AS stops, relationships(p) AS ties
  LIMIT 1000
}
WITH stops, ties
WHERE size(ties) <= $max_hops
// Paths through the same entities are one. A step may stand on several ties: the likeliest carries it.
UNWIND range(0, size(ties) - 1) AS i
WITH stops, i, ties[i] AS tie
WITH DISTINCT stops, i, tie ORDER BY tie.likelihood DESC, tie.id
WITH stops, i, collect(tie) AS step
WITH stops, i, step, step[0] AS tie
ORDER BY i
WITH stops,
  collect(stops[i].name
    + CASE WHEN startNode(tie) = stops[i] OR type(tie) IN ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO']
      THEN ' -[' ELSE ' <-[' END
    + type(tie) + reduce(text = '', role IN tie.roles | text + ' (' + role + ')')
    + CASE WHEN endNode(tie) = stops[i] OR type(tie) IN ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO']
      THEN ']- ' ELSE ']-> ' END
    + stops[i + 1].name) AS steps,
  reduce(p = 1.0, l IN collect(tie.likelihood) | p * l) AS likelihood,
  min(tie.likelihood) AS weakest_likelihood,
  any(d IN collect(tie.disputed) WHERE d) AS disputed,
  reduce(all = [], ids IN collect([t IN step | t.id]) | all + ids) AS tie_ids
RETURN size(steps) AS hops,
  steps,
  [stop IN stops | stop.id] AS entity_ids,
  round(likelihood, 4) AS likelihood,
  round(weakest_likelihood, 4) AS weakest_likelihood,
  disputed,
  tie_ids
ORDER BY likelihood DESC, entity_ids
LIMIT $limit;
