"""What a row of a network says: a node, or a tie. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claim_values import check_value
from tertius.model.claims import Claim
from tertius.model.dates import UNDATED, read_edtf
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.ids import entity_id
from tertius.model.kinds import ATTRIBUTE_KINDS, EntityType, TieKind, is_lasting
from tertius.reading.numbers import decimal
from tertius_loaders.network.ids import key_of
from tertius_loaders.network.kinds import Kinds


@dataclass(frozen=True, slots=True)
class NodeRow(RawRow):
    """A node, by its id in the files."""

    node: str = ""


@dataclass(frozen=True, slots=True)
class TieRow(RawRow):
    """A tie between two nodes, by their ids in the files.

    Attributes
    ----------
    source, target
        Its ends.
    mutual
        Whether the file gives it no direction.
    number
        Which it is of the rows with the same ends and kind, from 1.
    """

    source: str = ""
    target: str = ""
    mutual: bool = False
    number: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for all rows of a network.

    Attributes
    ----------
    source, published
        The publication's id, and its day.
    kinds
        The kinds of its ties.
    types
        The type of each node that is known, by its id in the files.
    names
        What nodes are called, by id.
    described
        The nodes that have a row of their own.
    attributes
        Pairs (column, kind) of what columns of the nodes give.
    kind_column, weight_column, when_column, role_column
        The columns of ties that mean something; empty where there is none.
    source_column, target_column
        The columns of its ends.
    period, hedge, hedge_word
        When ties held that say nothing of it, and how firmly all is said, in what word.
    directed
        Whether a tie leads from its first end to the second even where the file gives it no direction.
    set_aside
        Whether these are rows that were set aside: their ends may be in the graph.
    naming
        Whether nodes without a row of their own are called what the ties call them.
    part
        Which of the publication's networks it is; empty where it has one.
    """

    source: str
    kinds: Kinds
    types: Mapping[str, EntityType]
    names: Mapping[str, str] = field(default_factory=dict)
    described: frozenset[str] = frozenset()
    attributes: tuple[tuple[str, str], ...] = ()
    kind_column: str = ""
    weight_column: str = ""
    when_column: str = ""
    role_column: str = ""
    source_column: str = "source"
    target_column: str = "target"
    period: str = ""
    hedge: Hedge = Hedge.STATED
    hedge_word: str = ""
    published: date | None = None
    directed: bool = False
    set_aside: bool = False
    naming: bool = True
    part: str = ""

    def entity(self, node: str) -> Entity:
        """Return the entity of a node.

        Raises
        ------
        InputError
            Nothing says what it is, or its name can be no id.
        """
        found = self.types.get(node)
        if found is None:
            raise InputError(
                f"Nothing says whether {node[:60]!r} is a person or an organization",
                where="type",
                next_step="Add a column type to the nodes (person, organization, place, event).",
            )
        return Entity(self._id(node), found)

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        if isinstance(row, NodeRow):
            return self._node(row)
        if isinstance(row, TieRow):
            return self._tie(row)
        raise InputError("The row is neither a node nor a tie", next_step="Load the network's own files.")

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the ids (``record``) of the claims that a row, good or bad, is meant to carry. Never fails."""
        if isinstance(row, NodeRow):
            node = f"{self._begins}{key_of(row.node)}"
            own = (f"{node} {kind}" for column, kind in self.attributes if row.values.get(column))
            many = (
                f"{node} {kind} {part}"
                for column, kind in self.attributes
                if ATTRIBUTE_KINDS[kind].many
                for part in _parts(row.values.get(column, ""))
            )
            return (f"{node} NAME", *own, *many)
        if isinstance(row, TieRow):
            ends = () if not self.naming else (f"{self._begins}{key_of(end)} NAME" for end in (row.source, row.target))
            return (*(self._record(kind, row) for kind in self.kinds.all()), *ends)
        return ()

    def _record(self, kind: TieKind, row: TieRow) -> str:
        again = f" ({row.number})" if row.number > 1 else ""
        return f"{self._begins}{kind.name} {key_of(row.source)} {key_of(row.target)}{again}"

    @property
    def _begins(self) -> str:
        return f"{self.part}: " if self.part else ""

    def _node(self, row: NodeRow) -> Shaped:
        entity = self.entity(row.node)
        return Shaped((entity,), (self._name(row.node, entity), *self._attributes(row, entity)))

    def _name(self, node: str, entity: Entity) -> Claim:
        return Claim(
            source=self.source,
            record=f"{self._begins}{key_of(node)} NAME",
            part=self.part,
            kind="NAME",
            about=(("subject", entity.id),),
            value=self.names.get(node, node),
            locator=f"node {node}",
        )

    def _attributes(self, row: NodeRow, entity: Entity) -> Iterator[Claim]:
        for column, kind in self.attributes:
            about = ATTRIBUTE_KINDS[kind]
            text = row.values.get(column, "").strip()
            for part in _parts(text) if about.many else filter(None, [text]):
                with _in(column):
                    if about.dated:
                        value, edtf = "", part
                        bounds = read_edtf(part, lasting=False, published=self.published)
                    else:
                        value, edtf, bounds = entity_id(part) if kind == "EXTERNAL_ID" else part, "", UNDATED
                        check_value(kind, value)
                node = f"{self._begins}{key_of(row.node)}"
                yield Claim(
                    source=self.source,
                    part=self.part,
                    record=f"{node} {kind} {part}" if about.many else f"{node} {kind}",
                    kind=kind,
                    about=(("subject", entity.id),),
                    value=value,
                    edtf=edtf,
                    bounds=bounds,
                    hedge=self.hedge,
                    hedge_word=self.hedge_word,
                    locator=f"node {row.node}, {column}",
                )

    def _tie(self, row: TieRow) -> Shaped:
        weight = row.values.get(self.weight_column, "") if self.weight_column else ""
        with _in(self.weight_column):
            value = decimal(weight) if weight else 1.0
            if not value:
                raise InputError("The weight is 0", next_step="Leave the line out where there is no tie.")
        kind = self._kind(row, below=value < 0)
        ends = [self._id(row.source), self._id(row.target)]
        known = [self.entity(node) for node in (row.source, row.target) if not self.set_aside or node in self.types]
        if len(known) == 2:
            if row.mutual and kind.directed and not _fits(kind, known) and _fits(kind, known[::-1]):
                ends.reverse()  # the file gives it no direction, and only this one can be meant
                known.reverse()
            self._check(kind, row, known)
        when = row.values.get(self.when_column, "").strip() or self.period
        with _in(self.when_column):
            bounds = read_edtf(when, lasting=is_lasting(kind.name), published=self.published)
        claim = Claim(
            source=self.source,
            part=self.part,
            record=self._record(kind, row),
            kind=kind.name,
            about=(("subject", ends[0]), ("object", ends[1])),
            edtf=when,
            bounds=bounds,
            hedge=self.hedge,
            hedge_word=self.hedge_word,
            role=row.values.get(self.role_column, "").strip() if self.role_column else "",
            locator=f"{row.values.get(self.source_column, row.source)} – "
            f"{row.values.get(self.target_column, row.target)}",
            note=f"The publication gives the tie a weight of {weight}." if value != 1.0 else "",
        )
        alone = [] if not self.naming else [node for node in (row.source, row.target) if node not in self.described]
        return Shaped(tuple(known), (claim, *(self._name(node, self.entity(node)) for node in alone)))

    def _id(self, node: str) -> str:
        return entity_id(f"{self.source}:{key_of(node)}")

    def _kind(self, row: TieRow, *, below: bool) -> TieKind:
        try:
            return self.kinds.of(row.values.get(self.kind_column, ""), below=below)
        except InputError as error:
            column = self.weight_column if below else self.kind_column
            raise InputError(error.what, where=column, next_step=error.next_step) from None

    def _check(self, kind: TieKind, row: TieRow, ends: Sequence[Entity]) -> None:
        for end, column, allowed in zip(
            ends, (self.source_column, self.target_column), (kind.starts, kind.ends), strict=True
        ):
            if end.type not in allowed:
                raise InputError(
                    f"{row.values.get(column, '')[:60]!r} is {end.type.with_article}, and {kind.name} reads: "
                    f"{'/'.join(sorted(kind.starts))} {kind.about} {'/'.join(sorted(kind.ends))}",
                    where=column,
                    next_step="Correct its type, choose another kind, or turn all ties round with --reverse.",
                )
        if row.mutual and kind.directed and _fits(kind, ends[::-1]):
            raise InputError(
                f"The file gives the tie no direction, and {kind.name} has one",
                where=self.source_column,
                next_step="Choose a kind without a direction; or, where each tie leads from its first end to the "
                "second, say --directed.",
            )


def _fits(kind: TieKind, ends: Sequence[Entity]) -> bool:
    return ends[0].type in kind.starts and ends[1].type in kind.ends


def _parts(text: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    return [part for part in map(str.strip, text.split(";")) if part]


@contextmanager
def _in(column: str) -> Iterator[None]:
    """Say of a refusal in which column it is."""
    try:
        yield
    except InputError as error:
        raise InputError(error.what, where=column, next_step=error.next_step) from None
