// The most certain path between two entities
//---
// question: By which chain of ties are these two most surely linked, and which step of it is the weakest?
// version: 2
// params:
//   from_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to start, by id or name'}
//   to_id: {type: string, max_length: 200, id_of: entity, required: true, about: 'Where to arrive, by id or name'}
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED, KIN_OF, ASSOCIATE_OF, PART_OF, SPLIT_FROM,
//     SUCCEEDED, ALLIED_WITH, OPPOSED, LINKED_TO, JOINED, PARTICIPATED_IN, OCCURRED_AT, PRESENT_IN, CONTROLS, WITHIN],
//     about: Kinds of tie that a path may use}
//   max_hops: {type: integer, min: 1, max: 6, about: Steps at most}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   hops: {type: integer, about: Steps of the path}
//   steps: {type: string, list: true, about: 'Each step in words: from, kind of tie and roles, to; the arrow shows the
//     direction of the tie'}
//   entity_ids: {type: string, list: true, about: The entities on the path in order}
//   likelihood: {type: number, about: 'That every step holds when they are independent; no path of so many steps has
//     more'}
//   equals: {type: integer, about: 'How many paths are as likely, this one included; each has a row'}
//   weakest_likelihood: {type: number, about: The least likely step}
//   weakest_steps: {type: string, list: true, about: 'Each step that is no likelier than that, in words'}
//   weakest_tie_ids: {type: string, list: true, about: Their ties in order}
//   weakest_claims: {type: string, list: true, about: 'The current claims that speak of these ties, each with its
//     source, the place in it and its hedge, at most 20'}
//   together: {type: string, about: 'certain, possible or no: whether all steps hold at one moment of the time that is
//     asked about'}
//   ways: {type: integer, about: 'Over how many choices of ties, all as likely, the same entities are linked; the row
//     shows one whose steps hold together, if there is one'}
//   disputed: {type: boolean, about: Whether a claim denies one of these ties or their dates contradict}
//   tie_ids: {type: string, list: true, about: The tie of each step in order}
// shows: [hops, steps, likelihood, equals, weakest_likelihood, weakest_steps, weakest_claims, together]
// evidence: tie_ids
// conventions:
//   - The likelihood of a path is the product of those of its ties, as if they were independent. Ties of one source
//     stand or fall together, and then the path is likelier than that, at most as likely as its weakest step.
//   - Every path of at most max_hops steps that meets no entity twice is considered, in either direction of a tie, and
//     none over a tie of likelihood 0. A longer one can be likelier. No row says that there is none of so many steps,
//     over ties of these kinds on these days.
//   - All that are equally likely are shown, the shortest first; to each entity on the way at most 50 equally likely
//     choices of ties are followed.
// shared: [each-step-by-itself, of-the-event, loose-links, categories, spells, lives, possible-and-certain,
//   likelihoods]
// example:
//   graph: harbour
//   params: {"from_id": "harbour:ada", "to_id": "harbour:hana", "as_of": "2019-06-15"}
//   rows:
//     - {"hops": 2, "steps": ["Ada Ferris -[LEADS (skipper)]-> The Gulls", "The Gulls <-[LEADS (mate)]- Hana O'Shea"],
//       "entity_ids": ["harbour:ada", "harbour:gull", "harbour:hana"], "likelihood": 0.76, "equals": 1,
//       "weakest_likelihood": 0.8, "weakest_steps": ["Ada Ferris -[LEADS (skipper)]-> The Gulls"],
//       "weakest_tie_ids": ["LEADS:a201443cbcc3120c6247"],
//       "weakest_claims": ["1b389333f5a289f44b874b4e.1, harbour p. 1: reported"], "together": "possible", "ways": 1,
//       "disputed": true, "tie_ids": ["LEADS:a201443cbcc3120c6247", "LEADS:af1c0c68213f0dd012c9"]}
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

MATCH (start:Entity {id: $from_id}), (finish:Entity {id: $to_id})
MATCH (a:Entity {id: start.canonical_id}), (b:Entity {id: finish.canonical_id})
WITH a, b, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
WHERE a <> b AND coalesce(a.kind, '') <> 'category'
  AND coalesce(a.from_earliest, since) <= until AND since <= coalesce(a.to_latest, until)
// Step by step to each entity the likeliest chains of so many steps, until none can be likelier than what has arrived.
WITH since, until, reduce(search = {least: 0.0, arrived: [], going: [{at: a, stops: [a], ties: [], p: 1.0}]},
  hop IN range(1, $max_hops) | head(COLLECT {
    WITH COLLECT {
      UNWIND search.going AS chain
      WITH chain, chain.at AS at
      MATCH (at)-[tie:LEADS|MEMBER_OF|FOUNDED|KIN_OF|ASSOCIATE_OF|PART_OF|SPLIT_FROM|SUCCEEDED|ALLIED_WITH|OPPOSED
        |LINKED_TO|JOINED|PARTICIPATED_IN|OCCURRED_AT|PRESENT_IN|CONTROLS|WITHIN]-(stop:Entity)
      WHERE type(tie) IN $kinds AND 0 < tie.likelihood >= $min_likelihood AND coalesce(stop.kind, '') <> 'category'
        AND coalesce(stop.from_earliest, since) <= until AND since <= coalesce(stop.to_latest, until)
        AND CASE $dates WHEN 'possible' THEN tie.from_earliest <= until AND since <= tie.to_latest
          ELSE tie.from_latest <= until AND since <= tie.to_earliest END
        AND NOT stop IN chain.stops AND chain.p * tie.likelihood >= search.least * (1 - 1e-9)
      WITH {at: stop, stops: chain.stops + [stop], ties: chain.ties + [tie], p: chain.p * tie.likelihood} AS longer
      RETURN longer ORDER BY longer.at.id, longer.p DESC, [tie IN longer.ties | tie.id]
    } AS reached
    WITH reached, [i IN range(0, size(reached) - 1) WHERE i = 0 OR reached[i].at <> reached[i - 1].at] AS firsts
    WITH COLLECT {
      UNWIND range(0, size(firsts) - 1) AS n
      WITH reached[firsts[n]].p AS most, reached[firsts[n]..coalesce(firsts[n + 1], size(reached))] AS chains
      UNWIND chains[..50] AS chain
      WITH most, chain WHERE chain.p >= most * (1 - 1e-9)
      RETURN chain
    } AS kept
    WITH [chain IN kept WHERE chain.at = b] AS home, [chain IN kept WHERE chain.at <> b] AS going
    WITH home, going, CASE WHEN home[0].p > search.least THEN home[0].p ELSE search.least END AS least
    RETURN {least: least, going: going,
      arrived: [chain IN search.arrived + home WHERE chain.p >= least * (1 - 1e-9)]} AS found
  })) AS search
