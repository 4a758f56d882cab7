"""What all rows of a network have in common, worked out from its files and options; asks what they leave open. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tertius.errors import InputError
from tertius.model.cells import whole_in_cell
from tertius.model.dates import read_edtf
from tertius.model.hedges import Hedge, hedge_of
from tertius.model.kinds import ATTRIBUTE_KINDS, EntityType
from tertius.reading.network_files.listing import BoolArray, Coded, Listing
from tertius.reading.network_files.read import Listed
from tertius.reading.numbers import decimal
from tertius.reading.table import ADDED, UNREAD
from tertius.wording import counted, verb
from tertius_loaders.claims.nearest import nearest
from tertius_loaders.network.kinds import Kinds, kinds_of, sides_of, types_told
from tertius_loaders.network.options import NetworkOptions
from tertius_loaders.network.shape import NodeRow, Plan, TieRow

REPEAT = "repeat"
"""The column that numbers ties with the same ends, where they were set aside."""


@dataclass(frozen=True)
class Network:
    """A network that is ready to be loaded.

    Attributes
    ----------
    plan
        What all its rows have in common.
    listed
        What its files say.
    kept
        (k,) Which of its ties are loaded.
    notes
        How it was read, and what was left out, a sentence each.
    reverse
        Whether ties lead from target to source.
    """

    plan: Plan
    listed: Listed
    kept: BoolArray
    notes: tuple[str, ...]
    reverse: bool

    def rows(self, file: str) -> Iterator[NodeRow | TieRow]:
        """Yield the nodes, then the ties.

        Parameters
        ----------
        file
            What the file of ties is called.
        """
        nodes, written = self.listed.listing.nodes, self.listed.written
        for node in nodes.ids:
            if node not in self.plan.described:
                continue
            table = self.listed.tables.get(node)
            key = table.key if table else "id"
            said = {key: written.get(node, node)} | {name: of.get(node, "") for name, of in nodes.columns.items()}
            yield NodeRow(node_file(table.file if table else "", file), nodes.lines.get(node, 1), said, node)
        yield from self._ties(file)

    def _ties(self, file: str) -> Iterator[TieRow]:
        listing, plan, written = self.listed.listing, self.plan, self.listed.written
        columns = [(name, column) for name, column in listing.columns.items() if name not in (*ADDED, UNREAD)]
        seen: Counter[tuple[object, ...]] = Counter()
        values, mutual = listing.source.values, listing.mutual
        for tie in np.flatnonzero(self.kept).tolist():
            source, target = values[listing.source.codes[tie]], values[listing.target.codes[tie]]
            both = mutual is not None and not plan.directed and bool(mutual[tie])
            if both:
                source, target = sorted((source, target))
            said = {
                plan.source_column: written.get(source, source),
                plan.target_column: written.get(target, target),
                **{name: column.cell(tie) for name, column in columns},
            }
            ends = (target, source) if self.reverse else (source, target)
            one = (*ends, said.get(plan.kind_column, ""))
            seen[one] += 1
            number = seen[one]
            if plan.set_aside and (repeat := whole_in_cell(said.get(REPEAT, ""))) is not None:
                number = repeat
            elif number > 1:
                said[REPEAT] = str(number)
            yield TieRow(file, int(listing.places.numbers[tie]), said, *ends, both, number)


def node_file(table: str, file: str) -> str:
    """Return what to call the file that describes a node: a table, or the file of ties."""
    return table or f"{file} (nodes)"


def plan_of(
    listed: Listed, options: NetworkOptions, *, source: str, published: date | None, set_aside: bool, naming: bool
) -> Network:
    """Return a network that is ready to be loaded.

    Parameters
    ----------
    listed
        What its files say.
    options
        What the user says of them.
    source, published
        The publication's id, and its day.
    set_aside
        Whether they are rows that were set aside.
    naming
        Whether the ties that were set aside are all that tells what their ends are called, and of what type.

    Raises
    ------
    InputError
        An option does not fit the files, or they leave open what would have to be guessed.
    """
    listing = listed.listing
    set_aside = set_aside or all(name in listing.columns for name in ADDED)
    kind_column = _column(listing, options.tie_column, "kind", "--tie-column")
    weight_column = _column(listing, options.weight, listing.weight_column or "weight", "--weight")
    values = listing.columns[kind_column].values if kind_column else ()
    kinds = kinds_of(options.tie, options.negative_tie, values)
    if not kinds.by_value and options.tie_column is None:
        kind_column = ""
    attributes = _attributes(listing, options.attribute)
    told = types_told({node: kind for node, kind in _property(listing, "type").items() if kind}, listing.nodes.lines)
    types = _types(listed, kinds, options, told, asking=not set_aside, naming=naming)
    if options.directed and listing.directed is False and not listing.format.startswith(("GraphML", "GEXF", "Pajek")):
        raise InputError(
            "Each tie is as its mirror: none of the two ends comes first",
            where="--directed",
            next_step="Choose a kind without a direction, or write a row for each tie (an edge list).",
        )
    if options.negative_tie and not weight_column:
        raise InputError(
            "The ties have no weight, so that none is below 0",
            where="--negative-tie",
            next_step="Name the column with --weight, or leave it out.",
        )
    if options.tie_column and not kinds.by_value:
        raise InputError(
            "No value of the column of kinds is said to be a kind",
            where="--tie-column",
            next_step="Say what each value means: --tie VALUE=KIND; or leave out --tie-column.",
        )
    kept, notes = _kept(listing, weight_column, options)
    when_column = _column(listing, options.when, "when", "--when")
    role_column = _column(listing, options.role, "", "--role")
    used = {kind_column, weight_column, when_column, role_column, REPEAT, *ADDED, UNREAD}
    notes += _unused("tie", [name for name in listing.columns if name not in used])
    keys = {table.key for table in listed.tables.values()}
    known = {"name", "label", *ADDED, UNREAD, *(["type"] if told else []), *(column for column, _ in attributes), *keys}
    notes += _unused("node", [name for name in listing.nodes.columns if not {name, name.casefold()} & known])
    hedge, word = _hedge(options.hedge)
    _check_period(options.period, published)
    plan = Plan(
        source=source,
        published=published,
        kinds=kinds,
        types=types,
        names=_names(listed, underscores=options.underscores),
        described=frozenset(listed.tables if set_aside else listing.nodes.ids),
        attributes=attributes,
        kind_column=kind_column,
        weight_column=weight_column,
        when_column=when_column,
        role_column=role_column,
        source_column=options.source_column,
        target_column=options.target_column,
        period=options.period,
        hedge=hedge,
        hedge_word=word,
        directed=options.directed,
        set_aside=set_aside,
        naming=naming or not set_aside,
        part=options.part.strip(),
    )
    return Network(plan, listed, kept, (*listing.notes, *notes), options.reverse)


def _check_period(text: str, published: date | None) -> None:
    try:
        read_edtf(text, lasting=True, published=published)
    except InputError as error:
        raise InputError(error.what, where="--period", next_step=error.next_step) from None


def _hedge(text: str) -> tuple[Hedge, str]:
    """Return the hedge, and the word for it if it is one of the publication's own."""
    try:
        return (Hedge(text.lower()), "") if text.lower() in list(Hedge) else (hedge_of(text), text)
    except InputError as error:
        raise InputError(error.what, where="--hedge", next_step=error.next_step) from None


