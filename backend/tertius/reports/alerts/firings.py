"""What alerts saw last and what they told, kept in the database: each change is told once, whoever looks.

A look is kept in one transaction with what it tells and where that is to be delivered, if nobody else looked meanwhile.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import DataError, NotFoundError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.whole import read_whole
from tertius.graph.write import Writer
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.compute import ComputedReport
from tertius.reports.delivering.parcel import Parcel, attached, mark_of, one_line
from tertius.reports.delivering.records import DELIVERY, DeliveryRecord, ask, record
from tertius.reports.plan import Format
from tertius.reports.runs import MOST_BYTES

KEPT = 100
"""Firings of one alert that are kept; the oldest go first."""

_STATE = "MATCH (s:AlertState {name: $name}) SET s.name = $name RETURN properties(s) AS state"  # with the node's lock
_STATES = "MATCH (s:AlertState) RETURN s {.name, .checked, .matched} AS state"
_LOCK = "MERGE (s:AlertState {name: $name}) SET s.number = coalesce(s.number, 0) RETURN properties(s) AS state"
_KEEP = "MATCH (s:AlertState {name: $name}) SET s += $told"
_FIRE = "CREATE (f:AlertFiring) SET f = $told, f.fired = datetime()"
_PRUNE = (
    "MATCH (f:AlertFiring {name: $name}) WITH f ORDER BY f.number DESC SKIP $kept "
    "OPTIONAL MATCH (d:Delivery {about: f.id}) DETACH DELETE f, d"
)
_DELIVERIES = "COLLECT { MATCH (d:Delivery {about: f.id}) RETURN properties(d) ORDER BY d.kind, d.id } AS deliveries"
_LIST = (
    "MATCH (f:AlertFiring) WHERE $name IS NULL OR f.name = $name "
    f"RETURN f {{.*, content: null}} AS firing, {_DELIVERIES} ORDER BY f.fired DESC, f.id LIMIT $limit"
)
_ONE = f"MATCH (f:AlertFiring {{id: $id}}) RETURN properties(f) AS firing, {_DELIVERIES}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an alert saw when it last looked.

    Attributes
    ----------
    looks
        How many looks were kept.
    report
        What was computed; None: it has not looked at what it now watches.
    due
        When the last look was due that was; None: no look was.
    """

    looks: int
    report: ComputedReport | None
    due: datetime | None


