// Where events happened
//---
// question: Where and when did events happen?
// version: 2
// params:
//   as_of: {type: date, nullable: true, about: Only events of this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   event_id: {type: string, about: The event}
//   event: {type: string, about: Name}
//   place_id: {type: string, about: The place}
//   place: {type: string, about: Name}
//   at: {type: point, nullable: true, about: 'Where the place is; empty when no source gives coordinates'}
//   earliest: {type: date, nullable: true, about: Not before this day; empty when it is open}
//   latest: {type: date, nullable: true, about: Not after this day; empty when it is open}
//   likelihood: {type: number, about: That the event happened at the place}
//   disputed: {type: boolean, about: Whether a claim denies that it happened there or its dates contradict}
//   tie_ids: {type: string, list: true, about: The tie that the row rests on}
// shows: [event, place, earliest, latest, likelihood, disputed]
// evidence: tie_ids
// conventions:
//   - An event that sources put at several places has a row for each.
//   - A place is a point, whatever its size.
// shared: [happens-once, date-and-place, spells, lives, certain-within-the-span, possible-and-certain, likelihoods]
// example:
//   graph: coast
//   rows:
//     - {"event_id": "coast:raid", "event": "Raid on the ferry", "place_id": "coast:north", "place": "Northport",
//       "at": {"latitude": 60.1, "longitude": 5.2}, "earliest": "2018-06-01", "latest": "2018-06-01",
//       "likelihood": 0.95, "disputed": false, "tie_ids": ["OCCURRED_AT:34ba1dd6224fed9c1dcb"]}
//---
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 100;

MATCH (event:Event)-[tie:OCCURRED_AT]->(place:Place)
WHERE tie.likelihood >= $min_likelihood
WITH event, place, tie, coalesce($as_of, $from_day, date('0001-01-01')) AS starts,
  coalesce($as_of, $to_day, date('9999-12-31')) AS ends
// What is said of its date and of where it was is about one moment.
WITH *, CASE WHEN event.from_earliest > tie.from_earliest THEN event.from_earliest ELSE tie.from_earliest END AS first,
  CASE WHEN event.to_latest < tie.to_latest THEN event.to_latest ELSE tie.to_latest END AS last
WHERE first <= last AND CASE $dates WHEN 'possible' THEN first <= ends AND starts <= last
  ELSE (tie.from_latest <= ends OR event.from_latest <= ends)
    AND (starts <= tie.to_earliest OR starts <= event.to_earliest) END
RETURN event.id AS event_id,
  event.name AS event,
  place.id AS place_id,
  place.name AS place,
  place.location AS at,
  nullIf(first, date('0001-01-01')) AS earliest,
  nullIf(last, date('9999-12-31')) AS latest,
  tie.likelihood AS likelihood,
  tie.disputed AS disputed,
  [tie.id] AS tie_ids
ORDER BY first, event_id, place_id, tie.id
LIMIT $limit;
