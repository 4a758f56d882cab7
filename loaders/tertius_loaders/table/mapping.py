"""What a mapping says: whose table it is, and which of its columns become entities, claims and events. Pure.

Wherever a part takes a text from the table, it names a column; a text that begins with ``=`` is the same in every row.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tertius.catalog.declared import Fault, Kind, instead
from tertius.errors import DataError, InputError
from tertius.loading.facts import FACTS
from tertius.model.hedges import hedge_of
from tertius.model.ids import entity_id
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType
from tertius.model.sources import Release, Source
from tertius_loaders.claims.source import Keys, read_source
from tertius_loaders.table.day_formats import day_format

CONSTANT = "="
"""How a text begins that is no column, but the same in every row."""

TYPES: Mapping[str, EntityType] = {one.value.lower(): one for one in EntityType}
"""The type of entity, by the word that a mapping has for it."""


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Cell: TypeAlias = str
"""A column's name, or ``=`` and a text."""
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""One name, or a list of them."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourcePart(_Part):
    """Whose table it is; the keys are those of a claims folder's source.yaml."""

    id: str = Field("", description="A short id in lower case, for good: survey-2024.")
    title: str = Field("", description="The title, as a citation has it.")
    author: str = Field("", description="Who made it.")
    publisher: str = Field("", description="Who published it.")
    published: str = Field("", description="The day of the edition, as 2024-06-25.")
    version: Cell = Field("", description="The edition's name; otherwise the day counts.")
    url: str = Field("", description="Where it is.")
    licence: str = Field("", description="What it allows you to do with its text and facts.")
    reliability: str = Field("", description="A to F on the Admiralty scale, if someone graded it.")
    derived_from: Several = Field((), description="Ids of sources that it repeats.")


class TablePart(_Part):
    """How the file is read, where that cannot be told from it."""

    encoding: str = Field("", description="Its encoding, such as windows-1252.")
    separator: str = Field("", description="What stands between two cells: , ; or a tab.")
    sheet: str = Field("", description="The sheet of a workbook.")


class EntityPart(_Part):
    """Somebody or something that each row names."""

    type: str = Field("", description="person, organization, place or event.")
    id: Cell = Field("", description="The column with the source's own id.")
    id_from: Literal["", "name"] = Field(
        "", description="name, if the table has no ids: two rows with one name are then one entity."
    )
    authority: str = Field("", description="Whose ids they are, such as un; by default the source's own.")
    name: Cell = Field("", description="The column with the name.")
    kind: Cell = Field("", description="The column with its kind, or = and a kind.")
    country: Cell = Field("", description="The column with its country, ISO 3166-1 alpha-2, or = and a code.")


class _Said(_Part):
    when: Cell = Field("", description="The column with the date.")
    start: Cell = Field("", description="The column with the first day, where two columns give a span.")
    end: Cell = Field("", description="The column with the last day.")
    date_format: str = Field("", description="How dates are written, such as DD/MM/YYYY; by default EDTF.")
    hedge_word: Cell = Field("", description="The column with the source's hedge word, or = and one for all rows.")
    hedge: Cell = Field("", description="The column that says what an unusual hedge word stands for, or = and a hedge.")
    credibility: Cell = Field("", description="The column with a grade from 1 to 6, or = and one.")
    locator: Cell = Field("", description="The column that says where in the source it stands.")
    note: Cell = Field("", description="The column with a note: a paraphrase.")


class ClaimPart(_Said):
    """A tie between two entities of a row, or something that is said of one."""

    kind: str = Field("", description="The kind of tie, such as MEMBER_OF, or what is said, such as BORN or ALIAS.")
    subject: str = Field("", description="The entity that it is about.")
    object: str = Field("", description="The entity that it is tied to.")
    value: Cell = Field("", description="The column with what is said of the subject alone, or = and a text.")
    role: Cell = Field("", description="The column with the role, or = and one for all rows.")
    stint: Cell = Field("", description="The column that numbers the spells, where the table tells them apart.")
    polarity: Cell = Field("", description="The column that says asserts or denies.")
    inferred: Cell = Field("", description="The column that says yes where it is inferred, or = yes.")
    id: str = Field("", description="What to call the claim within a row, if two would be called alike.")


class EventPart(_Said):
    """One event a row, with its sides and its place: a record."""

    event: str = Field("", description="The entity that is the event.")
    side_a: Several = Field((), description="Entities on one side.")
    side_b: Several = Field((), description="Entities on the other side.")
    with_a: Several = Field((), description="Entities that are named as associated with the first side.")
    with_b: Several = Field((), description="Entities that are named as associated with the second side.")
    place: str = Field("", description="The entity where it happened.")
    deaths_best: Cell = Field("", description="The column with the best estimate of deaths.")
    deaths_low: Cell = Field("", description="The column with the lowest estimate.")
    deaths_high: Cell = Field("", description="The column with the highest estimate.")
    deaths_civilians: Cell = Field("", description="The column with the deaths of civilians.")
    latitude: Cell = Field("", description="The column with the latitude, in degrees.")
    longitude: Cell = Field("", description="The column with the longitude, in degrees.")
    event_kind: Cell = Field("", description="The column with the kind of event, or = and one.")
    citation: Cell = Field("", description="The column with the source that the table itself cites.")
    remark: Cell = Field("", description="The column with a remark.")


