"""What a row of a mapped table says: a row in, entities and claims out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.cells import plain_whole
from tertius.model.claim_rows import read_claim
from tertius.model.claims import Claim, Scalar
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge, hedge_of
from tertius.model.ids import entity_id, fingerprint
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD
from tertius.model.sources import Release, Source
from tertius.model.spelling import spelled
from tertius.reading.numbers import decimal, whole
from tertius_loaders.claims.absent import names_nobody
from tertius_loaders.events.cells import NULLS
from tertius_loaders.events.deaths import odd_estimates
from tertius_loaders.table.day_formats import day_format
from tertius_loaders.table.mapping import (
    CONSTANT,
    ROLES,
    TYPES,
    ClaimPart,
    EntityPart,
    EventPart,
    TableMapping,
    claim_name,
    constant,
)

Cells = Mapping[str, str]


def _count(text: str) -> int:
    return whole(plain_whole(text))


_FIELD_OF = {"when": ("when", "start", "end")}
_NUMBERS: Mapping[str, Callable[[str], Scalar]] = {
    **dict.fromkeys(("deaths_best", "deaths_low", "deaths_high", "deaths_civilians"), _count),
    **dict.fromkeys(("latitude", "longitude"), decimal),
}
_TEXTS = ("event_kind", "citation", "remark")
_OF_COUNTRIES = ("COUNTRY", "NATIONALITY")  # whose NA is Namibia
_MOST_KEPT = 1_000


class Shaper:
    """Shapes rows as a mapping says.

    Parameters
    ----------
    mapping
        The mapping, without a fault.
    source, release
        Whose words these are.
    """

    def __init__(self, mapping: TableMapping, source: Source, release: Release) -> None:
        self._mapping = mapping
        self._source = source.id
        self._published = release.published
        # what many rows say in the same words is one claim
        self._attribute = lru_cache(maxsize=_MOST_KEPT)(self._attribute_of)

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says. A claim whose object or value the row leaves empty is none.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        cells = row.values
        key = self._key(cells)
        if not key:
            raise InputError(
                "The row has no key", where=self._mapping.key[0], next_step="Fill it in: it tells the row from others."
            )
        entities = {
            name: entity
            for name, part in self._mapping.entities.items()
            if (entity := self._entity(part, cells)) is not None
        }
        claims = [claim for name in entities for claim in self._named(name, entities[name], cells)]
        for part in self._mapping.claims:
            claims += self._claim(part, key, entities, cells)
        for at, event in enumerate(self._mapping.events):
            claims += self._record(event, at, key, entities, cells)
        return Shaped(tuple(dict.fromkeys(entities.values())), tuple(dict.fromkeys(claims)))

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the records of the claims that a row is meant to carry, even a bad one."""
        key = self._key(row.values)
        found = [f"{key} {claim_name(part)}" for part in self._mapping.claims]
        found += [_record_of(key, at, part) for at, part in enumerate(self._mapping.events)]
        for name, part in self._mapping.entities.items():
            with suppress(InputError):
                if (entity := self._entity(part, row.values)) is not None:
                    found += [claim.record for claim in self._named(name, entity, row.values)]
        return tuple(found)

    def _key(self, cells: Cells) -> str:
        parts = [cells.get(column, "") for column in self._mapping.key]
        if not all(parts):
            return ""
        # of several columns a blank within a cell is no blank between two: "a b", "c" is not "a", "b c"
        if len(parts) == 1:
            return " ".join(parts[0].split())
        return " ".join("~-".join(part.replace("~", "~~").split()) for part in parts)

    def _entity(self, part: EntityPart, cells: Cells) -> Entity | None:
        authority = part.authority or self._source
        if part.id_from:
            called = " ".join(spelled(_cell(part.name, cells)).split())
            if _is_nothing(called, part):
                return None
            return Entity(f"{authority}:{part.type}-{fingerprint(called.casefold(), size=8)}", TYPES[part.type])
        text = _cell(part.id, cells)
        # what programs write for an empty cell is no id that all such rows share; but NA is Namibia
        if not text or (text in NULLS and (part.type, text) != ("place", "NA")):
            return None
        with _in_column(part.name if part.id.startswith(CONSTANT) else part.id):
            return Entity(entity_id(text, authority=authority), TYPES[part.type])

    def _named(self, name: str, entity: Entity, cells: Cells) -> Iterator[Claim]:
        part = self._mapping.entities[name]
        for kind, text in (("NAME", part.name), ("KIND", part.kind), ("COUNTRY", part.country)):
            if value := _told(text, cells, kind):
                yield self._attribute(kind, entity.id, value.upper() if kind == "COUNTRY" else value)

    def _attribute_of(self, kind: str, entity: str, value: str) -> Claim:
        return Claim(
            source=self._source,
            record=f"{kind} {entity} {fingerprint(value, size=6)}",
            kind=kind,
            about=(("subject", entity),),
            value=value,
        )

    def _claim(self, part: ClaimPart, key: str, entities: Mapping[str, Entity], cells: Cells) -> Iterator[Claim]:
        subject, object_ = entities.get(part.subject), entities.get(part.object)
        value, when = _told(part.value, cells, part.kind), _when(part, cells)
        attribute = ATTRIBUTE_KINDS.get(part.kind)
        wanted: object = object_ if attribute is None else when if attribute.dated else value
        if subject is None or not wanted:
            return
        said = {
            "claim_id": f"{key} {claim_name(part)}",
            "kind": part.kind,
            "subject": subject.id,
            "object": object_.id if object_ is not None else "",
            "value": value,
            "when": when,
            **{
                field: _cell(getattr(part, field), cells)
                for field in (
                    "role",
                    "stint",
                    "polarity",
                    "inferred",
                    "hedge_word",
                    "hedge",
                    "credibility",
                    "locator",
                    "note",
                )
            },
        }
        try:
            yield read_claim(said, source=self._source, published=self._published)
        except InputError as error:
            column = self._column(part, error.where)
            raise (_hedged(error) if error.where == "hedge_word" else error).at(column) from None

    def _column(self, part: ClaimPart | EventPart, where: str) -> str:
        """Return the column that a claim's part came from."""
        if where == "claim_id":
            return self._mapping.key[0]
        for field in _FIELD_OF.get(where, (where,)):
            text = getattr(part, field, "")
            if text in self._mapping.entities:
                entity = self._mapping.entities[text]
                text = entity.id or entity.name
            if text and not text.startswith(CONSTANT):
                return str(text)
        return where

    def _record(
        self, part: EventPart, at: int, key: str, entities: Mapping[str, Entity], cells: Cells
    ) -> Iterator[Claim]:
        event = entities.get(part.event)
        if event is None:
            return
        about = [("event", event.id)]
        for role in ROLES:
            sides = [entities[name].id for name in getattr(part, role) if name in entities]
            about += ((role, one) for one in dict.fromkeys(sides))
        if part.place in entities:
            about.append(("place", entities[part.place].id))
        values: list[tuple[str, Scalar]] = []
        for name, read in _NUMBERS.items():
            if text := _cell(getattr(part, name), cells):
                with _in_column(getattr(part, name)):
                    values.append((name, read(text)))
        texts = {name: _told(getattr(part, name), cells) for name in _TEXTS}
        odd = odd_estimates(*(_estimate(values, name) for name in ("deaths_low", "deaths_best", "deaths_high")))
        texts["remark"] = " ".join(filter(None, (texts["remark"], odd)))
        values += [(name, text) for name, text in texts.items() if text]
        if called := _told(self._mapping.entities[part.event].name, cells):
            values.append(("name", called))
        when, grade, word = _when(part, cells), _cell(part.credibility, cells), _cell(part.hedge_word, cells)
        with _in_column(self._column(part, "when")):
            bounds = read_edtf(when, lasting=False, published=self._published)
        with _in_column(self._column(part, "credibility")):
            credibility = _count(grade) if grade else None
        with _in_column(self._column(part, "hedge_word")):
            hedge = _hedge(word, _cell(part.hedge, cells))
        yield Claim(
            source=self._source,
            record=_record_of(key, at, part),
            kind=EVENT_RECORD,
            about=tuple(about),
            values=tuple(values),
            edtf=when,
            bounds=bounds,
            hedge=hedge,
            hedge_word=word,
            credibility=credibility,
            locator=_cell(part.locator, cells),
            note=_cell(part.note, cells),
        )


