"""Two releases of a made-up source, with a few changes of each kind made by hand, and how many of them where."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tertius.loading.loader import Document, RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source

TYPES = {"o": EntityType.ORGANIZATION, "l": EntityType.PLACE, "e": EntityType.EVENT}
SOURCE = "days"


def event(name: str, when: str, place: str = "l1", *, deaths: int = 1, against: str = "o2", **others: Any) -> Claim:  # noqa: ANN401
    return Claim(
        source=SOURCE,
        record=name,
        kind=EVENT_RECORD,
        about=(("event", f"x:{name}"), ("side_a", "x:o1"), ("side_b", f"x:{against}"), ("place", f"x:{place}")),
        edtf=when,
        bounds=read_edtf(when, lasting=False),
        values=(("deaths_best", deaths),),
        **others,
    )


def said(record: str, kind: str, subject: str, value: str = "", target: str = "") -> Claim:
    about = (("subject", f"x:{subject}"), *((("object", f"x:{target}"),) if target else ()))
    return Claim(source=SOURCE, record=record, kind=kind, about=about, value=value)


# Gao lies in Mali, Niamey in Niger; of the well nobody says where it is.
PLACES = [
    said("name l1", "NAME", "l1", "Gao"),
    said("name l2", "NAME", "l2", "Niamey"),
    said("name l3", "NAME", "l3", "A well"),
    said("name l8", "NAME", "l8", "Mali"),
    said("name l9", "NAME", "l9", "Niger"),
    said("kind l8", "KIND", "l8", "country"),
    said("kind l9", "KIND", "l9", "country"),
    said("within l1", "WITHIN", "l1", target="l8"),
    said("within l2", "WITHIN", "l2", target="l9"),
]
ACTORS = [
    said("name o1", "NAME", "o1", "The Owls"),
    said("name o2, old", "NAME", "o2", "The Bats"),
    said("country o2", "COUNTRY", "o2", "NE"),
    said("name o3", "NAME", "o3", "The Cats"),
]
FIRST = [
    *PLACES,
    *ACTORS,
    event("e1", "2012-04-01"),
    event("e2", "2012-05-01"),
    event("e3", "2013", "l2"),
    event("e4", "2013-01-01", "l2"),
    event("e5", "2014-12-31/2015-01-02", "l3"),
    event("e6", "[2014..2015]", "l1"),
    event("e7", "2012-07-01"),
]
SECOND = [
    *[claim for claim in PLACES if "l2" not in claim.record],  # gone with what happened there
    ACTORS[0],
    said("name o2, new", "NAME", "o2", "The Grey Bats"),  # by a key of its own
    replace(ACTORS[2], value="ML"),
    replace(ACTORS[3], value="The Wild Cats"),  # by the same key
    event("e1", "2012-04-01"),
    event("e2", "2013-05-02", deaths=4),
    event("e5", "2014-12-31/2015-01-02", "l1"),
    event("e6", "[2014..2015]", "l1", deaths=2, against="o3"),
    event("e7", "2012-07-01", note="as told by others"),
    event("e8", "2015-03-01", "l3"),
    event("e9", "2015-03-02", "l1"),
]
BY_GROUP = {
    (2013, "Mali", "re-dated"): 1,  # e2, where it is now
    (2013, "Mali", "deaths"): 1,
    (2013, "Niger", "withdrawn"): 2,  # e3, known to the year, and e4; though nothing says where Niamey is any more
    (None, "Mali", "places"): 1,  # e5, in one of two years
    (None, "Mali", "deaths"): 1,  # e6, of whose year nothing is sure
    (None, "Mali", "sides"): 1,
    (2012, "Mali", "other"): 1,  # e7
    (2015, None, "added"): 1,  # e8
    (2015, "Mali", "added"): 1,  # e9
    (None, "ML", "renamed"): 1,  # o2, by the country that it has now
    (None, "ML", "other"): 1,  # that country
    (None, None, "renamed"): 1,  # o3
    (None, "Niger", "other"): 2,  # what was said of Niamey
}


def document(claims: Sequence[Claim], version: str) -> Document:
    entities = sorted({entity for claim in claims for _, entity in claim.about})
    first = Shaped(entities=tuple(Entity(entity, TYPES[entity[2]]) for entity in entities))
    rows = [first, *(Shaped(claims=(claim,)) for claim in claims)]
    return Document(
        source=Source(id=SOURCE, title="Days"),
        release=Release(source=SOURCE, version=version, sha256=version * 8),
        rows=lambda: (RawRow("days.csv", at + 2, {"at": str(at)}) for at in range(len(rows))),
        shape=lambda row: rows[int(row.values["at"])],
    )
