// Events near a point
//---
// question: Which events happened near this place, or within so many kilometres of a point?
// version: 3
// params:
//   near_id: {type: string, nullable: true, required: true, max_length: 200, id_of: entity, about: 'A place or an event;
//     empty (--near-id "") where a point is given'}
//   latitude: {type: number, nullable: true, min: -90, max: 90, about: 'Of a point, in degrees; a point goes before
//     near_id, and half of one is not looked at'}
//   longitude: {type: number, nullable: true, min: -180, max: 180, about: 'Of a point, in degrees'}
//   km: {type: number, min: 0, max: 1000, about: 'Within so many kilometres, as the crow flies'}
//   as_of: {type: date, nullable: true, about: Only events of this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   limit: {type: integer, min: 1, max: 1000, about: Maximum rows}
// columns:
//   event_id: {type: string, about: The event}
//   event: {type: string, about: Name}
//   km_away: {type: number, nullable: true, about: 'Kilometres from the point; empty where no source gives
//     coordinates of both'}
//   found_by: {type: string, about: 'coordinates: within the distance by those of its place; place: at the place that is
//     asked about or inside it, whatever the coordinates'}
//   place_id: {type: string, about: Where it happened}
//   place: {type: string, about: Name}
//   at: {type: point, nullable: true, about: Where that place is; empty when no source gives coordinates}
//   earliest: {type: date, nullable: true, about: Not before this day; empty when it is open}
//   latest: {type: date, nullable: true, about: Not after this day; empty when it is open}
//   likelihood: {type: number, about: That the event happened at the place}
//   disputed: {type: boolean, about: Whether a claim denies that it happened there or its dates contradict}
//   tie_ids: {type: string, list: true, about: 'The tie that it happened there, then those by which the place is inside
//     the one that is asked about'}
// shows: [event, km_away, found_by, place, earliest, latest, likelihood]
// evidence: tie_ids
// conventions:
//   - The nearest first, those without a distance last. Distances are on a sphere between points; a place is one point,
//     whatever its size, so a region's says little, and what is only known to have been in a wider region is not found by
//     its coordinates unless these are near. Near an event is near any of the places that sources put it at.
//   - Without coordinates, of the place that is asked about or of where an event was, there is no distance, and only
//     events at the place or inside it are found.
//   - A place inside another without dates is geography and holds on every day.
// shared: [happens-once, date-and-place, certain-within-the-span, possible-and-certain, spells, lives, likelihoods]
// example:
//   graph: strait
//   params: {"near_id": "strait:cape", "km": 15}
//   rows:
//     - {"event_id": "strait:boarding", "event": "Boarding of the ferry", "km_away": 0.0, "found_by": "coordinates",
//       "place_id": "strait:cape", "place": "The Cape", "at": {"latitude": 60.0, "longitude": 5.0},
//       "earliest": "2018-05-02", "latest": "2018-05-02", "likelihood": 0.95, "disputed": false,
//       "tie_ids": ["OCCURRED_AT:ca620b6a6599cbda4c37"]}
//     - {"event_id": "strait:chase", "event": "Chase in the sound", "km_away": 11.1, "found_by": "coordinates",
//       "place_id": "strait:sound", "place": "The Sound", "at": {"latitude": 60.1, "longitude": 5.0},
//       "earliest": "2018-06-01", "latest": "2018-06-30", "likelihood": 0.95, "disputed": false,
//       "tie_ids": ["OCCURRED_AT:ca20f7a1d82e0ef736a5"]}
//---
// Of the sample mali_2013, which gives no coordinates; replace it by a place of your own data, or give a point.
:param near_id => 'mali-2013:timbuktu';
:param latitude => null;
:param longitude => null;
:param km => 50;
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param limit => 100;

OPTIONAL MATCH (given:Entity {id: $near_id})
OPTIONAL MATCH (asked:Entity {id: given.canonical_id})
OPTIONAL MATCH (asked)-[at:OCCURRED_AT]->(scene:Place)
WHERE at.likelihood >= $min_likelihood
WITH asked, collect(scene.location) AS scenes,
  point({latitude: toFloat($latitude), longitude: toFloat($longitude)}) AS given
WITH CASE WHEN given IS NULL THEN asked END AS asked, CASE WHEN given IS NOT NULL THEN [given]
  WHEN asked.location IS NOT NULL THEN [asked.location] ELSE scenes END AS points
CALL (asked, points) {
  UNWIND points AS here
  MATCH (place:Entity)
  WHERE point.distance(place.location, here) <= $km * 1000 AND place:Place
  RETURN place, [] AS inside
  UNION
  MATCH (asked)<-[inside:WITHIN]-{0,8}(place:Place)
  WHERE all(tie IN inside WHERE tie.likelihood >= $min_likelihood)
  RETURN place, inside
}
MATCH (event:Event)-[at:OCCURRED_AT]->(place)
WHERE at.likelihood >= $min_likelihood
WITH event, at, place, points, inside, coalesce($as_of, $from_day, date('0001-01-01')) AS since,
  coalesce($as_of, $to_day, date('9999-12-31')) AS until
// What is said of its date and of where it was is about one moment.
WITH *, [x IN [at, event] WHERE x.from_earliest IS NOT NULL] AS said
WITH *, {
    starts: reduce(day = date('0001-01-01'), x IN said
      | CASE WHEN day < x.from_earliest THEN x.from_earliest ELSE day END),
    started: reduce(day = date('9999-12-31'), x IN said
      | CASE WHEN x.from_latest < day THEN x.from_latest ELSE day END),
    ending: reduce(day = date('0001-01-01'), x IN said | CASE WHEN day < x.to_earliest THEN x.to_earliest ELSE day END),
    ends: reduce(day = date('9999-12-31'), x IN said | CASE WHEN x.to_latest < day THEN x.to_latest ELSE day END)
  } AS moment
WITH *, [{starts: since, started: since, ending: until, ends: until}, moment] + [tie IN inside
    WHERE [tie.from_earliest, tie.from_latest, tie.to_earliest, tie.to_latest]
      <> [date('0001-01-01'), date('9999-12-31'), date('0001-01-01'), date('9999-12-31')]
  | {starts: tie.from_earliest, started: tie.from_latest, ending: tie.to_earliest, ends: tie.to_latest}] AS spans
WHERE all(x IN spans WHERE all(y IN spans WHERE x.starts <= y.ends))
  AND ($dates = 'possible'
    OR all(i IN range(0, size(spans) - 1) WHERE all(j IN range(0, size(spans) - 1)
      WHERE i = j OR spans[i].started <= spans[j].ending)))
WITH event, at, place, moment, inside, reduce(least = null, metres IN
    [here IN points | point.distance(place.location, here)]
  | CASE WHEN least IS NULL OR metres < least THEN metres ELSE least END) / 1000 AS away
ORDER BY size(inside), [tie IN inside | tie.id]
WITH event, at, place, moment, away, head(collect(inside)) AS inside
RETURN event.id AS event_id,
  event.name AS event,
  round(away, 1) AS km_away,
  CASE WHEN away <= $km THEN 'coordinates' ELSE 'place' END AS found_by,
  place.id AS place_id,
  place.name AS place,
  place.location AS at,
  nullIf(moment.starts, date('0001-01-01')) AS earliest,
  nullIf(moment.ends, date('9999-12-31')) AS latest,
  round(at.likelihood, 4) AS likelihood,
  at.disputed AS disputed,
  [at.id] + CASE WHEN away <= $km THEN [] ELSE [tie IN inside | tie.id] END AS tie_ids
ORDER BY away, earliest, event_id, place_id, tie_ids
LIMIT $limit;
