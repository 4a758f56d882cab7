// Events, in order
//---
// question: What happened, when, where, between whom, and at what cost in lives?
// version: 3
// params:
//   actor_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only events in which this person or
//     organization took part; empty for all}
//   place_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only events at this place or inside
//     it; empty for all}
//   as_of: {type: date, nullable: true, about: Only events of this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
//   offset: {type: integer, min: 0, max: 100000, about: Rows to skip}
// columns:
//   event_id: {type: string, about: The event}
//   event: {type: string, about: Name}
//   kind: {type: string, nullable: true, about: 'What it was, such as attack or meeting'}
//   earliest: {type: date, nullable: true, about: Not before this day; empty when it is open}
//   latest: {type: date, nullable: true, about: Not after this day; empty when it is open}
//   places: {type: string, list: true, about: Where}
//   place_ids: {type: string, list: true, about: Their ids in the same order}
//   actors: {type: string, list: true, about: 'Who took part, with side and role where the source gives them'}
//   actor_ids: {type: string, list: true, about: Their ids in the same order}
//   deaths_best: {type: integer, nullable: true, about: Lives that it cost by the best estimate; empty for none given}
//   deaths_low: {type: integer, nullable: true, about: At least}
//   deaths_high: {type: integer, nullable: true, about: At most}
//   claims: {type: integer, about: Current claims about the event}
//   claim_ids: {type: string, list: true, about: 'These claims, at most 100'}
// shows: [event, earliest, latest, places, actors, deaths_best, claims]
// evidence: {column: claim_ids, kind: claims}
// conventions:
//   - By the first day on which each can have happened; an event without any date stands last.
//   - An event is on a day where its own date allows or guarantees it; dates of who took part and of where are in
//     commanders/accountable and events/places. That it took place at all has no likelihood of its own, and only the
//     ties to actors and places have.
//   - With place_id its date has to fit, too, with when it is said to have been there, as in events/near and
//     events/places, whether at the place itself or at one inside it; where both cannot be true, it is listed only as
//     long as no place is asked about. It is inside a place if its own lay there then; a WITHIN tie without dates is
//     geography and holds on every day.
// shared: [happens-once, certain-within-the-span, possible-and-certain, spells, lives, likelihoods]
// example:
//   graph: strait
//   rows:
//     - {"event_id": "strait:boarding", "event": "Boarding of the ferry", "kind": "attack", "earliest": "2018-05-02",
//       "latest": "2018-05-02", "places": ["The Cape"], "place_ids": ["strait:cape"],
//       "actors": ["Islanders", "The Arks", "The Brigs"],
//       "actor_ids": ["strait:islanders", "strait:ark", "strait:brig"], "deaths_best": 2, "deaths_low": null,
//       "deaths_high": null, "claims": 8,
//       "claim_ids": ["0e41fea9e64d3c6ddaf1bc55.1", "44b40574bc68b1c02e2bbaf6.1", "7d81c03a4742f63f80d63f2f.1", "a63f2f3b78e1817f202cb0b0.1", "add0665e832f5e532334c1fd.1", "ae6146c9f2dc95c5483fc76f.1", "ba28e3a776946baec04a3804.1", "dd37977660c4014a56ae11df.1"]}
//     - {"event_id": "strait:chase", "event": "Chase in the sound", "kind": "attack", "earliest": "2018-06-01",
//       "latest": "2018-06-30", "places": ["The Sound"], "place_ids": ["strait:sound"],
//       "actors": ["The Arks", "The Brigs", "The Cutters"],
//       "actor_ids": ["strait:ark", "strait:brig", "strait:cutter"], "deaths_best": null, "deaths_low": null,
//       "deaths_high": null, "claims": 7,
//       "claim_ids": ["09c7a07c28890179d9eff07d.1", "39831b345ee2888bc14ccc5d.1", "3c8d9201db5f1e4d44c0e8c2.1", "8f65fb69ddb4caeea7242045.1", "95141412c569dbcf34984f09.1", "af107c3ce80ee11d71568af9.1", "e095315a83cb50c801702734.1"]}
//     - {"event_id": "strait:parley", "event": "Parley", "kind": "meeting", "earliest": null, "latest": null,
//       "places": ["The Strait"], "place_ids": ["strait:water"], "actors": ["The Brigs", "The Cutters"],
//       "actor_ids": ["strait:brig", "strait:cutter"], "deaths_best": null, "deaths_low": null, "deaths_high": null,
//       "claims": 5,
//       "claim_ids": ["1d70025c184f44610a8aeef2.1", "4baf74cd93513d5b04974881.1", "7c7d9f20db658c31df3d4596.1", "de3e5454a689de756e351192.1", "e92722b349c668e230b20cac.1"]}
//---
:param actor_id => null;
:param place_id => null;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 100;
:param offset => 0;

