"""Records of deliveries, kept in the database: one for each run and place, taken by one process at a time.

A delivery is asked for in the transaction that keeps what is delivered, so that none is forgotten. It is taken before
it is tried and its end is written after it: a process that is killed between the two leaves one that is tried again.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tertius.graph.transaction import Transaction, transact
from tertius.graph.whole import Whole, read_whole
from tertius.graph.write import Writer
from tertius.loading.lease import dead, process
from tertius.reports.plan import Delivery, Format

CLAIM_S = 600
"""Seconds after which one that was taken on another machine and did not end is tried again."""

PAUSES_S = (60, 120, 300, 900, 3600, 3600, 3600)
"""Seconds until one that did not succeed is tried again; after as many tries it is given up."""

_ASK = (
    "MERGE (d:Delivery {id: $id}) ON CREATE SET d.asked = 0 "
    "SET d += $told, d.asked = d.asked + 1, d.requested = datetime() REMOVE d.again, d.problem, d.finished"
)
_PENDING = (
    "MATCH (d:Delivery {status: 'pending'}) WHERE $about IS NULL OR d.about = $about "
    "RETURN properties(d) AS delivery, duration.inSeconds(d.claimed, datetime()).seconds AS silent "
    "ORDER BY d.requested, d.id"
)
_TAKE = (
    "MATCH (d:Delivery {id: $id}) SET d.id = $id "  # the node's lock
    "WITH d WHERE d.status = 'pending' AND coalesce(d.token, '') = $seen "
    "SET d.token = $token, d.holder = $holder, d.claimed = datetime(), d.attempts = d.attempts + 1 "
    "RETURN properties(d) AS delivery"
)
_END = (
    "MATCH (d:Delivery {id: $id, token: $token}) SET d += $told, d.finished = datetime() "
    "REMOVE d.token, d.holder, d.claimed"
)
_OF = "MATCH (d:Delivery {about: $about}) RETURN properties(d) AS delivery ORDER BY d.kind, d.id"

DELIVERY = Whole(
    by_status={"delivered": ("finished",), "failed": ("finished", "problem")}, together=("token", "holder", "claimed")
)
"""What a delivery that is kept has."""


class DeliveryRecord(BaseModel):
    """What became of a delivery to one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str = Field(description="Where to: a folder, or e-mail addresses.")
    formats: list[str] = Field(description="The formats.")
    status: Literal["pending", "delivered", "failed"] = Field(
        description="pending: it will be tried, or is being tried; delivered; or failed: it is not tried again."
    )
    attempts: int = Field(description="How many times it was tried.")
    delivered: datetime | None = Field(description="When it was delivered; null: it was not.")
    problem: str | None = Field(description="Why the last try did not succeed.")


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is being tried.

    Attributes
    ----------
    id, token
        Which one, and what only the taker knows.
    about, what
        The id of what is delivered, and what it is: a run, or an alert.
    kind, to, formats
        folder or email; the folder or the addresses; the formats.
    reached
        The addresses that have it already.
    asked, attempts
        How many times somebody asked for it, and how many times it was tried since.
    """

    id: str
    token: str
    about: str
    what: str
    kind: str
    to: tuple[str, ...]
    formats: tuple[Format, ...]
    reached: tuple[str, ...]
    asked: int
    attempts: int


def ask(tx: Transaction, about: str, what: str, places: Sequence[Delivery], formats: Sequence[Format]) -> None:
    """Ask for deliveries, inside of the transaction that keeps what they deliver.

    Parameters
    ----------
    tx
        The transaction.
    about, what
        The id of what is delivered, and what it is.
    places
        Where to. One that was delivered before is delivered again.
    formats
        Of a place that has none of its own.
    """
    for place in places:
        kind, to = ("folder", [place.folder]) if place.folder is not None else ("email", list(place.email))
        written = list(place.formats or formats)
        key = sha256("\n".join([kind, *to, "", *written]).encode()).hexdigest()[:12]
        told = {
            **{"about": about, "what": what, "kind": kind, "to": to, "formats": written},
            **{"status": "pending", "attempts": 0, "reached": []},
        }
        tx.run(_ASK, id=f"{about}/{key}", told=told)


class Deliveries:
    """The deliveries that a database keeps.

    Parameters
    ----------
    writer
        The database.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def ask(self, about: str, what: str, places: Sequence[Delivery], formats: Sequence[Format]) -> None:
        """See `ask`, of what is kept already."""
        transact(self._writer, lambda tx: ask(tx, about, what, places, formats))

    def take(self, now: datetime, about: str | None = None) -> Taken | None:
        """Take the first delivery that is to be tried now and that nobody tries.

        Parameters
        ----------
        now
            The moment.
        about
            Of what; None: any.
        """
        for row in self._pending(about):
            kept = row["delivery"]
            again = kept.get("again")
            if _claimed(row) or (again is not None and again > now):
                continue
            token = uuid.uuid4().hex
            taken = self._writer.rows(_TAKE, id=kept["id"], seen=kept.get("token") or "", token=token, holder=process())
            if taken:
                return _taken(taken[0]["delivery"])
        return None

    def delivered(self, taken: Taken) -> None:
        """Keep that a delivery succeeded."""
        self._writer.run(_END, id=taken.id, token=taken.token, told={"status": "delivered", "problem": None})

    def failed(
        self, taken: Taken, problem: str, now: datetime, *, for_good: bool, reached: Sequence[str] = ()
    ) -> datetime | None:
        """Keep that a delivery did not succeed, and return when it is tried again: None, if it is given up.

        Parameters
        ----------
        taken
            The delivery.
        problem
            Why, in a sentence.
        now
            The moment.
        for_good
            Whether it could only fail again.
        reached
            Addresses that have it now.
        """
        told: dict[str, Any] = {"problem": problem, "reached": [*taken.reached, *reached]}
        again = None
        if for_good or taken.attempts > len(PAUSES_S):
            told["status"] = "failed"
        else:
            again = (now + timedelta(seconds=PAUSES_S[taken.attempts - 1])).astimezone(UTC)
            told["again"] = again
        self._writer.run(_END, id=taken.id, token=taken.token, told=told)
        return again

    def next(self, now: datetime) -> datetime | None:
        """Return when one is to be tried next; None if none is waiting.

        Parameters
        ----------
        now
            The moment.
        """
        rows = self._pending(None)
        moments = [row["delivery"].get("again") or now for row in rows if not _claimed(row)]
        moments += [now + timedelta(seconds=PAUSES_S[0]) for row in rows if _claimed(row)]
        return max(now, min(moments)) if moments else None

    def of(self, about: str) -> list[DeliveryRecord]:
        """Return what became of the deliveries of one run or alert."""
        rows = read_whole(lambda: self._writer.rows(_OF, about=about), {"delivery": DELIVERY})
        return [record(row["delivery"]) for row in rows]

    def _pending(self, about: str | None) -> list[dict[str, Any]]:
        return read_whole(lambda: self._writer.rows(_PENDING, about=about), {"delivery": DELIVERY})


def record(kept: Mapping[str, Any]) -> DeliveryRecord:
    """Return a delivery as it is shown, from what is kept of it."""
    return DeliveryRecord(
        place=", ".join(kept["to"]),
        formats=kept["formats"],
        status=kept["status"],
        attempts=kept["attempts"],
        delivered=kept.get("finished") if kept["status"] == "delivered" else None,
        problem=kept.get("problem"),
    )


def _claimed(row: Mapping[str, Any]) -> bool:
    """Say whether somebody tries it now."""
    holder = row["delivery"].get("holder")
    return holder is not None and row["silent"] is not None and row["silent"] <= CLAIM_S and not dead(holder)


def _taken(kept: Mapping[str, Any]) -> Taken:
    return Taken(
        id=kept["id"],
        token=kept["token"],
        about=kept["about"],
        what=kept["what"],
        kind=kept["kind"],
        to=tuple(kept["to"]),
        formats=tuple(kept["formats"]),
        reached=tuple(kept["reached"]),
        asked=kept["asked"],
        attempts=kept["attempts"],
    )
