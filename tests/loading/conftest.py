"""Documents made of Python objects, to load into the real database."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tertius.graph.connect import Driver, Target
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.report import LoadReport
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import read_edtf
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, EntityType, is_lasting
from tertius.model.sources import Release, Source

Item = Entity | Claim | Decision | Shaped | BadRow | Exception
"""What one row of a made-up document says, or how it fails."""

TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.PLACE, "e": EntityType.EVENT}


@dataclass(frozen=True)
class MadeUp:
    """Says things in few words. An id's first letter is its type: p(erson), o(rganization), l(ocality), e(vent)."""

    source: str = "alpha"

    def entity(self, name: str) -> Entity:
        """Return an entity by its bare id: ``p1`` is the person ``x:p1``."""
        return Entity(f"x:{name}", TYPES[name[0]])

    def entities(self, *names: str) -> list[Entity]:
        """Return several entities."""
        return [self.entity(name) for name in names]

    def claim(
        self,
        record: str,
        kind: str,
        subject: str,
        target: str = "",
        *,
        when: str = "",
        hedge: str = "stated",
        denies: bool = False,
        **others: Any,  # noqa: ANN401 - fields of a claim
    ) -> Claim:
        """Return a claim: a tie between two bare ids, or an attribute with its value."""
        about: tuple[tuple[str, str], ...] = (("subject", f"x:{subject}"),)
        if kind in ATTRIBUTE_KINDS:
            others["value"] = target
        else:
            about = (*about, ("object", f"x:{target}"))
        return Claim(
            source=self.source,
            record=record,
            kind=kind,
            about=about,
            edtf=when,
            bounds=read_edtf(when, lasting=is_lasting(kind)),
            hedge=Hedge(hedge),
            polarity=Polarity.DENIES if denies else Polarity.ASSERTS,
            **others,
        )

    def event(
        self,
        record: str,
        event: str,
        side_a: str,
        side_b: str,
        place: str,
        when: str = "2012-04-01",
        deaths: int = 3,
        others: Sequence[tuple[str, str]] = (),
    ) -> Claim:
        """Return a row of an event dataset; ``others`` are more of those who took part, each with the role."""
        sides = [(role, f"x:{actor}") for role, actor in (("side_a", side_a), ("side_b", side_b), *others)]
        return Claim(
            source=self.source,
            record=record,
            kind=EVENT_RECORD,
            about=(
                ("event", f"x:{event}"),
                *dict.fromkeys(sides),
                ("place", f"x:{place}"),
            ),
            edtf=when,
            bounds=read_edtf(when, lasting=False),
            values=(("deaths_best", deaths), ("latitude", 16.25), ("longitude", -0.05)),
        )

    def same(self, left: str, right: str, **others: Any) -> Decision:  # noqa: ANN401 - fields of a decision
        """Return the decision that two are one."""
        return self.decision(DecisionKind.SAME, f"x:{left}", f"x:{right}", **others)

    def not_same(self, left: str, right: str, **others: Any) -> Decision:  # noqa: ANN401 - fields of a decision
        """Return the decision that two are not one."""
        return self.decision(DecisionKind.NOT_SAME, f"x:{left}", f"x:{right}", **others)

    def decision(self, kind: DecisionKind, left: str, right: str = "", **others: Any) -> Decision:  # noqa: ANN401
        """Return a decision."""
        return Decision(
            kind=kind,
            left=left,
            right=right,
            who=others.pop("who", "Ana"),
            when=date(2026, 1, 2),
            why=others.pop("why", "same mother, same birthplace"),
            source=self.source,
            **others,
        )

    def small(self) -> list[Item]:
        """Return a source of two people, an organization, a place and an event, and a claim of each sort."""
        return [
            *self.entities("p1", "p2", "o1", "l1", "e1"),
            self.claim("c1", "LEADS", "p1", "o1", when="2012-04", role="emir"),
            self.claim("c2", "ASSOCIATE_OF", "p2", "p1", hedge="reported"),
            self.claim("c3", "NAME", "p1", "Amadou"),
            self.event("r1", "e1", "o1", "p2", "l1"),
        ]

    def document(
        self,
        items: Sequence[Item],
        *,
        version: str = "1",
        loader: str = "made-up/1",
        sha256: str | None = None,
        records: Callable[[RawRow], tuple[str, ...]] | None = None,
        break_after: int | None = None,
        **source: Any,  # noqa: ANN401 - fields of a source
    ) -> Document:
        """Return a document with one row an item; rows begin on line 2. Its reading can be made to break off."""
        shaped = [_shaped(item) for item in items]

        def rows() -> Iterator[RawRow | BadRow]:
            for index, item in enumerate(shaped):
                if index == break_after:
                    raise OSError("the disk was pulled out")
                yield item if isinstance(item, BadRow) else RawRow("made-up.csv", index + 2, {"row": str(index)})

        def shape(row: RawRow) -> Shaped:
            item = shaped[int(row.values["row"])]
            if isinstance(item, Exception):
                raise item
            assert isinstance(item, Shaped)
            return item

        digest = hashlib.sha256(repr(items).encode()).hexdigest() if sha256 is None else sha256
        return Document(
            source=Source(id=self.source, title=source.pop("title", f"The {self.source}"), **source),
            release=Release(source=self.source, version=version, sha256=digest),
            rows=rows,
            shape=shape,
            records=records,
            loader=loader,
        )


