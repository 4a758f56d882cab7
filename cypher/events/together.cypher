// Who took part in the same events
//---
// question: Which actors took part in the same events, on the same side or on another?
// version: 2
// params:
//   actor_id: {type: string, nullable: true, max_length: 200, id_of: entity, about: Only pairs with this person or
//     organization; empty for all}
//   sides: {type: string, enum: [any, same, other, 'not said'], about: 'Only pairs on the same side, on another one, or of
//     whom the sources name no side'}
//   as_of: {type: date, nullable: true, about: Only events of this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   one_id: {type: string, about: An actor}
//   one: {type: string, about: Name}
//   other_id: {type: string, about: 'Another, whose id comes later'}
//   other: {type: string, about: Name}
//   side: {type: string, about: 'same, other, or not said: no source names a side for both'}
//   events: {type: integer, about: In how many events of the time that is asked about}
//   certain_events: {type: integer, about: How many of these were certainly within that time}
//   earliest: {type: date, nullable: true, about: The first day on which one of them can have been; empty when it is open}
//   latest: {type: date, nullable: true, about: The last day on which one of them can have been; empty when it is open}
//   expected_events: {type: number, about: 'Sum of the likelihoods that both took part, each by the likeliest tie of each
//     side'}
//   event_ids: {type: string, list: true, about: 'These events, the latest first, at most 50'}
//   tie_ids: {type: string, list: true, about: 'The ties behind them, at most 500'}
// shows: [one, other, side, events, certain_events, earliest, latest]
// evidence: tie_ids
// conventions:
//   - One row for two actors and what sources say of their sides. Two on the same side took part with each other or are
//     counted together by the source; that says nothing of an alliance.
//   - Sides are those of one source. Of two of whom different sources name a side, none is said. Whom a source names as
//     associated with a side is on it. Units are not rolled up.
//   - What is said of an event's date and of who took part is about one moment; where both cannot be true of a pair, it
//     does not count.
// shared: [happens-once, categories, certain-within-the-span, spells, lives, possible-and-certain, likelihoods]
// example:
//   graph: strait
//   rows:
//     - {"one_id": "strait:ark", "one": "The Arks", "other_id": "strait:brig", "other": "The Brigs",
//       "side": "not said", "events": 2, "certain_events": 2, "earliest": "2018-05-02", "latest": "2018-06-30",
//       "expected_events": 1.6625, "event_ids": ["strait:chase", "strait:boarding"],
//       "tie_ids": ["PARTICIPATED_IN:a36fb8ac1d4ee0da0095", "PARTICIPATED_IN:b5d179781a7964f1f305", "PARTICIPATED_IN:cb057c3dd49558958179", "PARTICIPATED_IN:d97c33ed9748a2465002"]}
//     - {"one_id": "strait:brig", "one": "The Brigs", "other_id": "strait:cutter", "other": "The Cutters",
//       "side": "not said", "events": 2, "certain_events": 2, "earliest": null, "latest": null,
//       "expected_events": 1.6625, "event_ids": ["strait:parley", "strait:chase"],
//       "tie_ids": ["PARTICIPATED_IN:09d25c060a82368694da", "PARTICIPATED_IN:480c5da3f287b81cc243", "PARTICIPATED_IN:a2536b2d2339cee68080", "PARTICIPATED_IN:b5d179781a7964f1f305"]}
//     - {"one_id": "strait:ark", "one": "The Arks", "other_id": "strait:cutter", "other": "The Cutters",
//       "side": "not said", "events": 1, "certain_events": 1, "earliest": "2018-06-01", "latest": "2018-06-30",
//       "expected_events": 0.9025, "event_ids": ["strait:chase"],
//       "tie_ids": ["PARTICIPATED_IN:480c5da3f287b81cc243", "PARTICIPATED_IN:cb057c3dd49558958179"]}
//---
:param actor_id => null;
:param sides => 'any';
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $actor_id})
WITH given.canonical_id AS wanted, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
CALL (wanted) {
  MATCH (event:Event)
  WHERE $actor_id IS NULL
  RETURN event
  UNION
  MATCH (:Entity {id: wanted})-[:PARTICIPATED_IN]->(event:Event)
  RETURN event
}
MATCH (one:Entity)-[a:PARTICIPATED_IN]->(event)<-[b:PARTICIPATED_IN]-(other:Entity)
WHERE one.id < other.id AND ($actor_id IS NULL OR wanted IN [one.id, other.id])
  AND a.likelihood >= $min_likelihood AND b.likelihood >= $min_likelihood
  AND coalesce(one.kind, '') <> 'category' AND coalesce(other.kind, '') <> 'category'
