// Paths along which time does not run back
//---
// question: By which chains of ties could something have passed from the one to the other, each step after the one
//     before?
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
//   holds: {type: string, about: 'certain or possible: whether the dates guarantee that each step can follow the one
//     before, or allow it'}
//   arrives: {type: date, nullable: true, about: The first day on which the last step is possible after the others;
//     empty when it is open}
//   leaves: {type: date, nullable: true, about: The last day on which the first step is possible before the others;
//     empty when it is open}
//   likelihood: {type: number, about: That every step holds when they are independent}
//   weakest_likelihood: {type: number, about: The least likely step}
//   ways: {type: integer, about: Over how many choices of ties the same entities are linked so; the row shows the
//     strongest}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The tie of each step in order}
// shows: [hops, steps, holds, arrives, leaves, likelihood]
// evidence: tie_ids
// conventions:
//   - A step can be on the day of the one before or on a later one, as long as its tie lasts, and all are within the
//     day or span. The way back is another question, with its own answer.
//   - The shortest come first, then the certain, then the likeliest. That something could pass does not say that
//     anything did.
// shared: [of-the-event, paths-looked-at, categories, spells, lives, possible-and-certain, likelihoods]
// example:
//   graph: strait
//   params: {"from_id": "strait:lou", "to_id": "strait:ark"}
//   rows:
//     - {"hops": 2, "steps": ["Lou Berg -[ASSOCIATE_OF]- Kit Amsel", "Kit Amsel -[LEADS (master)]-> The Arks"],
//       "entity_ids": ["strait:lou", "strait:kit", "strait:ark"], "holds": "certain", "arrives": "2015-01-01",
//       "leaves": "2016-12-31", "likelihood": 0.9025, "weakest_likelihood": 0.95, "ways": 1, "disputed": false,
//       "tie_ids": ["ASSOCIATE_OF:3f905f36e7a09ab5540e", "LEADS:d5692b49f73a631f9d07"]}
//     - {"hops": 2, "steps": ["Lou Berg -[MEMBER_OF]-> The Brigs", "The Brigs -[ALLIED_WITH]- The Arks"],
//       "entity_ids": ["strait:lou", "strait:brig", "strait:ark"], "holds": "certain", "arrives": "2017-01-01",
//       "leaves": "2018-12-31", "likelihood": 0.76, "weakest_likelihood": 0.8, "ways": 1, "disputed": true,
//       "tie_ids": ["MEMBER_OF:4fc18892a35d2c539534", "ALLIED_WITH:0867fb6470eaa9498685"]}
//---
// Of the sample mali_2013; replace them by ids of your own data, which entities/search finds.
:param from_id => 'mali-2013:nabil-abu-alqama';
:param to_id => 'mali-2013:mokhtar-belmokhtar';
:param kinds => ['LEADS', 'MEMBER_OF', 'FOUNDED', 'KIN_OF', 'ASSOCIATE_OF', 'PART_OF', 'SPLIT_FROM', 'SUCCEEDED', 'JOINED', 'ALLIED_WITH'];
:param max_hops => 3;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 50;

MATCH (start:Entity {id: $from_id}), (finish:Entity {id: $to_id})
MATCH (a:Entity {id: start.canonical_id}), (b:Entity {id: finish.canonical_id})
WITH a, b, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
WHERE a <> b AND coalesce(a.kind, '') <> 'category'
CALL (a, b, since, until) {
  MATCH p = (a)(()-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED|LINKED_TO
          |JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(stop:Entity)
      WHERE tie.likelihood >= $min_likelihood AND type(tie) IN $kinds AND tie.from_earliest <= until
        AND since <= tie.to_latest AND coalesce(stop.kind, '') <> 'category'
        AND coalesce(stop.from_earliest, since) <= until AND since <= coalesce(stop.to_latest, until)
    ){1,4}(b)
  WHERE length(p) <= $max_hops AND all(i IN range(0, length(p) - 1) WHERE NOT nodes(p)[i] IN nodes(p)[i + 1..]
    // None may begin only after a later one has ended.
    AND all(later IN relationships(p)[i..] WHERE relationships(p)[i].from_earliest <= later.to_latest))
  RETURN nodes(p) AS stops, relationships(p) AS ties, length(p) AS hops
  LIMIT 20000
}
// An event on the way is of its own day.
WITH *, [one IN reduce(all = [stops[0]], i IN range(0, hops - 1) | all + [ties[i], stops[i + 1]])
  WHERE one.from_earliest IS NOT NULL] AS moments
WHERE all(i IN range(0, size(moments) - 1) WHERE moments[i].from_earliest <= until AND since <= moments[i].to_latest
  AND all(later IN moments[i..] WHERE moments[i].from_earliest <= later.to_latest))
WITH since, until, stops, ties, hops, moments, reduce(p = 1.0, tie IN ties | p * tie.likelihood) AS likelihood,
  all(i IN range(0, hops - 1) WHERE ties[i].from_latest <= until AND since <= ties[i].to_earliest
    AND all(later IN ties[i + 1..] WHERE ties[i].from_latest <= later.to_earliest)) AS certain
WHERE certain OR $dates = 'possible'
ORDER BY hops, certain DESC, round(likelihood, 9) DESC, [tie IN ties | tie.id]
WITH since, until, stops, hops, collect({ties: ties, moments: moments, certain: certain,
  likelihood: likelihood}) AS choices
WITH since, until, stops, hops, size(choices) AS ways, choices[0].ties AS ties, choices[0].moments AS moments,
  choices[0].certain AS certain,
  choices[0].likelihood AS likelihood, ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO'] AS either
RETURN hops,
  [i IN range(0, hops - 1) | stops[i].name + CASE WHEN endNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either
      THEN ' <-[' ELSE ' -[' END + type(ties[i]) + reduce(text = '', role IN ties[i].roles | text + ' (' + role + ')')
    + CASE WHEN startNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either THEN ']-> ' ELSE ']- ' END
    + stops[i + 1].name] AS steps,
  [stop IN stops | stop.id] AS entity_ids,
  CASE WHEN certain THEN 'certain' ELSE 'possible' END AS holds,
  nullIf(reduce(day = since, one IN moments | CASE WHEN one.from_earliest > day THEN one.from_earliest ELSE day END),
    date('0001-01-01')) AS arrives,
  nullIf(reduce(day = until, one IN moments | CASE WHEN one.to_latest < day THEN one.to_latest ELSE day END),
    date('9999-12-31')) AS leaves,
  round(likelihood, 4) AS likelihood,
  round(reduce(least = 1.0, tie IN ties | CASE WHEN tie.likelihood < least THEN tie.likelihood ELSE least END), 4)
    AS weakest_likelihood,
  ways,
  any(tie IN ties WHERE tie.disputed) AS disputed,
  [tie IN ties | tie.id] AS tie_ids
ORDER BY hops, holds, likelihood DESC, entity_ids
LIMIT $limit;