class TableMapping(_Part):
    """A mapping: what a table's columns mean."""

    source: SourcePart = Field(description="Whose table it is: id, title, publisher, licence, …")
    table: TablePart = Field(TablePart(), description="How the file is read.")
    key: Several = Field(min_length=1, description="The column, or columns, that tell the rows apart for good.")
    entities: Mapping[str, EntityPart] = Field(
        min_length=1, max_length=40, description="Who and what each row names, each with a name of your choice."
    )
    claims: tuple[ClaimPart, ...] = Field((), max_length=100, description="What each row says.")
    events: tuple[EventPart, ...] = Field((), max_length=10, description="The event that each row records.")


KIND = Kind(
    "mapping",
    TableMapping,
    "`source:`, then `key:`, `entities:` and `claims:`",
    {
        "source": (SourcePart, 1),
        "table": (TablePart, 1),
        "entities": (EntityPart, 2),
        "claims": (ClaimPart, 2),
        "events": (EventPart, 2),
    },
    named=False,
    start="tertius load table FILE --sketch",
    texts=True,
)
"""What a mapping's file is."""


def cells_of(part: _Part) -> Iterator[tuple[str, str]]:
    """Yield the fields of a part that take a text from the table, with the column or constant that each names."""
    for name in _CELL_FIELDS[type(part)]:
        if text := getattr(part, name):
            yield name, text


_CELL_FIELDS: Mapping[type[BaseModel], tuple[str, ...]] = {
    EntityPart: ("id", "name", "kind", "country"),
    ClaimPart: (
        "when", "start", "end", "hedge_word", "hedge", "credibility", "locator", "note", "value", "role", "stint",
        "polarity", "inferred",
    ),
    EventPart: (
        "when", "start", "end", "hedge_word", "hedge", "credibility", "locator", "note", "deaths_best", "deaths_low",
        "deaths_high", "deaths_civilians", "latitude", "longitude", "event_kind", "citation", "remark",
    ),
}  # fmt: skip
_KINDS = (*TIE_KINDS, *(kind for kind in ATTRIBUTE_KINDS if kind not in ("NAME", "KIND", "COUNTRY")))
ROLES = ("side_a", "side_b", "with_a", "with_b")


def faults(mapping: TableMapping, columns: Collection[str] | None = None) -> list[Fault]:
    """Return all that is wrong with a mapping whose shape is right.

    Parameters
    ----------
    mapping
        The mapping.
    columns
        The columns of the table; None if they are not known.
    """
    found = [*_of_source(mapping.source), *_of_parts(mapping)]
    if columns is not None:
        found += [
            Fault(place, f"The table has no column {column[:60]!r}.", instead(column, columns))
            for place, column in columns_named(mapping)
            if column not in columns
        ]
    if not mapping.claims and not mapping.events:
        found.append(Fault((), "The mapping has neither claims nor events.", "Say what the rows mean."))
    return found


def columns_named(mapping: TableMapping) -> list[tuple[tuple[str, ...], str]]:
    """Return the columns that a mapping names, each with where it does."""
    places: list[tuple[tuple[str, ...], _Part]] = [
        *((("entities", name), part) for name, part in mapping.entities.items()),
        *((("claims", str(at)), part) for at, part in enumerate(mapping.claims)),
        *((("events", str(at)), part) for at, part in enumerate(mapping.events)),
    ]
    named: list[tuple[tuple[str, ...], str]] = [(("key",), column) for column in mapping.key]
    for place, part in places:
        named += [((*place, field), text) for field, text in cells_of(part) if not text.startswith(CONSTANT)]
    return named


def source_of(part: SourcePart, *, sha256: str = "") -> tuple[Source, Release]:
    """Return the source and the edition that a mapping names.

    Raises
    ------
    DataError
        With the position of the key that is at fault, from 1, as the line in ``where``.
    """
    said = {key: (value, at) for at, (key, value) in enumerate(part.model_dump().items(), 1) if value}
    return read_source(Keys(said, "The mapping", ""), sha256=sha256)


def _of_source(part: SourcePart) -> Iterator[Fault]:
    for key in ("id", "title"):
        if not getattr(part, key):
            yield Fault(("source",), f"The source has no {key}.", f"Add it: {type(part).model_fields[key].description}")
            return
    try:
        source_of(part)
    except DataError as error:
        key = [*type(part).model_fields][int(error.where.rpartition(" ")[2]) - 1]
        yield Fault(("source", key), f"{error.what}.", error.next_step)