// The sides are one source's coding: what one calls side a may be side b of another.
WITH *, CASE WHEN coalesce(a.side, '') = '' OR coalesce(b.side, '') = '' THEN 'not said'
    WHEN none(source IN a.asserted_by WHERE source IN b.asserted_by) THEN 'by two'
    WHEN right(a.side, 1) = right(b.side, 1) THEN 'same' ELSE 'other' END AS side
WHERE side <> 'by two' OR NOT EXISTS {
  MATCH (one)-[x:PARTICIPATED_IN]->(event)<-[y:PARTICIPATED_IN]-(other)
  WHERE x.likelihood >= $min_likelihood AND y.likelihood >= $min_likelihood AND x.side <> '' AND y.side <> ''
    AND any(source IN x.asserted_by WHERE source IN y.asserted_by)
}
WITH *, replace(side, 'by two', 'not said') AS side,
  coalesce(event.from_earliest, date('0001-01-01')) AS first, coalesce(event.to_latest, date('9999-12-31')) AS last,
  coalesce(event.from_latest, date('9999-12-31')) AS begun, coalesce(event.to_earliest, date('0001-01-01')) AS over
// The date of the event and those of both ties are of one moment.
WITH *,
  reduce(day = first, tie IN [a, b] | CASE WHEN tie.from_earliest > day THEN tie.from_earliest ELSE day END) AS first,
  reduce(day = last, tie IN [a, b] | CASE WHEN tie.to_latest < day THEN tie.to_latest ELSE day END) AS last,
  reduce(day = begun, tie IN [a, b] | CASE WHEN tie.from_latest < day THEN tie.from_latest ELSE day END) AS begun,
  reduce(day = over, tie IN [a, b] | CASE WHEN tie.to_earliest > day THEN tie.to_earliest ELSE day END) AS over
WHERE first <= last AND first <= until AND since <= last AND ($sides = 'any' OR side = $sides)
WITH *, begun <= until AND since <= over AS certain
WHERE certain OR $dates = 'possible'
WITH one, other, side, event, max(certain) AS certain, min(first) AS first, max(last) AS last,
  max(a.likelihood * b.likelihood) AS likelihood, collect([a.id, b.id]) AS ties
ORDER BY last DESC, event.id
WITH one, other, side, count(event) AS events, sum(toInteger(certain)) AS certain_events, min(first) AS first,
  max(last) AS last, sum(likelihood) AS expected, collect(event.id)[..50] AS event_ids, collect(ties)[..500] AS every
ORDER BY events DESC, certain_events DESC, one.id, other.id, side
LIMIT $limit
RETURN one.id AS one_id,
  one.name AS one,
  other.id AS other_id,
  other.name AS other,
  side,
  events,
  certain_events,
  nullIf(first, date('0001-01-01')) AS earliest,
  nullIf(last, date('9999-12-31')) AS latest,
  round(expected, 4) AS expected_events,
  event_ids,
  COLLECT {
    UNWIND every AS pairs UNWIND pairs AS pair UNWIND pair AS id
    WITH DISTINCT id RETURN id ORDER BY id LIMIT 500
  } AS tie_ids
ORDER BY events DESC, certain_events DESC, one_id, other_id, side
LIMIT $limit;
