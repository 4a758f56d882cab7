// All paths between two entities, up to a length
//---
// question: By which chains of ties are these two linked, the longer ones included?
// version: 3
// params:
//   from_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to start, by id or name'}
//   to_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to arrive, by id or name'}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, ALLIED_WITH, OPPOSED, LINKED_TO, JOINED, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN],
//     about: Kinds of tie that a path may use}
//   max_hops: {type: integer, min: 1, max: 4, about: Steps at most}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   hops: {type: integer, about: Steps of the path}
//   steps: {type: string, list: true, about: 'Each step in words: from, kind of tie and roles, to; the arrow shows the
//     direction of the tie'}
//   entity_ids: {type: string, list: true, about: The entities on the path in order}
//   together: {type: string, about: 'certain, possible or no: whether all steps hold at one moment of the time that is
//     asked about'}
//   likelihood: {type: number, about: That every step holds when they are independent}
//   weakest_likelihood: {type: number, about: The least likely step}
//   ways: {type: integer, about: Over how many choices of ties the same entities are linked; the row shows the
//     strongest}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The tie of each step in order}
// shows: [hops, steps, together, likelihood, weakest_likelihood]
// evidence: tie_ids
// conventions:
//   - The shortest come first, then those whose steps hold together, then the likeliest.
// shared: [each-step-by-itself, of-the-event, loose-links, paths-looked-at, categories, spells, lives,
//   possible-and-certain, likelihoods]
// example:
//   graph: harbour
//   params: {"from_id": "harbour:bo", "to_id": "harbour:hana", "max_hops": 3}
//   rows:
//     - {"hops": 3,
//       "steps": ["Bo Lindqvist -[ASSOCIATE_OF]- Dag Øster", "Dag Øster -[MEMBER_OF]-> The Gulls", "The Gulls <-[LEADS (mate)]- Hana O'Shea"],
//       "entity_ids": ["harbour:bo", "harbour:dag", "harbour:gull", "harbour:hana"], "together": "possible",
//       "likelihood": 0.8574, "weakest_likelihood": 0.95, "ways": 1, "disputed": true,
//       "tie_ids": ["ASSOCIATE_OF:68f64c50d452c64f8daf", "MEMBER_OF:28c1f59ebe9303b4786b", "LEADS:af1c0c68213f0dd012c9"]}
//     - {"hops": 3,
//       "steps": ["Bo Lindqvist -[LEADS (captain)]-> The Terns", "The Terns -[ALLIED_WITH]- The Gulls", "The Gulls <-[LEADS (mate)]- Hana O'Shea"],
//       "entity_ids": ["harbour:bo", "harbour:tern", "harbour:gull", "harbour:hana"], "together": "possible",
//       "likelihood": 0.6317, "weakest_likelihood": 0.7, "ways": 1, "disputed": true,
//       "tie_ids": ["LEADS:9cc7d6663c4126ca7b93", "ALLIED_WITH:1b0cfbdceb6f309ce6f1", "LEADS:af1c0c68213f0dd012c9"]}
//---
// Of the sample mali_2013; replace them by ids of your own data, which entities/search finds.
:param from_id => 'mali-2013:abou-zeid';
:param to_id => 'mali-2013:iyad-ag-ghali';
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'KIN_OF', 'ASSOCIATE_OF', 'PART_OF', 'SPLIT_FROM', 'SUCCEEDED', 'JOINED', 'ALLIED_WITH'];
:param max_hops => 3;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 50;

MATCH (:Entity {id: $from_id})-[:SAME_AS*0..1]->(a:Entity)
MATCH (:Entity {id: $to_id})-[:SAME_AS*0..1]->(b:Entity)
WHERE a.canonical_id = a.id AND b.canonical_id = b.id
  AND a <> b AND coalesce(a.kind, '') <> 'category'
CALL (a, b) {
  WITH coalesce($as_of, $from_day, date('0001-01-01')) AS since, coalesce($as_of, $to_day, date('9999-12-31')) AS until
  MATCH p = (a)(()-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED|LINKED_TO
        |JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(stop:Entity)
      WHERE type(tie) IN $kinds AND tie.likelihood >= $min_likelihood AND coalesce(stop.kind, '') <> 'category'
        AND coalesce(stop.from_earliest, since) <= until AND since <= coalesce(stop.to_latest, until)
        AND CASE $dates WHEN 'possible' THEN tie.from_earliest <= until AND since <= tie.to_latest
          ELSE tie.from_latest <= until AND since <= tie.to_earliest END
    ){1,4}(b)
  WHERE length(p) <= $max_hops AND coalesce(a.from_earliest, since) <= until AND since <= coalesce(a.to_latest, until)
    AND all(i IN range(0, length(p) - 1) WHERE NOT nodes(p)[i] IN nodes(p)[i + 1..])
  RETURN nodes(p) AS stops, relationships(p) AS ties, length(p) AS hops, since, until
  LIMIT 20000
}
// An event on the way is of its own day.
WITH *, [one IN reduce(all = [stops[0]], i IN range(0, hops - 1) | all + [ties[i], stops[i + 1]])
  WHERE one.from_earliest IS NOT NULL] AS moments
WITH stops, ties, hops, CASE
  WHEN any(x IN moments WHERE x.from_earliest > until OR x.to_latest < since
    OR any(y IN moments WHERE x.from_earliest > y.to_latest)) THEN 'no'
  WHEN all(x IN ties WHERE x.from_latest <= until AND since <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)) THEN 'certain'
  ELSE 'possible' END AS together, reduce(p = 1.0, tie IN ties | p * tie.likelihood) AS likelihood
// Paths through the same entities are one.
ORDER BY hops, together = 'no', together, round(likelihood, 9) DESC, [tie IN ties | tie.id]
WITH stops, hops, collect({ties: ties, together: together, likelihood: likelihood}) AS choices
WITH stops, hops, size(choices) AS ways, choices[0].ties AS ties, choices[0].together AS together,
  choices[0].likelihood AS likelihood, ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO'] AS either
RETURN hops,
  [i IN range(0, hops - 1) | stops[i].name + CASE WHEN endNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either
      THEN ' <-[' ELSE ' -[' END + type(ties[i]) + reduce(text = '', role IN ties[i].roles | text + ' (' + role + ')')
    + CASE WHEN startNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either THEN ']-> ' ELSE ']- ' END
    + stops[i + 1].name] AS steps,
  [stop IN stops | stop.id] AS entity_ids,
  together,
  round(likelihood, 4) AS likelihood,
  round(reduce(least = 1.0, tie IN ties | CASE WHEN tie.likelihood < least THEN tie.likelihood ELSE least END), 4)
    AS weakest_likelihood,
  ways,
  any(tie IN ties WHERE tie.disputed) AS disputed,
  [tie IN ties | tie.id] AS tie_ids
ORDER BY hops, together = 'no', together, likelihood DESC, entity_ids
LIMIT $limit;