def _shaped(item: Item) -> Shaped | BadRow | Exception:
    match item:
        case Entity():
            return Shaped(entities=(item,))
        case Claim():
            return Shaped(claims=(item,))
        case Decision():
            return Shaped(decisions=(item,))
        case _:
            return item


@dataclass
class Graph:
    """The run's database, empty at the start of the test, and what the tests ask of it."""

    driver: Driver
    database: str
    folder: Path
    counter: list[int] = field(default_factory=lambda: [0])

    def load(self, document: Document, **options: Any) -> LoadReport:  # noqa: ANN401 - those of `load`
        """Load a document; its bad rows go to a file of their own."""
        self.counter[0] += 1
        options.setdefault("quarantine", self.folder / f"bad-{self.counter[0]}.csv")
        return load(document, self.driver, self.database, **options)

    def rows(self, cypher: str, **params: object) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        with self.driver.session(database=self.database) as session:
            return [record.data() for record in session.run(cypher, params)]

    def value(self, cypher: str, **params: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Return the one value of a query's one row."""
        (row,) = self.rows(cypher, **params)
        (value,) = row.values()
        return value

    def ties(self) -> dict[tuple[str, str, str], float]:
        """Return the likelihood of every tie, by (subject, kind, object) with bare ids."""
        return {
            (row["s"], row["kind"], row["o"]): row["p"]
            for row in self.rows(
                "MATCH (s:Entity)-[t]->(o:Entity) WHERE t.id IS NOT NULL "
                "RETURN substring(s.id, 2) AS s, type(t) AS kind, substring(o.id, 2) AS o, t.likelihood AS p"
            )
        }

    def current(self) -> dict[str, int]:
        """Return the revision of every current claim, by its record."""
        return {
            row["record"]: row["revision"]
            for row in self.rows(
                "MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN c.record AS record, c.revision AS revision"
            )
        }

    def last_transaction(self) -> frozenset[str]:
        """Return the server's own name of the last transaction that wrote anything: a read's bookmark."""
        with self.driver.session(database=self.database, default_access_mode="READ") as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks().raw_values


@pytest.fixture
def graph(driver: Driver, empty_db: Target, tmp_path: Path) -> Graph:
    """Give the run's database, empty."""
    return Graph(driver, empty_db.database, tmp_path)


@pytest.fixture(scope="session")
def alpha() -> MadeUp:
    """Say things in the name of the source ``alpha``."""
    return MadeUp("alpha")


@pytest.fixture(scope="session")
def beta() -> MadeUp:
    """Say things in the name of the source ``beta``."""
    return MadeUp("beta")
