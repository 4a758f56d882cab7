"""Questions that project a network into the server's memory, found by walking the catalogue, and broken on purpose."""

from catalogued import CATALOGUE
from tertius.catalog.question import Question
from tertius.graph.connect import Driver
from tertius.graph.read import Reader

QUESTIONS = {one.id: one for one in CATALOGUE.queries() if "gds" in one.requires}
DROP = "CALL gds.graph.drop("
FAILS = "CALL () { UNWIND [0] AS zero RETURN 1 / zero AS never }\n"
ENDLESS = "CALL () { UNWIND range(1, 1000000) AS i UNWIND range(1, 1000000) AS j RETURN count(*) AS never }\n"
#: Each question, and each of its projections.
PLACES = [(name, place) for name, one in QUESTIONS.items() for place in range(one.cypher.count(DROP))]
#: What to ask of the harbour, which has bridges and people who are missed on that day: every projection is made.
ASKED = {"as_of": "2019-06-15"}

_HELD = """
CALL gds.graph.list() YIELD graphName RETURN graphName AS name
UNION
CALL gds.memory.list() YIELD name RETURN name
"""


def broken(name: str, place: int, by: str) -> Question:
    """Return a question in which `FAILS` or `ENDLESS` comes before it drops one of its projections."""
    before, *after = QUESTIONS[name].cypher.split(DROP)
    parts = [(by if number == place else "") + DROP + part for number, part in enumerate(after)]
    return QUESTIONS[name].model_copy(update={"cypher": before + "".join(parts)})


async def held(reader: Reader) -> list[str]:
    """Return what the plugin holds in memory: projections, and work that goes on."""
    return sorted(row["name"] for row in (await reader.run(_HELD)).rows)


def held_now(driver: Driver) -> list[str]:
    """Return the same, where nothing is asynchronous."""
    with driver.session() as session:
        return sorted(row["name"] for row in session.run(_HELD))


def drop_all(driver: Driver) -> None:
    """Drop every projection."""
    with driver.session() as session:
        for row in list(session.run("CALL gds.graph.list() YIELD graphName RETURN graphName AS name")):
            session.run("CALL gds.graph.drop($name) YIELD graphName RETURN graphName", name=row["name"]).consume()
