"""Loads a made-up release, telling each step on standard output, so that a test can kill it in the middle.

``python load_to_be_killed.py RELEASE`` with the database in the environment (URI, PASSWORD, DATABASE). Release 2 leaves
out some of release 1, changes some, adds some, and decides that some people are one.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date

from pydantic import SecretStr

from tertius.graph.connect import Target, open_driver
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.report import Progress
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.kinds import EVENT_RECORD, EntityType, is_lasting
from tertius.model.sources import Release, Source

PEOPLE, GROUPS, PLACES, EVENTS, TIES = 12, 4, 5, 40, 60


def claim(record: str, kind: str, subject: str, target: str, when: str, hedge: Hedge) -> Claim:
    return Claim(
        source="killed",
        record=record,
        kind=kind,
        about=(("subject", subject), ("object", target)),
        edtf=when,
        bounds=read_edtf(when, lasting=is_lasting(kind)),
        hedge=hedge,
    )


def shaped(release: int) -> Iterator[Shaped]:
    for count, word, kind in (
        (PEOPLE, "p", EntityType.PERSON),
        (GROUPS, "o", EntityType.ORGANIZATION),
        (PLACES, "l", EntityType.PLACE),
    ):
        for n in range(count):
            name = Claim(
                source="killed",
                record=f"name {word}{n}",
                kind="NAME",
                about=(("subject", f"k:{word}{n}"),),
                value=f"{word.upper()} {n * release % 7}",
            )
            yield Shaped(entities=(Entity(f"k:{word}{n}", kind),), claims=(name,))
    hedges = list(Hedge)
    for n in range(TIES):
        if release == 2 and n % 9 == 0:
            continue
        tie = ("LEADS", "MEMBER_OF", "FOUNDED")[n % 3]
        when = str(2000 + n % 12 + (release if n % 5 == 0 else 0))
        hedge = hedges[(n + (release if n % 4 == 0 else 0)) % len(hedges)]
        yield Shaped(claims=(claim(f"tie {n}", tie, f"k:p{n % PEOPLE}", f"k:o{n % GROUPS}", when, hedge),))
    for n in range(EVENTS * release):
        if release == 2 and n % 7 == 0:
            continue
        day = f"2012-{n % 12 + 1:02}-{(n + (release if n % 3 == 0 else 0)) % 28 + 1:02}"
        record = Claim(
            source="killed",
            record=f"event {n}",
            kind=EVENT_RECORD,
            about=(
                ("event", f"k:e{n}"),
                ("side_a", f"k:o{n % GROUPS}"),
                ("side_b", f"k:p{(n + release) % PEOPLE}"),
                ("place", f"k:l{n % PLACES}"),
            ),
            edtf=day,
            bounds=read_edtf(day, lasting=False),
            values=(("deaths_best", n * release),),
        )
        yield Shaped(entities=(Entity(f"k:e{n}", EntityType.EVENT),), claims=(record,))
    if release == 2:
        for left, right in (("p1", "p5"), ("p5", "p9"), ("o1", "o3"), ("e1", "e2")):
            yield Shaped(
                decisions=(
                    Decision(
                        kind=DecisionKind.SAME,
                        left=f"k:{left}",
                        right=f"k:{right}",
                        who="Ana",
                        when=date(2026, 1, 2),
                        why="the same, under two names",
                    ),
                )
            )


def document(release: int) -> Document:
    def rows() -> Iterator[RawRow | BadRow]:
        for index, _ in enumerate(shaped(release)):
            yield RawRow("killed.csv", index + 2, {"row": str(index)})

    everything = list(shaped(release))
    return Document(
        source=Source(id="killed", title="To be killed"),
        release=Release(source="killed", version=str(release), sha256=str(release) * 64),
        rows=rows,
        shape=lambda row: everything[int(row.values["row"])],
        loader="killed/1",
    )


def tell(progress: Progress) -> None:
    print(progress.phase, progress.rows, flush=True)


if __name__ == "__main__":
    place = Target(os.environ["URI"], "neo4j", SecretStr(os.environ["PASSWORD"]), os.environ["DATABASE"])
    with open_driver(place) as driver:
        print("ready", flush=True)
        report = load(
            document(int(sys.argv[1])), driver, place.database, complete=True, yes=True, batch=4, progress=tell
        )
        assert report.bad_rows == 0, report.bad
        print("done", flush=True)
