// Communities, computed in the database
//---
// question: Which people form communities, sharing organizations with one another more than with others?
// version: 1
// params:
//   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF, FOUNDED], about: Kinds of tie that count}
//   as_of: {type: date, nullable: true, about: Only what holds on this day; goes before from_day and to_day}
//   from_day: {type: date, nullable: true, about: Only days from this one on; empty for no bound}
//   to_day: {type: date, nullable: true, about: Only days up to this one; empty for no bound}
//   dates: {type: string, enum: [possible, certain], about: 'Possible: the dates allow it; certain: the dates guarantee
//     it'}
//   min_likelihood: {type: number, min: 0, max: 1, about: Only ties at least this likely under the table of hedges}
//   sources_in: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that one of these
//     sources asserts; empty for all}
//   sources_out: {type: string, list: true, nullable: true, max_length: 200, about: Only ties that a source
//     besides these asserts; empty for all}
//   level: {type: string, enum: [group, unit], about: Whether a unit counts as the group that it was part of then}
//   resolution: {type: number, min: 0.1, max: 10, about: 'Above 1 for more and smaller communities, below 1 for fewer
//     and larger ones'}
//   min_people: {type: integer, min: 1, max: 1000, about: Only communities of so many people or more}
//   simulations: {type: integer, min: 0, max: 100, about: Networks in which each tie is there or not by its likelihood}
//   limit: {type: integer, min: 1, max: 500, about: Maximum rows}
// columns:
//   rank: {type: integer, about: By the number of people. Communities of equal size share a rank}
//   people: {type: integer, about: How many people are in the community}
//   person_ids: {type: string, list: true, about: 'Who they are, by id'}
//   persons: {type: string, list: true, about: Their names in the same order}
//   inside: {type: integer, about: How many pairs within the community share an organization}
//   outside: {type: integer, about: How many pairs of one within and one without do}
//   agreement: {type: number, nullable: true, about: 'In what share of the simulations two of these people are in
//     one community, on average over all pairs of them; empty for a community of one, and without simulations'}
//   with_others: {type: number, nullable: true, about: 'In what share of them one of these people and one who is not
//     among them are in one community, on average over all such pairs; empty where there is nobody else, and without
//     simulations'}
//   modularity: {type: number, about: 'Of the division as a whole, at the resolution that is asked for'}
//   communities: {type: integer, about: 'How many communities the division has, those of too few people included'}
//   tie_ids: {type: string, list: true, about: 'The ties behind the pairs within, at most 500'}
// shows: [rank, people, persons, inside, outside, agreement, with_others, modularity]
// evidence: tie_ids
// requires: [gds]
// conventions:
//   - The Leiden algorithm (Traag, Waltman and van Eck 2019) looks for a division of high modularity. The same question
//     finds the same one again; others may be as good, or a little better. Graph Data Science runs it.
//   - Modularity (Newman and Girvan 2004) is the share of the pairs that are within communities, less the resolution
//     times what chance would put there if everybody shared with as many others. Random networks reach .3 and more, so
//     that by itself it shows no structure.
//   - In each simulation every tie that counts is there or not by its likelihood, as if they were independent, and the
//     communities are looked for anew; the same question makes the same simulations again. Where agreement is low, or
//     with_others is near it, the claims are too unsure, or the community too loose, to rest anything on it.
//   - The network is that of networks/people_by_organization, each pair one edge without weight. People who share with
//     nobody are not in it.
//   - A community is a pattern in what sources report and no organization; its members need not know one another.
//   - The projection lives in the server's memory while the question runs, under a name that begins with tertius-. An
//     error can leave it there; cypher/sweep_projections.cypher drops what was left.
//   - Without a day or a span the network is the union of the edges of all days; each edge holds at one moment.
// shared: [at-one-moment, within, categories, sources-left-in, spells, lives, possible-and-certain, likelihoods,
//   equal-scores, claims-not-guilt]
// example:
//   graph: harbour
//   params: {"as_of": "2019-06-15", "min_likelihood": 0.8, "simulations": 20}
//   rows:
//     - {"rank": 1, "people": 3, "person_ids": ["harbour:ada", "harbour:bo", "harbour:gil"],
//       "persons": ["Ada Ferris", "Bo Lindqvist", "Gil Santos"], "inside": 3, "outside": 3, "agreement": 0.8667,
//       "with_others": 0.0567, "modularity": 0.285, "communities": 3,
//       "tie_ids": ["LEADS:13e9afa5e62e62271c91", "LEADS:26e1f6e943dab1ff5552", "LEADS:9cc7d6663c4126ca7b93", "LEADS:e7ae16d1ee085c490445", "PART_OF:f9aa13f2779d53887828"]}
//     - {"rank": 1, "people": 3, "person_ids": ["harbour:cleo", "harbour:dag", "harbour:hana"],
//       "persons": ["Cleo Marsh", "Dag Øster", "Hana O'Shea"], "inside": 3, "outside": 3, "agreement": 0.8167,
//       "with_others": 0.0567, "modularity": 0.285, "communities": 3,
//       "tie_ids": ["LEADS:af1c0c68213f0dd012c9", "MEMBER_OF:28c1f59ebe9303b4786b", "MEMBER_OF:c5c8b1b7a9550c259864"]}
//     - {"rank": 3, "people": 2, "person_ids": ["harbour:eli", "harbour:fay"], "persons": ["Eli Roux", "Fay Nolan"],
//       "inside": 1, "outside": 0, "agreement": 0.9, "with_others": 0.0, "modularity": 0.285, "communities": 3,
//       "tie_ids": ["LEADS:47d66017cd4e9a14c787", "LEADS:5e481f827db780259ff6"]}
//---
:param kinds => ['LEADS', 'MEMBER_OF'];
:param as_of => null;
:param from_day => null;
:param to_day => null;
:param dates => 'possible';
:param min_likelihood => 0.5;
:param sources_in => null;
:param sources_out => null;
:param level => 'group';
:param resolution => 1.0;
:param min_people => 2;
:param simulations => 100;
:param limit => 20;

