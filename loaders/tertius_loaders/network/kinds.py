"""Which kind of tie each row is, and what its ends are. Pure; asks where the files and options leave it open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tertius.errors import InputError
from tertius.model.kinds import TIE_KINDS, EntityType, TieKind
from tertius_loaders.claims.nearest import nearest

_TYPES = {name.casefold(): name for name in EntityType} | {
    "people": EntityType.PERSON,
    "group": EntityType.ORGANIZATION,
    "organisation": EntityType.ORGANIZATION,
    "org": EntityType.ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a network's ties.

    Attributes
    ----------
    default
        That of a row which says nothing else; None where each says it.
    by_value
        By a value of the column of kinds, in lower case.
    negative
        That of a row whose weight is below 0; None where there is none.
    """

    default: TieKind | None
    by_value: Mapping[str, TieKind]
    negative: TieKind | None = None

    def all(self) -> tuple[TieKind, ...]:
        """Return every kind, each once."""
        found = [self.default, *self.by_value.values(), self.negative]
        return tuple({kind.name: kind for kind in found if kind is not None}.values())

    def of(self, value: str, *, below: bool = False) -> TieKind:
        """Return the kind of a row.

        Parameters
        ----------
        value
            What its column of kinds says.
        below
            Whether its weight is below 0.

        Raises
        ------
        InputError
            Nothing says which it is.
        """
        if below:
            if self.negative is None:
                raise InputError(
                    "The weight is below 0",
                    where="weight",
                    next_step="Say what such ties are, for example with --negative-tie OPPOSED, or leave them out.",
                )
            return self.negative
        found = self.by_value.get(value.casefold()) if value else None
        if found is None and (self.default is None or (self.by_value and value)):
            raise InputError(
                f"Nothing says which kind of tie {value[:60]!r} is" if value else "The kind of the tie is empty",
                where="kind",
                next_step=f"Say so with --tie {value[:60]}=KIND." if value else "Fill it, or name one with --tie KIND.",
            )
        return found or self.default  # type: ignore[return-value] # one of them is there


def kind_named(text: str, option: str) -> TieKind:
    """Return the kind of tie of a name.

    Raises
    ------
    InputError
        There is none.
    """
    found = TIE_KINDS.get(text.strip().upper())
    if found is None:
        near = nearest(text.strip().upper(), TIE_KINDS)
        raise InputError(
            f"There is no kind of tie {text[:40]!r}",
            where=option,
            next_step=f"Did you mean {near}?" if near else f"Use one of {', '.join(TIE_KINDS)}.",
        )
    return found


def kinds_of(said: Sequence[str], negative: str | None, values: Iterable[str]) -> Kinds:
    """Return the kinds of ties that the options, or else the column of kinds, name.

    Parameters
    ----------
    said
        Kinds, or ``VALUE=KIND``.
    negative
        The kind of what is below 0.
    values
        What the column of kinds says in any row.

    Raises
    ------
    InputError
        A kind is not known, two were given for the same ties, or none was and the column does not say it.
    """
    plain = [one for one in said if "=" not in one]
    if len(plain) > 1:
        raise InputError(
            f"Ties are said to be both {plain[0][:40]} and {plain[1][:40]}",
            where="--tie",
            next_step="Give one, or say VALUE=KIND for each value of the column of kinds.",
        )
    by_value: dict[str, TieKind] = {}
    for one in said:
        value, mark, name = one.rpartition("=")
        kind = kind_named(name, "--tie") if mark else None
        if kind and by_value.setdefault(value.strip().casefold(), kind) != kind:
            raise InputError(f"{value[:40]!r} is said to be two kinds", where="--tie", next_step="Give one.")
    if not said:
        by_value = {value.casefold(): TIE_KINDS[value.upper()] for value in values if value.upper() in TIE_KINDS}
        if not by_value:
            raise InputError(
                "Nothing says what the ties are",
                where="--tie",
                next_step=f"Name their kind, as the publication has it: one of {', '.join(TIE_KINDS)}.",
            )
    below = None if negative is None else kind_named(negative, "--negative-tie")
    return Kinds(kind_named(plain[0], "--tie") if plain else None, by_value, below)


def type_named(text: str, option: str) -> EntityType:
    """Return the type of entity of a name.

    Raises
    ------
    InputError
        There is none.
    """
    found = _TYPES.get(text.strip().casefold())
    if found is None:
        raise InputError(
            f"There is no type {text[:40]!r}", where=option, next_step=f"Use one of {', '.join(EntityType)}."
        )
    return found


def types_told(values: Mapping[str, str], lines: Mapping[str, int]) -> Mapping[str, EntityType] | None:
    """Return the types that a column gives nodes; None where it says something else.

    Parameters
    ----------
    values
        What the column says of each node.
    lines
        The line that a node stands on, where that is known.

    Raises
    ------
    InputError
        Most cells name types, and one does not.
    """
    odd = [node for node, value in values.items() if value.casefold() not in _TYPES]
    if 2 * len(odd) >= len(values):
        return None
    for node in odd:
        near = nearest(values[node].casefold(), _TYPES)
        raise InputError(
            f"There is no type {values[node][:40]!r}, which the node {node[:40]!r} has",
            where=f"type, line {lines[node]}" if node in lines else "type",
            next_step=f"Did you mean {near}?" if near else f"Use one of {', '.join(EntityType)}, or leave it empty.",
        )
    return {node: _TYPES[value.casefold()] for node, value in values.items()}


def sides_of(kinds: Kinds, source: str | None, target: str | None) -> tuple[EntityType | None, EntityType | None]:
    """Return what sources and targets of ties are, by the options or else by the kinds; None if both say nothing.

    Where a kind may have the same at both ends, what is said of the sources holds for the targets too.
    """
    every = kinds.all()
    starts = frozenset.intersection(*(kind.starts for kind in every))
    ends = frozenset.intersection(*(kind.ends for kind in every))
    first = type_named(source, "--source-type") if source else next(iter(starts)) if len(starts) == 1 else None
    other = type_named(target, "--target-type") if target else next(iter(ends)) if len(ends) == 1 else None
    alike = all(kind.starts == kind.ends for kind in every)
    return first or (other if alike else None), other or (first if alike else None)