def _of_parts(mapping: TableMapping) -> list[Fault]:
    found: list[Fault] = []

    def entity(place: tuple[str, ...], name: str, *types: EntityType) -> None:
        if not name:
            found.append(Fault(place[:-1], f"There is no {place[-1]!r}.", "Name an entity of the mapping."))
        elif name not in mapping.entities:
            found.append(Fault(place, f"There is no entity {name[:60]!r}.", instead(name, mapping.entities)))
        elif types and TYPES.get(mapping.entities[name].type, types[0]) not in types:
            wanted = " or ".join(one.with_article for one in types)
            found.append(
                Fault(place, f"{name} is {TYPES[mapping.entities[name].type].with_article}.", f"Name {wanted}.")
            )

    for name, one in mapping.entities.items():
        found += _of_entity(("entities", name), name, one)
    for at, claim in enumerate(mapping.claims):
        place = ("claims", str(at))
        found += _of_dates(place, claim)
        if claim.kind not in _KINDS:
            found.append(
                Fault((*place, "kind"), f"There is no kind {claim.kind[:40]!r}.", instead(claim.kind.upper(), _KINDS))
            )
            entity((*place, "subject"), claim.subject)
            if claim.object:
                entity((*place, "object"), claim.object)
            continue
        tie = TIE_KINDS.get(claim.kind)
        attribute = ATTRIBUTE_KINDS.get(claim.kind)
        starts = tie.starts if tie else attribute.subjects if attribute else frozenset()
        entity((*place, "subject"), claim.subject, *sorted(starts))
        if tie:
            if claim.object:
                entity((*place, "object"), claim.object, *sorted(tie.ends))
            else:
                found.append(Fault(place, f"{claim.kind} has no object.", "Name the entity that it leads to."))
            if claim.value:
                found.append(Fault((*place, "value"), f"{claim.kind} is between two entities.", "Take the value out."))
        elif attribute:
            if claim.object:
                found.append(Fault((*place, "object"), f"{claim.kind} is said of one entity.", "Take it out."))
            if attribute.dated and not (claim.when or claim.start or claim.end):
                found.append(Fault(place, f"{claim.kind} has no date.", "Name its column with when."))
            if not attribute.dated and not claim.value:
                found.append(Fault(place, f"{claim.kind} has no value.", "Name its column with value."))
    for at, event in enumerate(mapping.events):
        place = ("events", str(at))
        found += _of_dates(place, event)
        entity((*place, "event"), event.event, EntityType.EVENT)
        if event.place:
            entity((*place, "place"), event.place, EntityType.PLACE)
        for role in ROLES:
            for name in getattr(event, role):
                entity((*place, role), name, EntityType.PERSON, EntityType.ORGANIZATION)
    names = [claim_name(claim) for claim in mapping.claims]
    found += [
        Fault(("claims", str(at)), f"Two claims of a row are called {name!r}.", "Give one of them an id.")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    return found


def _of_entity(place: tuple[str, ...], name: str, one: EntityPart) -> list[Fault]:
    found = []
    if one.type not in TYPES:
        what = f"{one.type[:40]!r} is no choice for type." if one.type else f"{name} has no type."
        found.append(Fault((*place, "type"), what, instead(one.type, TYPES)))
    if one.id and one.id_from:
        found.append(Fault((*place, "id_from"), f"{name} has both id and id_from.", "Keep one of them."))
    if not one.id and not one.id_from:
        step = "Name the column of its id; or write id_from: name, if two rows with one name are one and the same."
        found.append(Fault(place, f"{name} has no id: a name alone makes none.", step))
    if one.id_from and not one.name:
        found.append(
            Fault((*place, "id_from"), f"{name} has no name to make an id from.", "Name its column with name.")
        )
    if one.authority:
        try:
            entity_id("x", authority=one.authority)
        except InputError:
            step = "Write it in lower case, such as un or my-survey."
            found.append(Fault((*place, "authority"), f"{one.authority[:40]!r} is no authority.", step))
    return found


def _of_dates(place: tuple[str, ...], said: _Said) -> list[Fault]:
    found = []
    if said.when and (said.start or said.end):
        found.append(Fault((*place, "when"), "There is a date and a span.", "Keep when, or start and end."))
    if said.date_format:
        try:
            day_format(said.date_format)
        except InputError as error:
            found.append(Fault((*place, "date_format"), f"{error.what}.", error.next_step))
    if said.hedge_word.startswith(CONSTANT) and not said.hedge:
        try:
            hedge_of(constant(said.hedge_word))
        except InputError as error:
            step = "Use a word of the table of hedges, such as reportedly; or say with hedge what it stands for."
            found.append(Fault((*place, "hedge_word"), f"{error.what}.", step))
    return found


def unsaid(mapping: TableMapping) -> dict[str, str]:
    """Return the facts (`tertius.loading.facts.FACTS`) for which no part of a mapping names a column."""
    named = {field for part in (*mapping.claims, *mapping.events) for field, _ in cells_of(part)}
    named |= {"edtf"} if named & {"when", "start", "end"} else set()
    return {name: "the mapping names no column for it" for name in FACTS if name not in {*named, "name"}}


def constant(text: str) -> str:
    """Return the text of a constant."""
    return text.removeprefix(CONSTANT).strip()


def claim_name(claim: ClaimPart) -> str:
    """Return what a claim is called within its row."""
    return claim.id or " ".join(filter(None, (claim.kind, claim.subject, claim.object, claim.value)))
