"""What a row of the actor list says: an organization, its names, and where it came from and went. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius.model.kinds import CATEGORY, EntityType
from tertius.model.sources import Source
from tertius_loaders.events.cells import plain
from tertius_loaders.ucdp.actor_list import (
    AUTHORITY,
    CIVILIANS,
    ActorList,
    actor_id,
    coalitions_of,
    flag_in,
    ids_in,
    text_in,
)
from tertius_loaders.ucdp.states import ISO_OF_NAME, ISO_OF_STATE
from tertius_loaders.ucdp_actors.names import names_of

SOURCE = Source(
    id="ucdp-actor",
    title="UCDP Actor Dataset",
    author="Uppsala Conflict Data Program",
    publisher="Department of Peace and Conflict Research, Uppsala University",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    derived_from=(AUTHORITY,),
)
"""Whose words these are, as a citation needs it."""

KINDS = {"1": "group", "2": "supporters", "3": "communal group", "4": "government"}
"""How an actor is organized, by ``Org``: formally; as followers of a party; along identity; as a state."""

_GOVERNMENT = "Government of "
_SHOWN = 5


class Relation(NamedTuple):
    """Columns in which an actor names others, and the tie that they mean."""

    flag: str
    names: str
    ids: str
    kind: str
    role: str
    words: str


RELATIONS = (
    Relation("Splinter", "NamePrev", "ActorIdPrev", "SPLIT_FROM", "", "split from"),
    Relation("SplitTemp", "NameSplitTemp", "ActorIdSplitTemp", "SPLIT_FROM", "for a time", "split for a time from"),
    Relation("Alliance", "NameAlliance", "ActorIdAlliance", "ALLIED_WITH", "member of the alliance", "allied in"),
    Relation("JoinGroup", "GroupName", "ActorIdGroup", "JOINED", "", "joined"),
)
"""What ties an actor of the list to others that have a row."""

COLUMNS = (
    *("ActorId", "NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NameChange", "NewName"),
    *("NewNameFullMotherTongue", "NewNameFullEng", "Org", "OSCoalition", "OSCoalitionID", "NSCoalition"),
    *("NSCoalitionID", *(column for relation in RELATIONS for column in relation[:3]), "GWNOLoc"),
)
"""The columns that are read; `Version` is, too, where it is there."""


@dataclass(frozen=True, slots=True)
class Shaper:
    """Shapes rows of one list.

    Attributes
    ----------
    listed
        What the list says as a whole.
    members
        Whether a coalition is expanded into its members, each allied with each; otherwise it is an actor of its own.
    """

    listed: ActorList
    members: bool = False

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        actor = _actor(row)
        claims = tuple(self._claims(row, actor))
        ids = {actor: None} | {
            entity.removeprefix(f"{AUTHORITY}:actor-"): None for c in claims for _, entity in c.about
        }
        return Shaped(tuple(Entity(actor_id(one), EntityType.ORGANIZATION) for one in ids), claims)

    def doubts(self, row: RawRow) -> tuple[str, ...]:
        """Return what a row says that no claim can hold, in a few words each; nothing for a row that is set aside."""
        try:
            actor = _actor(row)
            return (
                *names_of(row.values).doubts,
                *(doubt for relation in RELATIONS for doubt in self._related(row, actor, relation)[1]),
                *_contradictions(row),
            )
        except InputError:
            return ()

    def _claims(self, row: RawRow, actor: str) -> Iterator[Claim]:
        yield from self._names(row, actor)
        yield from _kind(row, actor)
        yield from _countries(row, actor)
        for relation in RELATIONS:
            for other in self._related(row, actor, relation)[0]:
                yield _tie(
                    actor,
                    other,
                    relation.kind,
                    record=f"{actor} {relation.words} {other}",
                    role=relation.role,
                    locator=f"ActorId {actor} ({relation.ids})",
                )
        yield from self._of_members(row, actor) if self.members else self._of_coalitions(row, actor)

    def _names(self, row: RawRow, actor: str) -> Iterator[Claim]:
        names = names_of(row.values)
        doubts = self.doubts(row)
        note = f"Also in this row, and in no claim: {'; '.join(doubts)}." if doubts else ""
        yield _attribute(actor, "NAME", names.name, record=f"name of {actor}", note=note)
        for alias in names.others:
            yield _attribute(actor, "ALIAS", alias, record=f"alias of {actor}: {alias}")
        for alias in names.former:
            # Undated: the list says that a name changed, and never when.
            record = f"alias of {actor}: {alias}"
            yield replace(_attribute(actor, "ALIAS", alias, record=record), role="former name")

    def _related(self, row: RawRow, actor: str, relation: Relation) -> tuple[list[str], list[str]]:
        """Return whom a row names in the columns of a relation, and what is to be doubted of it."""
        said = flag_in(row.values, relation.flag)
        ids = ids_in(row.values, relation.ids)
        if said is False or not ids:
            return [], [_beside(relation.flag, said, relation.ids, ids)] if ids or said else []
        names = [" ".join(name.split()) for name in text_in(row.values, relation.names).split(",")]
        others, doubts = [], []
        for at, other in enumerate(ids):
            called = f" ({names[at][:100]})" if len(names) == len(ids) and names[at] else ""
            if other == actor:
                doubts.append(f"it {relation.words} itself")
            elif other not in self.listed.names:
                doubts.append(f"it {relation.words} {other}{called}, which has no row")
            else:
                others.append(other)
        return others, doubts

    def _of_coalitions(self, row: RawRow, actor: str) -> Iterator[Claim]:
        """Yield the coalitions that a row names as actors of their own, and that the actor was allied in them."""
        for coalition, columns in coalitions_of(row.values).items():
            if coalition == actor:
                continue
            locator = f"ActorId {actor} ({' and '.join(columns)})"
            if coalition not in self.listed.names:
                members = self.listed.members.get(coalition, (actor,))
                of_members = f"ActorId {', '.join(members)}"[:2_000]
                yield _attribute(coalition, "KIND", "coalition", record=f"kind of {coalition}", locator=of_members)
                if len(members) > 1:  # one alone would lend the coalition its own name
                    yield replace(
                        _attribute(
                            coalition,
                            "NAME",
                            ", ".join(self.listed.names.get(member) or member for member in members)[:2_000],
                            record=f"name of {coalition}",
                            locator=of_members,
                            note="The list gives a coalition an id and no name; these are its members in the list.",
                        ),
                        inferred=True,
                    )
            yield _tie(
                actor,
                coalition,
                "ALLIED_WITH",
                record=f"{actor} in coalition {coalition}",
                role="member of the coalition",
                locator=locator,
            )

    def _of_members(self, row: RawRow, actor: str) -> Iterator[Claim]:
        """Yield that an actor was allied with every member of its coalitions that comes before it in the list."""
        for coalition, columns in coalitions_of(row.values).items():
            for other in self.listed.members.get(coalition, ()):
                if other == actor:
                    break
                yield _tie(
                    other,
                    actor,
                    "ALLIED_WITH",
                    record=f"coalition {coalition}: {other} and {actor}",
                    role="fellow member of a coalition",
                    locator=f"ActorId {actor} ({' and '.join(columns)})",
                )


def _actor(row: RawRow) -> str:
    ids = ids_in(row.values, "ActorId")
    if len(ids) != 1:
        raise InputError(
            f"The row has {len(ids) or 'no'} id{'s' * bool(ids)} of an actor",
            where="ActorId",
            next_step="Give each actor a row with its own id.",
        )
    return ids[0]


def _kind(row: RawRow, actor: str) -> Iterator[Claim]:
    org = plain(text_in(row.values, "Org"))
    if org and org not in KINDS:
        raise InputError(
            f"{org[:40]!r} is no way to be organized", where="Org", next_step="Write 1, 2, 3 or 4, or leave it empty."
        )
    kind = CATEGORY if actor == CIVILIANS else KINDS.get(org)
    if kind:
        yield _attribute(actor, "KIND", kind, record=f"kind of {actor}", locator=f"ActorId {actor} (Org)")


def _countries(row: RawRow, actor: str) -> Iterator[Claim]:
    """Yield the countries of an actor: a government's own, of any other those of the conflicts that it was part of."""
    if plain(text_in(row.values, "Org")) == "4":
        named = ISO_OF_NAME.get(text_in(row.values, "NameData").removeprefix(_GOVERNMENT))
        found = {named: "NameData"} if named else {}
    else:
        found = {ISO_OF_STATE[n]: "GWNOLoc" for n in ids_in(row.values, "GWNOLoc") if n in ISO_OF_STATE}
    for code, column in found.items():
        yield _attribute(
            actor, "COUNTRY", code, record=f"country of {actor}: {code}", locator=f"ActorId {actor} ({column})"
        )


def _contradictions(row: RawRow) -> Iterator[str]:
    for column in ("OSCoalition", "NSCoalition"):
        said, ids = flag_in(row.values, column), ids_in(row.values, f"{column}ID")
        if said is not None and said != bool(ids):
            yield _beside(column, said, f"{column}ID", ids)


def _beside(flag: str, said: bool | None, column: str, ids: tuple[str, ...]) -> str:
    """Say that a flag and the ids beside it contradict each other."""
    shown = ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")
    return f"{flag} is {'1' if said else '0'} and {column} {f'names {shown}' if ids else 'is empty'}"


def _attribute(actor: str, kind: str, value: str, *, record: str, locator: str | None = None, note: str = "") -> Claim:
    return Claim(
        source=SOURCE.id,
        record=record,
        kind=kind,
        about=(("subject", actor_id(actor)),),
        value=value,
        locator=f"ActorId {actor}" if locator is None else locator,
        note=note,
    )


def _tie(actor: str, other: str, kind: str, *, record: str, role: str, locator: str) -> Claim:
    return Claim(
        source=SOURCE.id,
        record=record,
        kind=kind,
        about=(("subject", actor_id(actor)), ("object", actor_id(other))),
        role=role,
        locator=locator,
    )