class Firing(BaseModel):
    """An alert that was told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Its id: alert, the alert's name and a number.")
    name: str = Field(description="The alert's name.")
    title: str = Field(description="The alert's title, as it was then.")
    day: date = Field(description="The day.")
    fired: datetime = Field(description="When it was told.")
    sentences: list[str] = Field(description="What it says.")
    deliveries: list[DeliveryRecord] = Field(description="What became of it at each place it is brought to.")


class Firings:
    """The alerts that a database keeps.

    Parameters
    ----------
    writer
        The database.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def seen(self, rule: AlertRule) -> Seen:
        """Return what an alert saw last. Of one that watches something else since, nothing."""
        for row in self._writer.rows(_STATE, name=rule.name):
            state = row["state"]
            same = state.get("digest") == digest_of(rule)
            return Seen(state.get("looks", 0), _read(state["content"]) if same else None, state.get("due"))
        return Seen(0, None, None)

    def keep(
        self,
        rule: AlertRule,
        seen: Seen,
        now: ComputedReport,
        told: ComputedReport | None,
        says: Sequence[str],
    ) -> str | None:
        """Keep a look, and what it tells.

        Parameters
        ----------
        rule
            The alert.
        seen
            What it saw last.
        now
            What it sees.
        told
            The rows that it tells of, with their evidence; None if it tells nothing.
        says
            What it says.

        Returns
        -------
        str or None
            The id of what is told; None if nothing is, or if somebody else looked meanwhile.
        """
        content = _packed(now, rule)
        fired = None if told is None else _packed(told, rule)

        def work(tx: Transaction) -> str | None:
            state = tx.rows(_LOCK, name=rule.name)[0]["state"]
            if state.get("looks", 0) != seen.looks:
                return None
            number = state["number"] + (fired is not None)
            answer = now.sections[0].answer
            keep = {
                "looks": seen.looks + 1,
                "digest": digest_of(rule),
                "content": content,
                "checked": now.ended,
                "matched": sum(_passes(rule, row) for row in answer.rows) if answer else 0,
                "number": number,
                **({"due": now.due} if now.due else {}),
            }
            tx.run(_KEEP, name=rule.name, told=keep)
            if fired is None:
                return None
            firing_id = f"alert.{rule.name}.{number}"
            firing = {"id": firing_id, "name": rule.name, "title": rule.title, "day": now.day, "number": number}
            tx.run(_FIRE, told={**firing, "sentences": list(says), "content": fired})
            ask(tx, firing_id, "alert", rule.deliver, rule.formats)
            tx.run(_PRUNE, name=rule.name, kept=KEPT)
            return firing_id

        return transact(self._writer, work)

    def states(self) -> dict[str, tuple[datetime, int]]:
        """Return when each alert looked last, and how many rows passed then."""
        rows = [row["state"] for row in self._writer.rows(_STATES)]
        return {row["name"]: (row["checked"], row["matched"]) for row in rows if row.get("checked")}

    def page(self, name: str | None = None, *, limit: int = 20) -> list[Firing]:
        """Return what was told, the latest first.

        Parameters
        ----------
        name
            By which alert; None: by any.
        limit
            How many at most.
        """
        return [_firing(row) for row in self._rows(_LIST, name=name, limit=limit)]

    def get(self, firing_id: str) -> tuple[Firing, ComputedReport]:
        """Return what was told, and the rows that it tells of.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        for row in self._rows(_ONE, id=firing_id):
            return _firing(row), _read(row["firing"]["content"])
        raise NotFoundError(
            f"There is no alert that was told as {firing_id[:80]!r}.",
            where=firing_id[:80],
            next_step="List them: tertius alert list",
        )

    def _rows(self, cypher: str, **params: object) -> list[dict[str, Any]]:
        return read_whole(lambda: self._writer.rows(cypher, **params), {"deliveries": DELIVERY})

    def parcel(self, firing_id: str, formats: Sequence[Format]) -> Parcel:
        """Return what was told, made ready to be delivered."""
        firing, report = self.get(firing_id)
        return Parcel(
            id=firing.id,
            title=firing.title,
            day=firing.day,
            text="\n".join(f"- {one_line(sentence)}" for sentence in firing.sentences),
            mark=mark_of(report),
            files=attached(report, formats),
        )


def digest_of(rule: AlertRule) -> str:
    """Return a digest of what an alert watches: one that watches something else begins anew."""
    watched = rule.model_dump(mode="json", include={"question", "params", "limit", "when"})
    return sha256(json.dumps(watched, sort_keys=True).encode()).hexdigest()


def _passes(rule: AlertRule, row: Mapping[str, Any]) -> bool:
    return all(test.holds(row.get(test.column)) for test in rule.when.tests())


def _packed(report: ComputedReport, rule: AlertRule) -> bytes:
    packed = zlib.compress(report.model_dump_json(by_alias=True).encode())
    if len(packed) > MOST_BYTES:
        raise DataError(
            f"What the alert watches takes {len(packed) / 1e6:.0f} MB, and {MOST_BYTES / 1e6:.0f} MB can be kept.",
            where=rule.name,
            next_step="Lower its limit.",
        )
    return packed


def _read(content: bytes) -> ComputedReport:
    return ComputedReport.model_validate_json(zlib.decompress(content))


def _firing(row: Mapping[str, Any]) -> Firing:
    kept = row["firing"]
    known = {name: kept[name] for name in Firing.model_fields if name in kept}
    known["fired"] = known["fired"].astimezone(UTC)
    return Firing(**known, deliveries=[record(one) for one in row["deliveries"]])