UNWIND search.arrived AS chain
WITH chain.stops AS stops, chain.ties AS ties, chain.p AS likelihood, size(chain.ties) AS hops, since, until
// An event on the way is of its own day.
WITH *, [one IN reduce(all = [stops[0]], i IN range(0, hops - 1) | all + [ties[i], stops[i + 1]])
  WHERE one.from_earliest IS NOT NULL] AS moments
WITH stops, ties, likelihood, hops, CASE
  WHEN any(x IN moments WHERE x.from_earliest > until OR x.to_latest < since
    OR any(y IN moments WHERE x.from_earliest > y.to_latest)) THEN 'no'
  WHEN all(x IN ties WHERE x.from_latest <= until AND since <= x.to_earliest
    AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)) THEN 'certain'
  ELSE 'possible' END AS together
// Paths through the same entities are one.
ORDER BY together = 'no', together, [tie IN ties | tie.id]
WITH stops, hops, collect({ties: ties, together: together, likelihood: likelihood}) AS choices
WITH stops, hops, size(choices) AS ways, choices[0].ties AS ties, choices[0].together AS together,
  choices[0].likelihood AS likelihood, ['ASSOCIATE_OF', 'ALLIED_WITH', 'OPPOSED', 'LINKED_TO'] AS either
WITH collect({stops: stops, hops: hops, ways: ways, ties: ties, together: together, likelihood: likelihood,
  least: reduce(least = 1.0, tie IN ties | CASE WHEN tie.likelihood < least THEN tie.likelihood ELSE least END),
  steps: [i IN range(0, hops - 1) | stops[i].name
    + CASE WHEN endNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either THEN ' <-[' ELSE ' -[' END
    + type(ties[i]) + reduce(text = '', role IN ties[i].roles | text + ' (' + role + ')')
    + CASE WHEN startNode(ties[i]) = stops[i] AND NOT type(ties[i]) IN either THEN ']-> ' ELSE ']- ' END
    + stops[i + 1].name]}) AS found
UNWIND found AS path
WITH path, size(found) AS equals,
  [i IN range(0, path.hops - 1) WHERE path.ties[i].likelihood <= path.least + 1e-9] AS weak
RETURN path.hops AS hops,
  path.steps AS steps,
  [stop IN path.stops | stop.id] AS entity_ids,
  round(path.likelihood, 4) AS likelihood,
  equals,
  round(path.least, 4) AS weakest_likelihood,
  [i IN weak | path.steps[i]] AS weakest_steps,
  [i IN weak | path.ties[i].id] AS weakest_tie_ids,
  COLLECT {
    UNWIND weak AS i
    CALL (path, i) {
      WITH path.ties[i] AS tie
      MATCH (c:Claim {tie_id: tie.id})
      RETURN c
      UNION
      // A row of an event dataset speaks of its event's ties, and names the other end.
      WITH path.ties[i] AS tie, path.stops[i] AS one, path.stops[i + 1] AS other
      MATCH (:Event {canonical_id: CASE WHEN one:Event THEN one.id ELSE other.id END})<-[:ABOUT]-(c:Claim)
      WHERE c.kind = 'EVENT_RECORD' AND c.stint = tie.stint AND EXISTS {
        (c)-[link:ABOUT]->(end:Entity)
        WHERE link.as = coalesce(nullIf(tie.side, ''), 'place') AND end.canonical_id IN [one.id, other.id]
      }
      RETURN c
    }
    WITH DISTINCT i, c WHERE c.recorded_to IS NULL
    RETURN c.id + ', ' + trim(c.source_id + ' ' + c.locator) + ': ' + c.hedge
      + CASE c.polarity WHEN 'denies' THEN ' that it is not so' ELSE '' END
      + CASE WHEN coalesce(c.inferred, false) THEN ', inferred by the curator' ELSE '' END
      + reduce(text = '', word IN COLLECT {
        MATCH (d:Decision {left: c.key}) WHERE d.undone IS NULL
        WITH DISTINCT d.kind AS kind
        RETURN CASE kind WHEN 'reject' THEN 'rejected' WHEN 'confirm' THEN 'confirmed' ELSE 'corrected' END AS word
        ORDER BY word
      } | text + ', ' + word + ' by a decision')
    ORDER BY i, c.polarity, c.source_id, c.locator, c.id
    LIMIT 20
  } AS weakest_claims,
  path.together AS together,
  path.ways AS ways,
  any(tie IN path.ties WHERE tie.disputed) AS disputed,
  [tie IN path.ties | tie.id] AS tie_ids
ORDER BY hops, together = 'no', together, entity_ids
LIMIT $limit;