def _is_nothing(name: str, part: EntityPart) -> bool:
    """Say whether a cell that would be an id, shared by all such rows, names nobody and nothing. Na is a village."""
    return names_nobody(name) and (part.type, name) != ("place", "Na")


def _estimate(values: Iterable[tuple[str, Scalar]], name: str) -> int | None:
    return next((value for said, value in values if said == name and isinstance(value, int)), None)


def _record_of(key: str, at: int, part: EventPart) -> str:
    return f"{key} {part.event} record" + (f" {at + 1}" if at else "")


def _hedge(word: str, hedge: str) -> Hedge:
    try:
        return hedge_of(word, hedge)
    except InputError as error:
        raise (_hedged(error) if error.where == "hedge_word" else error) from None


def _hedged(error: InputError) -> InputError:
    """Return a refusal of a hedge word with what a mapping, which has no table of such words, can do about it."""
    step = f"{error.next_step.partition(' For every row')[0]} The mapping names that column: hedge: COLUMN."
    return InputError(error.what, where=error.where, next_step=step)


def _cell(text: str, cells: Cells) -> str:
    """Return what a row has for a column, or the constant."""
    if text.startswith(CONSTANT):
        return constant(text)
    return cells.get(text, "") if text else ""


def _told(text: str, cells: Cells, kind: str = "") -> str:
    """Return what a cell says, or the constant; nothing of signs alone, and of what programs write for nothing."""
    said = _cell(text, cells)
    if text.startswith(CONSTANT) or (said == "NA" and kind in _OF_COUNTRIES):
        return said
    return "" if said in NULLS or not any(letter.isalnum() for letter in said) else said


def _when(part: ClaimPart | EventPart, cells: Cells) -> str:
    """Return the date of a row in EDTF: as it stands, or as its format says; of two columns a span."""
    if part.when:
        return _day(part, part.when, cells)
    first, last = (_day(part, text, cells) for text in (part.start, part.end))
    if not first and not last:
        return ""
    # one column alone, or the same day twice, is a date; an empty cell of a span is an end that nobody knows
    if first == last or not part.end or not part.start:
        return first or last
    return f"{first}/{last}"


def _day(part: ClaimPart | EventPart, text: str, cells: Cells) -> str:
    cell = _cell(text, cells)
    if not cell or not part.date_format:
        return cell
    with _in_column(text):
        return day_format(part.date_format)(cell)


@contextmanager
def _in_column(column: str) -> Iterator[None]:
    """Say of a refusal in which column it is."""
    try:
        yield
    except InputError as error:
        raise error.at(column) from None