def _column(listing: Listing, given: str | None, otherwise: str, option: str) -> str:
    """Return the column of the ties that an option names, whatever its case; empty where there is none."""
    wanted = given if given is not None else otherwise
    found = next((name for name in listing.columns if name.casefold() == wanted.casefold()), "") if wanted else ""
    if given is not None and not found:
        raise InputError(
            f"The ties have no column {given[:60]!r}",
            where=option,
            next_step=f"Name one of {', '.join(listing.columns) or '(there is none)'}.",
        )
    return found


def _property(listing: Listing, name: str) -> Mapping[str, str]:
    """Return a column of the nodes, whatever the case of its name; empty where there is none."""
    return next((of for column, of in listing.nodes.columns.items() if column.casefold() == name), {})


def _attributes(listing: Listing, said: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for one in said:
        column, mark, kind = one.rpartition("=")
        named = next((name for name in listing.nodes.columns if name.casefold() == column.strip().casefold()), "")
        if not mark or not named:
            raise InputError(
                f"The nodes have no column {column[:60]!r}" if mark else f"{one[:60]!r} does not say what it gives",
                where="--attribute",
                next_step=f"Write COLUMN=KIND, with one of the columns {', '.join(listing.nodes.columns) or '(none)'}.",
            )
        kind = kind.strip().upper()
        if kind not in ATTRIBUTE_KINDS or kind == "NAME":
            near = nearest(kind, ATTRIBUTE_KINDS)
            raise InputError(
                f"There is no attribute {kind[:40]!r}" if kind != "NAME" else "The name is in the column name",
                where="--attribute",
                next_step=f"Did you mean {near}?"
                if near and kind != "NAME"
                else f"Use one of {', '.join(one for one in ATTRIBUTE_KINDS if one != 'NAME')}.",
            )
        if any(kind == other and not ATTRIBUTE_KINDS[kind].many for _, other in found):
            raise InputError(f"Two columns are to give {kind}", where="--attribute", next_step="Name one.")
        found.append((named, kind))
    return tuple(found)


def _types(
    listed: Listed,
    kinds: Kinds,
    options: NetworkOptions,
    told: Mapping[str, EntityType] | None,
    *,
    asking: bool,
    naming: bool,
) -> Mapping[str, EntityType]:
    """Return the type of each node that is known; of rows that were set aside the others are known to the graph."""
    listing = listed.listing
    source, target = sides_of(kinds, options.source_type, options.target_type)
    names = listing.source.values
    starts = {names[code] for code in np.unique(listing.source.codes).tolist()}
    ends = {names[code] for code in np.unique(listing.target.codes).tolist()}
    if listed.modes:
        starts, ends = map(set, listed.modes)
    if options.reverse:
        source, target = target, source
    told = told or {}
    untold = (starts | ends) - told.keys()
    if not (asking or naming) and len({(kind.starts, kind.ends) for kind in kinds.all()}) > 1:
        # that a kind in use takes only persons says nothing of an end whose type a table told
        source = source if options.source_type else None
        target = target if options.target_type else None
    if asking:
        _ask(listed, kinds, (source, target), starts & ends, untold)
    sides = dict.fromkeys(ends, target) | dict.fromkeys(starts, source)
    if source is target:
        sides |= dict.fromkeys(listing.nodes.ids, source)
    return {node: kind for node, kind in sides.items() if kind is not None} | dict(told)


def _ask(
    listed: Listed,
    kinds: Kinds,
    sides: tuple[EntityType | None, EntityType | None],
    across: Collection[str],
    untold: Collection[str],
) -> None:
    """Refuse what leaves open, or contradicts, of what type the ends of ties are.

    Parameters
    ----------
    listed, kinds
        The network, and the kinds of its ties.
    sides
        What sources and targets are, by the kinds or by the user.
    across
        The nodes that are both.
    untold
        The nodes whose type nothing else tells.
    """
    listing, (source, target) = listed.listing, sides
    said = "/".join(kind.name for kind in kinds.all())
    if listed.modes and source is target and source is not None and untold:
        raise InputError(
            f"The file has people and groups, and both ends of {said} are of one type ({source})",
            where=listing.format,
            next_step="Choose a kind that ties people to groups, such as MEMBER_OF, or say what both are with "
            "--source-type and --target-type; where rows and columns are the same nodes, give them the same names.",
        )
    if untold and (source is None or target is None):
        raise InputError(
            f"{said} may tie several types, and nothing says what the ends of the ties are",
            where="--source-type, --target-type",
            next_step="Say person or organization; or give the nodes a column type.",
        )
    if source is not target and not listed.modes:
        both = sorted(set(across) & set(untold))
        if both or (untold and listing.directed is False):
            raise InputError(
                f"{said} leads from {source} to {target}, and "
                + (
                    f"{both[0][:60]!r} stands at both ends of ties, as {counted(len(both), 'name')} in all do"
                    if both
                    else "the ties in the file have no direction"
                ),
                where="--file-format, --source-type",
                next_step="Where the two columns count apart (person 1 is not group 1), say --file-format two-mode; "
                "else give the nodes a column type (person, organization).",
            )


def _names(listed: Listed, *, underscores: bool) -> Mapping[str, str]:
    nodes = listed.listing.nodes
    named = {**listed.written, **_property(listed.listing, "label"), **_property(listed.listing, "name"), **nodes.names}
    every = {**{node: node for node in {*nodes.ids, *listed.listing.source.values}}, **named}
    return {node: " ".join(name.split("_")).strip() or name for node, name in every.items()} if underscores else every


def _kept(listing: Listing, weight: str, options: NetworkOptions) -> tuple[BoolArray, list[str]]:
    """Return which ties are loaded: none of a node with itself, and none that is too light."""
    kept: BoolArray = listing.source.codes != listing.target.codes
    loops, notes = int((~kept).sum()), []
    if loops:
        notes.append(f"{counted(loops, 'tie')} of a node with itself {verb(loops, 'was', 'were')} left out.")
    if options.min_weight is None:
        return kept, notes
    if not weight:
        raise InputError("The ties have no weight", where="--min-weight", next_step="Name the column with --weight.")
    heavy = _heavy(listing.columns[weight], options.min_weight)
    light = int((kept & ~heavy).sum())
    said = f"{counted(light, 'tie')} of a weight below {options.min_weight:g}"
    notes.append(f"{said} {verb(light, 'was', 'were')} left out.")
    return kept & heavy, notes


def _heavy(column: Coded, least: float) -> BoolArray:
    """Return which weights are large enough; one that is no number is for its row to refuse."""

    def large(text: str) -> bool:
        try:
            return abs(decimal(text)) >= least
        except InputError:
            return True

    told = np.array([*map(large, column.values), least <= 1], dtype=np.bool_)  # −1, no weight, is the last: it counts 1
    found: BoolArray = told[column.codes]
    return found


def _unused(of: str, left: Sequence[str]) -> list[str]:
    if not left:
        return []
    named = ", ".join(repr(name[:60]) for name in left[:5]) + (", …" if len(left) > 5 else "")
    hint = " (--attribute COLUMN=KIND keeps one)" if of == "node" else ""
    return [f"The {of}s' column{'s' if len(left) > 1 else ''} {named} {verb(len(left), 'was', 'were')} not used{hint}."]
