"""What a source says otherwise at one moment than at another: release against release, claim by claim.

Claims keep since when and until when they were what their source said, so two moments can be compared however many
loads lie between. Everything is read as a stream: memory does not grow with the number of changes.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

from tertius.graph.write import Writer
from tertius.model.claims import Claim
from tertius.model.dates import Bounds
from tertius.model.kinds import EVENT_RECORD
from tertius.model.stored_claims import stored_claim
from tertius.records.asked_for import AskedFor
from tertius.records.load_moments import Moment
from tertius.records.where_and_when import Setting, Settings

_STANDS = "{c}.recorded_from <= ${t} AND ({c}.recorded_to IS NULL OR {c}.recorded_to > ${t})"


def _stands(claim: str, moment: str) -> str:
    return _STANDS.format(c=claim, t=moment)


def _map(claim: str) -> str:
    # without the moments of recording: a third of all that reading a claim takes
    return (
        f"CASE WHEN {claim} IS NOT NULL THEN {{claim: {claim} {{.*, recorded_from: null, recorded_to: null}}, "
        f"about: [({claim})-[part:ABOUT]->(e) | [part.as, e.id, coalesce(e.name, e.id), labels(e)]]}} END"
    )


_CHANGED = (
    "MATCH (c:Claim {source_id: $source}) "
    f"WHERE c.recorded_from > $before AND {_stands('c', 'after')} "
    f"OPTIONAL MATCH (b:Claim {{key: c.key}}) WHERE {_stands('b', 'before')} "
    "WITH b, c WHERE b IS NULL OR b.digest <> c.digest "
    f"RETURN {_map('b')} AS before, {_map('c')} AS after"
)
_GONE = (
    "MATCH (b:Claim {source_id: $source}) "
    f"WHERE {_stands('b', 'before')} AND b.recorded_to <= $after "
    f"AND NOT EXISTS {{ MATCH (c:Claim {{key: b.key}}) WHERE {_stands('c', 'after')} }} "
    f"RETURN {_map('b')} AS before, null AS after"
)
_NAMES = (
    "UNWIND $ids AS id MATCH (:Entity {id: id})<-[:ABOUT {as: 'subject'}]-(c:Claim {kind: 'NAME', source_id: $source}) "
    f"WITH id, c, {_stands('c', 'before')} AS old, {_stands('c', 'after')} AS new WHERE old <> new "
    "AND NOT EXISTS { MATCH (d:Claim {key: c.key}) WHERE d <> c "
    f"AND ({_stands('d', 'before')} OR {_stands('d', 'after')}) }} "
    "RETURN id, min(CASE WHEN old THEN [c.key, c.value] END) AS old, "
    "min(CASE WHEN new THEN [c.key, c.value] END) AS new"
)
_CALLED = (
    "UNWIND $ids AS id MATCH (:Entity {id: id})<-[:ABOUT {as: 'subject'}]-(c:Claim {kind: 'NAME'}) "
    "WHERE c.recorded_from <= $after WITH id, c ORDER BY c.recorded_from, c.key RETURN id, collect(c.value)[-1] AS name"
)
_PAGE = 500

KINDS = (
    "added",
    "withdrawn",
    "newly asked for",
    "not asked for",
    "re-dated",
    "deaths",
    "places",
    "sides",
    "renamed",
    "other",
)
"""What can have changed: events that the release added and withdrew, and those that are there or not because of what
was asked for, by options or by the file's being a part; of an event its date, its deaths, where it was, who took part;
the name of an actor; and whatever else a claim says."""

_USUAL = (None, "", False, "asserts", "stated")
"""What needs not be said in words."""
_SIDES = frozenset({"side_a", "side_b", "with_a", "with_b"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; a claim of which several things changed is several of them.

    Attributes
    ----------
    change
        One of `KINDS`.
    year, country
        Of the event, or the country of whom or what the claim is about; None where it is not known.
    id, name
        The entity that the claim is about first, by its id and the name that it has now, or that it had last.
    kind
        Kind of the claim.
    before, after
        What it said and says; empty where it said, or says, nothing.
    record, claim
        The source's own key of it, and its key here.
    """

    change: str
    year: int | None
    country: str | None
    id: str
    name: str
    kind: str
    before: str
    after: str
    record: str
    claim: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim at one of the two moments."""

    claim: Claim
    run: str
    names: Mapping[str, str]
    labels: Mapping[str, frozenset[str]]

    @property
    def subject(self) -> str:
        """The entity that it is about first."""
        return self.claim.about[0][1]

    def ends(self, roles: Iterable[str]) -> list[tuple[str, str]]:
        """Return the entities in these roles."""
        return [(role, entity) for role, entity in self.claim.about if role in roles]

    def named(self, roles: Iterable[str]) -> str:
        """Return their names."""
        return ", ".join(self.names[entity] for _, entity in self.ends(roles))

    @property
    def of_event(self) -> bool:
        """Whether it is of an event as a whole: a row of a dataset, or the name that a source gives one."""
        return self.claim.kind == EVENT_RECORD or (self.claim.kind == "NAME" and "Event" in self.labels[self.subject])

    @property
    def of_actor(self) -> bool:
        """Whether it names a person or an organization."""
        return self.claim.kind == "NAME" and not self.labels[self.subject].isdisjoint(("Person", "Organization"))

    def aspects(self) -> dict[str, tuple[object, str]]:
        """Return what it says, and that in words, by what a change of it is called."""
        claim, values = self.claim, dict(self.claim.values)
        deaths = {name: values.pop(name) for name in list(values) if name.startswith("deaths_")}
        where = [values.pop(name, None) for name in ("latitude", "longitude", "place_precision")]
        when = claim.edtf, values.pop("date_precision", None)
        place = "place" if claim.kind == EVENT_RECORD else "object" if claim.kind == "OCCURRED_AT" else ""
        others = {
            "polarity": claim.polarity, "hedge": claim.hedge, "hedge_word": claim.hedge_word,
            "credibility": claim.credibility, "inferred": claim.inferred, "role": claim.role,
            "stint": claim.stint if claim.stint > 1 else None,
            "locator": claim.locator, "note": claim.note, "part": claim.part, **values,
        }  # fmt: skip
        if claim.kind.startswith("DEATHS_"):
            deaths[claim.kind.lower()] = claim.value
        elif not self.of_actor:
            others["value"] = claim.value
        if claim.kind not in (EVENT_RECORD, "OCCURRED_AT", "PARTICIPATED_IN"):
            others["when"] = claim.edtf
            when = "", None
        rest = [end for end in claim.about[1:] if end[0] not in (place, *_SIDES)]
        return {
            "re-dated": ((when, claim.bounds if when[0] else None), _words(("", when[0]), ("date precision", when[1]))),
            "deaths": (deaths, _words(*((name.replace("_", " "), value) for name, value in deaths.items()))),
            "places": (
                (self.ends((place,)), where),
                _words(
                    ("", self.named((place,))),
                    ("at", None if where[0] is None else f"{where[0]}, {where[1]}"),
                    ("place precision", where[2]),
                ),
            ),
            "sides": (
                sorted(self.ends(_SIDES)),
                _words(*((role.replace("_", " "), self.named((role,))) for role in sorted(_SIDES))),
            ),
            "renamed": (claim.value if self.of_actor else None, claim.value if self.of_actor else ""),
            "other": (
                (rest, others),
                _words(
                    *((role, self.names[entity]) for role, entity in rest),
                    *((name.replace("_", " "), value) for name, value in others.items() if value not in _USUAL),
                ),
            ),
        }


def changes(writer: Writer, first: Moment, second: Moment) -> Generator[Change]:
    """Yield what a source says at the second moment and not at the first, or otherwise; streaming, in no order.

    Parameters
    ----------
    writer
        The database, which is only read.
    first, second
        Moments of one source; the first may be the later one.
    """
    turned = first.at > second.at
    early, late = (second, first) if turned else (first, second)
    given = {"source": first.source, "before": early.at, "after": late.at}
    settings = Settings(writer)
    asked = AskedFor(writer, first.source, late.at)

    def comes(said: _Said) -> bool:
        return asked.lacks(said.claim, said.run, at=early.at)

    def goes(said: _Said) -> bool:
        return asked.withdrew(said.claim, said.run, at=late.at, since=early.at)

    for statement, lacking in ((_CHANGED, comes), (_GONE, goes)):
        rows = writer.stream(statement, given)
        while page := list(islice(rows, _PAGE)):
            pairs = _called(writer, [(_said(row["before"]), _said(row["after"])) for row in page], given)
            names = _names(writer, pairs, given)
            found = settings.resolve([said.claim for pair in pairs for said in _latest(pair)])
            for (before, after), setting in zip(pairs, found, strict=True):
                pair = (after, before) if turned else (before, after)
                yield from _told(*pair, setting, names, turned=turned, lacking=lacking)


def _said(row: Mapping[str, Any] | None) -> _Said | None:
    if row is None:
        return None
    about = row["about"]
    stored = row["claim"]
    bounds = Bounds(*(stored[name] for name in ("from_earliest", "from_latest", "to_earliest", "to_latest")))
    return _Said(
        stored_claim(stored, [(part[0], part[1]) for part in about], bounds=bounds),
        stored["run_id"],
        {part[1]: part[2] for part in about},
        {part[1]: frozenset(part[3]) for part in about},
    )


_Pairs: TypeAlias = Sequence[tuple["_Said | None", "_Said | None"]]


def _called(writer: Writer, pairs: _Pairs, given: Mapping[str, Any]) -> _Pairs:
    """Return the claims with names for what has none any more: the last that it was called by."""
    nameless = {
        entity for pair in pairs for said in pair if said for entity, name in said.names.items() if name == entity
    }
    rows = writer.stream(_CALLED, {**given, "ids": sorted(nameless)}) if nameless else ()
    if not (found := {row["id"]: row["name"] for row in rows}):
        return pairs

    def called(said: _Said | None) -> _Said | None:
        return said and replace(said, names={entity: found.get(entity, name) for entity, name in said.names.items()})

    return [(called(before), called(after)) for before, after in pairs]


def _names(
    writer: Writer, pairs: Sequence[tuple[_Said | None, _Said | None]], given: Mapping[str, Any]
) -> dict[str, tuple[str, str]]:
    """Return names that gave way to others under another key, as old and new, by the keys of both.

    Together they are one actor that was renamed, whichever way the source keys its names.
    """
    alone = [after or before for before, after in pairs if before is None or after is None]
    wanted = sorted({said.subject for said in alone if said is not None and said.of_actor})
    found: dict[str, tuple[str, str]] = {}
    for row in writer.stream(_NAMES, {**given, "ids": wanted}) if wanted else ():
        if row["old"] is not None and row["new"] is not None:
            (gone, old), (come, new) = row["old"], row["new"]
            found[gone] = found[come] = (old, new)
    return found


def _latest(pair: tuple[_Said | None, _Said | None]) -> Iterator[_Said]:
    before, after = pair
    if said := after or before:
        yield said


def _words(*said: tuple[str, object]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in said if value not in (None, ""))


def _told(
    before: _Said | None,
    after: _Said | None,
    setting: Setting,
    names: Mapping[str, tuple[str, str]],
    *,
    turned: bool,
    lacking: Callable[[_Said], bool],
) -> Iterator[Change]:
    said = after or before
    if said is None:
        return

    def change(what: str, was: str, now: str) -> Change:
        claim = said.claim
        return Change(
            what, setting.year, setting.country, said.subject, said.names[said.subject], claim.kind, was, now,
            claim.record, claim.key,
        )  # fmt: skip

    if before is not None and after is not None:
        was, now = before.aspects(), after.aspects()
        for what, (value, words) in now.items():
            if was[what][0] != value:
                yield change(what, was[what][1], words)
    elif said.claim.key in names:
        if after is not None:  # the one that came tells of both
            old, new = names[said.claim.key]
            yield change("renamed", *((new, old) if turned else (old, new)))
    else:
        what = "other"
        if said.of_event:
            lacked = "added", "withdrawn"
            what = (lacked if lacking(said) else ("newly asked for", "not asked for"))[after is None]
        everything = "; ".join(words for _, words in said.aspects().values() if words)
        yield change(what, "" if before is None else everything, "" if after is None else everything)
