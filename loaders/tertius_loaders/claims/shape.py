"""Turns the rows of a claims folder into entities, claims and decisions. Pure.

A row can need what other rows say: whether an entity is declared, whether an id was used before. `survey` gathers that
once; a `Shaper` then shapes each row by itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tertius.errors import InputError
from tertius.loading.loader import BadRow, RawRow, Shaped
from tertius.model.claim_checks import check_claim
from tertius.model.claim_rows import read_claim
from tertius.model.claims import Claim
from tertius.model.decisions import Decision
from tertius.model.folding import whole
from tertius.model.hedges import Hedge
from tertius.model.ids import entity_id
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius_loaders.claims.columns import CLAIMS, DECISIONS, ENTITIES
from tertius_loaders.claims.decisions import correct, read_decision
from tertius_loaders.claims.entities import RESERVED, entity_records, read_entity
from tertius_loaders.claims.nearest import nearest

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all rows of a folder.

    Attributes
    ----------
    source
        Id of the folder's source.
    kinds
        Which table each file or sheet is, by its name.
    published
        The day the source was published, if known.
    words
        Hedge words of the folder's own, with the hedges that they stand for.
    part
        Whether the folder holds rows of another one that were set aside: the graph has the others already.
    """

    source: str
    kinds: Mapping[str, str]
    published: date | None = None
    words: Mapping[str, Hedge] = field(default_factory=dict)
    part: bool = False

    def called(self, kind: str) -> str:
        """Return what the file or sheet of a table is called."""
        return next((name for name, one in self.kinds.items() if one == kind), kind)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a row needs to know of the rest of its folder.

    Attributes
    ----------
    lines
        Line of the first row with an id, by table and id; of a decision, the id is its own, and the line that of the
        row that counts.
    types
        Type of each entity that is declared, by id.
    bad
        For each entity whose row is bad: what is wrong with it.
    cells
        The claims that cells of the entities make, by ``record``.
    claims
        The first row of the claims with each ``claim_id``.
    entities
        The first row of the entities with each id.
    decisions
        The decision about each question that counts: the first that stands; where all were taken back, the last.
    names
        The entities with each name, by the name as one word (`tertius.model.folding.whole`).
    """

    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Claim] = field(default_factory=dict)
    claims: dict[str, Mapping[str, str]] = field(default_factory=dict)
    entities: dict[str, Mapping[str, str]] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)


def survey(rows: Iterable[RawRow | BadRow], *, context: Context) -> Contents:
    """Gather what the rows of a folder need to know of each other.

    Parameters
    ----------
    rows
        Every row, in the order entities, claims, decisions.
    context
        What is the same for all of them.
    """
    source, contents = context.source, Contents()
    for row in rows:
        values = row.row if isinstance(row, BadRow) else row.values
        kind = context.kinds[row.file]
        if kind == ENTITIES:
            _survey_entity(contents, row, values, source)
        elif kind == CLAIMS and values.get("claim_id"):
            contents.lines.setdefault((CLAIMS, values["claim_id"]), row.line)
            contents.claims.setdefault(values["claim_id"], values)
        elif kind == DECISIONS and isinstance(row, RawRow):
            try:
                decision = read_decision(values, source=source, claims=contents.claims, part=context.part)
            except InputError:
                continue  # shaping the row says what is wrong with it
            counts = contents.decisions.get(decision.id)
            if counts is None or counts.undone is not None:
                contents.lines[DECISIONS, decision.id] = row.line
                contents.decisions[decision.id] = decision
    return contents


def _survey_entity(contents: Contents, row: RawRow | BadRow, values: Mapping[str, str], source: str) -> None:
    try:
        own = entity_id(values.get("id", ""), authority=source)
    except InputError:
        return
    if contents.lines.setdefault((ENTITIES, own), row.line) != row.line:
        return
    contents.entities[own] = values
    if isinstance(row, BadRow):
        contents.bad[own] = f"line {row.line}: {row.reason}"
        return
    try:
        entity, claims = read_entity(values, source=source)
    except InputError as error:
        contents.bad[own] = f"line {row.line}, {error.where}: {error.what}"
        return
    contents.types[own] = entity.type
    contents.names.setdefault(whole(values.get("name", "")), []).append(own)
    contents.cells.update((claim.record, claim) for claim in claims)


@dataclass(frozen=True, slots=True)
class Shaper:
    """Shapes the rows of one folder.

    Attributes
    ----------
    context
        What is the same for all of them.
    contents
        What the rows say of each other.
    """

    context: Context
    contents: Contents

    @property
    def source(self) -> str:
        """Id of the folder's source."""
        return self.context.source

    @property
    def _entities(self) -> str:
        return self.context.called(ENTITIES)

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says.

        Raises
        ------
        InputError
            With the column in ``where``, if the row is bad.
        """
        kind = self.context.kinds[row.file]
        if kind == ENTITIES:
            return self._entity(row)
        try:
            return self._claim(row) if kind == CLAIMS else self._decision(row)
        except InputError as error:
            text = row.values.get(error.where, "")
            named = self.contents.names.get(whole(text)) if text and error.unknown == "entity" else None
            if not named:
                raise
            ids = " or ".join(self._short(entity) for entity in named[:_MOST_NAMED])
            step = f"{text[:60]!r} is a name. Write the id of who has it: {ids}."
            raise InputError(error.what, where=error.where, next_step=step) from None

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the ids (``record``) of the claims that a row, good or bad, is meant to carry. Never fails."""
        kind = self.context.kinds[row.file]
        if kind == ENTITIES:
            return entity_records(row.values, source=self.source)
        if kind == CLAIMS and row.values.get("claim_id"):
            return (row.values["claim_id"],)
        return ()

    def _entity(self, row: RawRow) -> Shaped:
        entity, claims = read_entity(row.values, source=self.source)
        first = self.contents.entities.get(entity.id, row.values)
        self._check_first(
            row, "id", (entity.id, row.values["id"]), lambda: (entity, claims) == read_entity(first, source=self.source)
        )
        return Shaped(entities=(entity,), claims=claims)

    def _check_first(self, row: RawRow, column: str, identity: tuple[str, str], same: Callable[[], bool]) -> None:
        """Refuse a second row of an identity, given as it is and as it is written; unless it says just the same."""
        first = self.contents.lines.get((self.context.kinds[row.file], identity[0]), row.line)
        if first == row.line:
            return
        try:
            if same():
                return
        except InputError:
            pass  # the first row is bad, and says so itself
        raise InputError(
            f"{identity[1][:60]!r} stands on line {first} already",
            where=column,
            next_step="Delete one of the two rows, or give one of them an id of its own.",
        )

    def _read(self, row: Mapping[str, str]) -> Claim:
        context = self.context
        return read_claim(row, source=context.source, published=context.published, words=context.words)

    def _claim(self, row: RawRow) -> Shaped:
        self._check_source(row.values.get("source", ""))
        claim = self._read(row.values)
        first = self.contents.claims.get(claim.record, row.values)
        self._check_first(
            row,
            "claim_id",
            (claim.record, claim.record),
            lambda: claim == self._read(first),
        )
        for role, entity in claim.about:
            self._check_declared(_column(claim, role), entity)
        if claim.kind == "EXTERNAL_ID":
            try:
                entity_id(claim.value)
            except InputError as error:
                raise error.at("value") from None
        self._check_fit(claim)
        if claim.record.startswith(RESERVED):
            return self._cell(claim)
        return Shaped(claims=(claim,))

    def _check_source(self, said: str) -> None:
        """Refuse a row that an export gives to another source: as this one's it would confirm what it repeats."""
        if said and said != self.source:
            raise InputError(
                f"The row is {said[:60]!r}'s, and the folder is {self.source}'s",
                where="source",
                next_step=f"Load it in a folder of {said[:60]}. If this source says so too, empty the cell.",
            )

    def _check_declared(self, column: str, entity: str) -> None:
        """Refuse an entity whose row is bad, and one of the folder's own that has no row."""
        if entity in self.contents.bad:
            raise InputError(
                f"{self._short(entity)!r} was set aside ({self._entities}, {self.contents.bad[entity]})",
                where=column,
                next_step=f"Mend its row in {self._entities}, and this claim loads with it.",
            )
        own = entity.partition(":")[0] == self.source and not self.context.part
        if own and entity not in self.contents.types:
            near = nearest(self._short(entity), [self._short(other) for other in self.contents.types])
            hint = f"Did you mean {near}? Otherwise add" if near else "Add"
            raise InputError(
                f"There is no entity {self._short(entity)[:60]!r} in {self._entities}",
                where=column,
                next_step=f"{hint} a row for it.",
                unknown="entity",
            )

    def _short(self, entity: str) -> str:
        return entity.removeprefix(f"{self.source}:")

    def _check_fit(self, claim: Claim) -> None:
        """Check what can be checked here: with an entity of another folder, the write path does it."""
        if not all(entity in self.contents.types for _, entity in claim.about):
            return
        try:
            check_claim(claim, self.contents.types)
        except InputError as error:
            raise error.at(_column(claim, error.where)) from None

    def _cell(self, claim: Claim) -> Shaped:
        """Take a claim that an export wrote for a cell of the entities: once, and only if the cell agrees."""
        cell = self.contents.cells.get(claim.record)
        if cell is not None and cell.digest == claim.digest:
            return Shaped()  # the entity's row makes it
        subject = claim.entity("subject") or ""
        if cell is not None:
            raise InputError(
                f"{self._entities}, line {self.contents.lines[ENTITIES, subject]}, says {cell.value[:60]!r}",
                where="value",
                next_step=f"Change it in {self._entities} and delete this row.",
            )
        if f"{claim.record}:".startswith(f"{RESERVED}{subject}:{claim.kind}:"):
            return Shaped(claims=(claim,))
        raise InputError(
            f"The id {claim.record[:60]!r} is none for a claim: {RESERVED} begins the ids of cells of {self._entities}",
            where="claim_id",
            next_step="Give the claim another id.",
        )

    def _decision(self, row: RawRow) -> Shaped:
        decision = read_decision(row.values, source=self.source, claims=self.contents.claims, part=self.context.part)
        counts = self.contents.lines.get((DECISIONS, decision.id), row.line)
        if counts != row.line:
            if decision.undone is not None or self.contents.decisions[decision.id] == decision:
                return Shaped()  # it was taken back, and another row decides the question now; or it says the same
            raise InputError(
                f"Line {counts} decides the same question",
                where="left",
                next_step="Keep the decision that stands: fill in the column undone of the other row, or delete it.",
            )
        if not decision.about_claim:
            self._check_entities(decision)
        elif row.values["left"] in self.contents.claims:
            self._check_correction(row.values["left"], decision)
        return Shaped(decisions=(decision,))

    def _check_entities(self, decision: Decision) -> None:
        types = self.contents.types
        for column, entity in (("left", decision.left), ("right", decision.right)):
            if entity:
                self._check_declared(column, entity)
        left, right = types.get(decision.left), types.get(decision.right)
        if left is not None and right is not None and left is not right:
            one, other = self._short(decision.left), self._short(decision.right)
            raise InputError(
                f"{one} is {left.with_article}, {other} {right.with_article}",
                where="right",
                next_step="Only entities of one type can be the same; correct an id.",
            )

    def _check_correction(self, record: str, decision: Decision) -> None:
        """Refuse a correction that the folder's own claim cannot take."""
        try:
            claim = self._read(self.contents.claims[record])
        except InputError:
            return  # the claim's row is set aside, and says so itself
        amended = correct(claim, decision, published=self.context.published)
        if amended is not None and amended != claim:
            try:
                self._check_fit(amended)
            except InputError as error:
                raise error.at("value") from None


def _column(claim: Claim, part: str) -> str:
    """Return the column that holds a part of a claim: a record has its sides and its place in the value."""
    if claim.kind != EVENT_RECORD:
        return part
    return "subject" if part == "event" else "value"