// All that is long stays in here: the server counts for each row that it sorts all that stands beside it.
CALL () {
  WITH 'tertius-' + randomUUID() AS projection,
    coalesce($as_of, $from_day, date('0001-01-01')) AS since,
    coalesce($as_of, $to_day, date('9999-12-31')) AS until,
    CASE $level WHEN 'group' THEN 'within' ELSE 'unit' END AS level
  MATCH (person:Person)-[tie:LEADS|MEMBER_OF|FOUNDED]->(:Organization)-[up:COUNTS_AS]->(met:Organization)
  WHERE up.level = level AND type(tie) IN $kinds AND tie.likelihood >= $min_likelihood
  WITH projection, since, until, person, met, [tie, up] AS needs,
    [tie] + COLLECT { UNWIND up.part_ids AS id MATCH ()-[part:PART_OF {id: id}]->() RETURN part } AS ties
  WHERE all(t IN ties WHERE any(source IN t.asserted_by
    WHERE NOT source IN coalesce($sources_out, []) AND source IN coalesce($sources_in, [source])))
  WITH projection, since, until, met, collect({person: person, needs: needs, ties: ties}) AS posts
  WHERE size(posts) > 1
  UNWIND posts AS a
  UNWIND posts AS b
  WITH projection, since, until, a.person AS one, b.person AS other, a.needs + b.needs AS needs,
    a.ties + [tie IN b.ties WHERE NOT tie IN a.ties] AS ties
  WHERE one.id < other.id
    AND all(x IN needs WHERE x.from_earliest <= until AND since <= x.to_latest
      AND all(y IN needs WHERE x.from_earliest <= y.to_latest))
    AND ($dates = 'possible' OR all(x IN ties WHERE x.from_latest <= until AND since <= x.to_earliest
      AND all(y IN ties WHERE x = y OR x.from_latest <= y.to_earliest)
      AND x.from_latest <= needs[1].to_latest AND needs[1].from_earliest <= x.to_earliest
      AND x.from_latest <= needs[3].to_latest AND needs[3].from_earliest <= x.to_earliest))
  WITH projection, one, other, collect(DISTINCT ties) AS every
  // A way that holds only if a shorter one does says nothing more.
  WITH projection, one, other, [ties IN every WHERE NOT any(less IN every WHERE size(less) < size(ties)
    AND all(tie IN less WHERE tie IN ties))] AS ways
  ORDER BY one.id, other.id
  // Each tie has a random number in each simulation (Park and Miller 1988), the first by the digits that end its id.
  WITH projection, one, other, ways, [ties IN ways | [tie IN ties | {p: tie.likelihood, first: 1 + reduce(n = 0,
    digit IN split(right(tie.id, 8), '') | 16 * n + size(split('0123456789abcdef', digit)[0])) % 2147483646}]] AS draws
  WITH projection, collect({one: one, other: other, ways: ways, draws: draws}) AS edges,
    reduce(steps = [1], world IN range(1, $simulations) | steps + 16807 * steps[-1] % 2147483647) AS steps
  WITH projection, [edge IN edges | {one: edge.one, other: edge.other, ways: edge.ways, worlds: [0] + [
    world IN range(1, $simulations) WHERE any(ties IN edge.draws WHERE all(tie IN ties
      WHERE tie.first * steps[world] % 2147483647 < 2147483647 * tie.p))]}] AS edges
  // People by number, in the order of their ids, and which two each edge has.
  CALL (edges) {
    UNWIND range(0, size(edges) - 1) AS i
    UNWIND [edges[i].one, edges[i].other] AS person
    WITH person, collect(i) AS own ORDER BY person.id
    RETURN collect({person: person, own: own}) AS people
  }
  CALL (people) {
    UNWIND range(0, size(people) - 1) AS n
    UNWIND people[n].own AS i
    WITH i, n ORDER BY i, n
    WITH i, collect(n) AS pair ORDER BY i
    RETURN collect(pair) AS ends
  }
  CALL (edges) {
    CALL (edges) {
      UNWIND range(0, $simulations) AS world
      RETURN world, 0 AS there
      UNION ALL
      UNWIND edges AS edge
      UNWIND edge.worlds AS world
      RETURN world, 1 AS there
    }
    WITH world, sum(there) AS m ORDER BY world
    RETURN collect(m) AS sizes
  }
  CALL (projection, edges, people, ends, sizes) {
    // The division by itself, then the simulations side by side, a copy of the network each: as many at a time as have
    // a million pairs, which the server's memory can hold.
    UNWIND [[0]] + [million IN range(0, $simulations * size(edges) / 1000000) | [world IN range(1, $simulations)
      WHERE sizes[world] > 0 AND world * size(edges) / 1000000 = million]] AS worlds
    WITH projection, edges, ends, sizes, worlds, size(worlds) AS copies, size(people) AS step
    WHERE copies > 0
    CALL (projection, edges, ends, sizes, worlds, copies, step) {
      // Each copy weighs 1, so that the resolution of the whole is that of each, times their number. The plugin fails
      // where nothing is better than everybody by themselves: hence a pair of nobody, so light that it always is.
      CALL (edges, ends, sizes, worlds, step) {
        UNWIND range(0, size(edges) - 1) AS i
        UNWIND [world IN edges[i].worlds WHERE worlds[0] <= world <= worlds[-1]] AS world
        RETURN world * step + ends[i][0] AS one, world * step + ends[i][1] AS other, 1.0 / sizes[world] AS weight
        UNION ALL
        RETURN 101 * step AS one, 101 * step + 1 AS other, 0.001 AS weight
      }
      WITH copies, step, gds.graph.project(projection, one, other, {relationshipProperties: {weight: weight}},
        {undirectedRelationshipTypes: ['*']}) AS graph
      CALL (graph, copies, step) {
        CALL gds.leiden.stream(graph.graphName, {gamma: $resolution * (copies + 0.001), tolerance: 0.000001,
          relationshipWeightProperty: 'weight', randomSeed: 1, concurrency: 1}) YIELD nodeId, communityId
        WHERE nodeId < 101 * step
        RETURN collect({n: nodeId % step, world: nodeId / step, community: communityId}) AS found
      }
      CALL gds.graph.drop(graph.graphName) YIELD graphName
      RETURN found
    }
    UNWIND found AS one
    WITH one.n AS n, collect(one) AS every ORDER BY n
    RETURN collect({community: head([one IN every WHERE one.world = 0]).community,
      simulated: [one IN every WHERE one.world > 0]}) AS placed
  }
  // Of each community how many pairs are within it and how many lead out of it; then the ties behind those within.
  CALL (ends, placed) {
    UNWIND ends AS pair
    WITH placed[pair[0]].community AS one, placed[pair[1]].community AS other
    UNWIND CASE one WHEN other THEN [one] ELSE [one, other] END AS community
    WITH community, sum(CASE one WHEN other THEN 1 ELSE 0 END) AS inside,
      sum(CASE one WHEN other THEN 0 ELSE 1 END) AS outside
    RETURN collect({community: community, inside: inside, outside: outside}) AS cuts
  }
  CALL (edges, ends, placed) {
    UNWIND range(0, size(edges) - 1) AS i
    WITH edges[i].ways AS ways, placed[ends[i][0]].community AS community, placed[ends[i][1]].community AS other
    WHERE community = other
    UNWIND ways AS ties
    UNWIND ties AS tie
    WITH DISTINCT community, tie.id AS tie_id ORDER BY tie_id
    WITH community, collect(tie_id)[..500] AS tie_ids
    RETURN collect({community: community, tie_ids: tie_ids}) AS behind
  }
  // How often two of a community are together in the simulations, and how often one of them and one of the others.
  CALL (placed) {
    UNWIND placed AS one
    UNWIND one.simulated AS there
    WITH there.world AS world, there.community AS there, one.community AS community, count(*) AS n
    WITH world, there, sum(n) AS crowd, collect({community: community, n: n}) AS parts
    UNWIND parts AS part
    WITH part.community AS community, sum(part.n * (part.n - 1)) AS within, sum(part.n * (crowd - part.n)) AS beyond
    RETURN collect({community: community, within: within, beyond: beyond}) AS together
  }
  CALL (people, placed) {
    UNWIND range(0, size(people) - 1) AS n
    WITH n, placed[n].community AS community, people[n].person AS person ORDER BY n
    RETURN community, collect(person) AS members
  }
  WITH members, size(people) AS everybody, size(edges) AS m, head([one IN cuts WHERE one.community = community]) AS cut,
    head([one IN behind WHERE one.community = community]) AS own,
    head([one IN together WHERE one.community = community]) AS often
  RETURN everybody, collect({members: members, inside: cut.inside, outside: cut.outside,
    tie_ids: coalesce(own.tie_ids, []), within: coalesce(often.within, 0),
    beyond: coalesce(often.beyond, 0)}) AS communities,
    sum(1.0 * cut.inside / m - $resolution * ((2.0 * cut.inside + cut.outside) / (2 * m)) ^ 2) AS modularity
}
UNWIND [one IN communities WHERE size(one.members) >= $min_people] AS one
WITH one, size(one.members) AS people, everybody - size(one.members) AS others, modularity, communities
RETURN 1 + size([other IN communities WHERE size(other.members) > people]) AS rank,
  people,
  [member IN one.members | member.id] AS person_ids,
  [member IN one.members | member.name] AS persons,
  one.inside AS inside,
  one.outside AS outside,
  CASE WHEN people > 1 AND $simulations > 0
    THEN round(one.within / (1.0 * $simulations * people * (people - 1)), 4) END AS agreement,
  CASE WHEN others > 0 AND $simulations > 0
    THEN round(one.beyond / (1.0 * $simulations * people * others), 4) END AS with_others,
  round(modularity, 4) AS modularity,
  size(communities) AS communities,
  one.tie_ids AS tie_ids
ORDER BY rank, person_ids
LIMIT $limit;