OPTIONAL MATCH (actor:Entity {id: $actor_id})
OPTIONAL MATCH (place:Entity {id: $place_id})
WITH actor.canonical_id AS who, place.canonical_id AS where, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
MATCH (event:Event)
WHERE event.canonical_id = event.id
  AND coalesce(event.from_earliest, date('0001-01-01')) <= until
  AND since <= coalesce(event.to_latest, date('9999-12-31'))
  AND ($dates = 'possible' OR coalesce(event.from_latest, date('9999-12-31')) <= until
    AND since <= coalesce(event.to_earliest, date('0001-01-01')))
  AND ($actor_id IS NULL OR EXISTS {
    (:Entity {id: who})-[part:PARTICIPATED_IN]->(event) WHERE part.likelihood >= $min_likelihood
  })
  AND ($place_id IS NULL OR EXISTS {
    MATCH (event)-[at:OCCURRED_AT]->(:Place)-[inside:WITHIN]->{0,8}(:Place {id: where})
    WHERE all(tie IN [at] + inside WHERE tie.likelihood >= $min_likelihood)
    // It lay there then; a WITHIN tie without dates is geography.
    WITH at, [tie IN inside WHERE [tie.from_earliest, tie.from_latest, tie.to_earliest, tie.to_latest]
      <> [date('0001-01-01'), date('9999-12-31'), date('0001-01-01'), date('9999-12-31')]] AS dated
    WITH dated, [one IN [at, event] WHERE one.from_earliest IS NOT NULL] AS said
    WITH *, [one IN said + dated | [one.from_earliest, one.to_latest]] + [[since, until]] AS spans
    WHERE all(x IN spans WHERE all(y IN spans WHERE x[0] <= y[1]))
      AND ($dates = 'possible' OR all(x IN dated WHERE all(y IN dated WHERE x = y OR x.from_latest <= y.to_earliest)
        AND x.from_latest <= until AND since <= x.to_earliest
        AND any(one IN said WHERE x.from_latest <= one.to_earliest)
        AND any(one IN said WHERE one.from_latest <= x.to_earliest)))
    RETURN 1
  })
  AND EXISTS { (event)<-[:SAME_AS*0..1]-(:Event)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL }
WITH event, event.from_earliest AS first, event.to_latest AS last
ORDER BY first, last, event.id
SKIP $offset
LIMIT $limit
CALL (event) {
  OPTIONAL MATCH (event)-[at:OCCURRED_AT]->(place:Place)
  WHERE at.likelihood >= $min_likelihood
  WITH DISTINCT place ORDER BY place.name, place.id
  RETURN collect(place) AS places
}
CALL (event) {
  MATCH (actor:Entity)-[part:PARTICIPATED_IN]->(event)
  WHERE part.likelihood >= $min_likelihood
  WITH actor, part ORDER BY right(coalesce(part.side, ''), 1), part.side, actor.name, actor.id, part.id
  RETURN collect({id: actor.id, said: actor.name
    + CASE coalesce(part.side, '') WHEN '' THEN '' ELSE ' [' + replace(part.side, '_', ' ') + ']' END
    + reduce(text = '', role IN part.roles | text + ' (' + role + ')')}) AS actors
}
CALL (event) {
  MATCH (:Entity {canonical_id: event.id})<-[:ABOUT]-(c:Claim)
  WHERE c.recorded_to IS NULL
  WITH DISTINCT c.id AS id ORDER BY id
  RETURN collect(id) AS claim_ids
}
RETURN event.id AS event_id,
  event.name AS event,
  event.kind AS kind,
  nullIf(first, date('0001-01-01')) AS earliest,
  nullIf(last, date('9999-12-31')) AS latest,
  [place IN places | place.name] AS places,
  [place IN places | place.id] AS place_ids,
  [actor IN actors | actor.said] AS actors,
  [actor IN actors | actor.id] AS actor_ids,
  event.deaths_best AS deaths_best,
  event.deaths_low AS deaths_low,
  event.deaths_high AS deaths_high,
  size(claim_ids) AS claims,
  claim_ids[..100] AS claim_ids
ORDER BY first, last, event_id
LIMIT $limit;
