"""How a function of the measures room becomes a question: what it says of itself, and what its signature says.

A measure is declared once, where it is written. Mostly it is a score, one number for each node::

    @measure(
        "centrality/cores",
        title="Cores",
        question="Who is in the tightest part of the network?",
        version=1,
        networks=ANY,
        columns={**NODE, "core": number("The largest k such that the node is in the k-core")},
    )
    def coreness(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
        …

A function that takes a ``mask``, true for each edge that is there, scores sampled worlds too. Any other returns a
`tertius.measures.finding.Finding`: rows, and how to score them in another world.

Parameters with `About` are the user's; the others are handed over by who runs the measure (`HANDED` of
`tertius.catalog.signature`). The function stays what it is; the catalogue finds what it declares by looking through the
packages and modules that the entry points `ENTRY_POINTS` name.
"""

import inspect
import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tertius.catalog.answer_digest import digest_of
from tertius.catalog.conventions import shared_conventions
from tertius.catalog.declaring import (
    CONVENTIONS,
    FIRST_OF_SPREAD,
    GROUPS,
    KNOWN_AT,
    LIMIT,
    SAMPLING,
    SPREADS,
    TWO_MODE,
    Choices,
    Spread,
    integer,
    text,
)
from tertius.catalog.files import cypher_root
from tertius.catalog.parameter import Param
from tertius.catalog.question import AT_FIRST, Column, Evidence, Example, Question, is_beside_its_name
from tertius.catalog.signature import MASK, signature_of
from tertius.errors import CatalogueError
from tertius.wording import quoted

RUNNER = ("tertius.measures.run", "run")
"""What runs measures: a change of it changes every answer."""

EXAMPLES = "examples"
"""The folder beside a module of measures that holds their examples, ``group.name.json``: graph, params and rows."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Measure:
    """A measure as it is declared. `question` makes its catalogue entry.

    Attributes
    ----------
    id, title, asks, version, conventions
        As in `Question`; ``asks`` is its sentence.
    function
        What computes it.
    networks
        Names of questions of the group ``networks``, the default first.
    columns
        What the measure adds to a row, in order.
    shows
        Of these, the ones that a table for people has at first, in order; empty for the first few. Rank and interval
        stand beside them.
    spread
        See `Spread`.
    defined_by
        The functions whose docstrings are the question's definition.
    scores_nodes
        Whether there is a row for each node, by the node's score.
    batch
        The score in several worlds at once, where that is faster than world by world.
    params
        The user's parameters by name.
    choices
        Of these, the ones that name another measure, and of which kind.
    takes
        What else the function takes, of `HANDED` and `MASK`.
    """

    id: str
    title: str
    asks: str
    version: int
    function: Callable[..., Any]
    networks: tuple[str, ...]
    columns: Mapping[str, Column]
    conventions: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    spread: Spread = "ranks"
    defined_by: tuple[Callable[..., Any], ...] = ()
    scores_nodes: bool = False
    batch: Callable[..., Any] | None = None
    params: Mapping[str, Param] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    takes: tuple[str, ...] = ()

    @property
    def takes_groups(self) -> bool:
        """Whether the function wants to know the groups of the nodes."""
        return "groups" in self.takes

    @property
    def two_mode(self) -> bool:
        """Whether it works on people and their groups alone."""
        return set(self.networks) <= set(TWO_MODE)

    @property
    def samples(self) -> bool:
        """Whether worlds can be sampled for it."""
        return self.spread != "none" or "sampling" in self.takes

    @property
    def can_be_asked_by_others(self) -> bool:
        """Whether other measures can ask for its rows and their ranks on a changed network."""
        return (
            self.spread != "none"
            and "context" not in self.takes
            and not any(param.required for param in self.params.values())
        )

    def own_params(self) -> dict[str, Param]:
        """Return the parameters that do not choose the network: the measure's own, groups, worlds, rows."""
        found = dict(self.params)
        if self.takes_groups:
            found["groups"] = GROUPS
        if self.samples:
            found |= SAMPLING
        return found | {"limit": LIMIT}

    def all_columns(self) -> dict[str, Column]:
        """Return the columns of an answer in order: rank, the measure's own, how sure they are, the ties behind."""
        rank = {"rank": integer("Rank by the plain score; ties of equal score share the best rank")}
        return {
            **(rank if self.spread == "ranks" else {}),
            **self.columns,
            **SPREADS[self.spread],
            "tie_ids": text("The ties behind the row", several=True),
        }

    def first_columns(self) -> tuple[str, ...]:
        """Return the columns that a table has at first: rank, the measure's own few, how sure they are."""
        own = [name for name in self.columns if not is_beside_its_name(name, self.columns)]
        interval = FIRST_OF_SPREAD[self.spread]
        rank = ("rank",) if self.spread == "ranks" else ()
        return (*rank, *(self.shows or own[: AT_FIRST - len(rank) - len(interval)]), *interval)

    def question(self, networks: Mapping[str, Question]) -> Question:
        """Return the question that the catalogue holds.

        Parameters
        ----------
        networks
            The questions of the group ``networks`` by name.

        Raises
        ------
        CatalogueError
            The declaration does not hold together; names the measure.
        """
        unknown = [name for name in self.networks if name not in networks]
        if unknown or not self.networks:
            raise CatalogueError(
                f"The measure {self.id} works on the network {unknown[0] if unknown else '(none)'}.",
                where=self.id,
                next_step=f"Use some of {', '.join(networks)}.",
            )
        try:
            return Question(
                id=self.id,
                kind="measure",
                title=self.title,
                question=self.asks,
                version=self.version,
                params={**_selection(self.networks, networks), **self.own_params()},
                columns=self.all_columns(),
                shows=self.first_columns(),
                evidence=Evidence(column="tie_ids"),
                conventions=(*self.conventions, *CONVENTIONS, *_shared(networks[name] for name in self.networks)),
                example=self.example(),
                cypher=networks[self.networks[0]].cypher,
                definition=self.definition(),
                text=inspect.getsource(sys.modules[self.function.__module__]),
                digest=self.digest,
            )
        except ValueError as error:
            raise CatalogueError(
                f"The measure {self.id} is not declared as it must be: {error}.",
                where=self.id,
                next_step="Correct its declaration.",
            ) from error

    def comment(self, network: str) -> str:
        """Return what stands, as comments, above the Cypher of the question that chooses the measure's network.

        Parameters
        ----------
        network
            The id of that question.
        """
        others = [f"--network {name}" for name in self.networks if f"networks/{name}" != network]
        computed = ", ".join(f"{one.__module__}.{one.__name__}" for one in self.defined_by)
        told = (
            f"{self.title}: {self.asks}",
            f"A measure. The query below, {network}, lists the edges of its network for Neo4j Browser; asked for the "
            "measure, Tertius chooses the same edges, all of them, from the ties and COUNTS_AS of the graph.",
            f"The rest is computed outside of the database, in Python: {computed}; simulations and ranks in "
            f"{RUNNER[0]}. `tertius query {quoted(self.id)} --help` says what it computes.",
            f"Other networks: `tertius show {quoted(self.id)}` with {' or '.join(others)}." if others else "",
        )
        return "\n".join(f"// {line}" for part in told for line in textwrap.wrap(part, 117, break_on_hyphens=False))

    @property
    def example_file(self) -> Path:
        """Where the measure's example is, or would be."""
        return Path(inspect.getfile(self.function)).parent / EXAMPLES / f"{self.id.replace('/', '.')}.json"

    def example(self) -> Example | None:
        """Return the measure's example; None where it has none yet."""
        if not self.example_file.exists():
            return None
        return Example(**json.loads(self.example_file.read_text(encoding="utf-8")))

    def definition(self) -> str:
        """Return what the functions that do the work say of themselves.

        Raises
        ------
        CatalogueError
            One of them says nothing.
        """
        told = []
        for function in self.defined_by:
            said = inspect.getdoc(function)
            if not said:
                raise CatalogueError(
                    f"The measure {self.id} is defined by {function.__name__}, which has no docstring.",
                    where=self.id,
                    next_step="Write one: definition, shapes, units, conventions, cost, errors and source.",
                )
            told.append(f"{function.__module__}.{function.__name__}\n\n{said}")
        return "\n\n".join(told)

    def digest(self) -> str:
        """Return the SHA-256 of all that changes an answer: the code behind it, its parameters and its columns."""
        functions = [self.function, *([self.batch] if self.batch else [])]
        params = {
            name: param.model_dump(mode="json", exclude={"about"} | ({"enum"} if name in self.choices else set()))
            for name, param in self.own_params().items()
        }
        columns = {name: column.model_dump(exclude={"about"}) for name, column in self.all_columns().items()}
        declared = json.dumps([self.id, self.networks, self.spread, params, columns])
        return digest_of(declared, [RUNNER, *((one.__module__, one.__name__) for one in functions)])


def measure(
    measure_id: str,
    *,
    title: str,
    question: str,
    version: int,
    networks: Sequence[str],
    columns: Mapping[str, Column],
    conventions: Sequence[str] = (),
    shows: Sequence[str] = (),
    spread: Spread = "ranks",
    defined_by: Sequence[Callable[..., Any]] = (),
    scores_nodes: bool = False,
    batch: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Declare a measure; a decorator. The parameters are those of `Measure`.

    Where ``defined_by`` is not given, the decorated function defines the measure. A function that takes a mask scores
    nodes.

    Raises
    ------
    CatalogueError
        A parameter is neither handed over nor of a type that a user can give.
    """

    def declare(function: F) -> F:
        signature = signature_of(measure_id, function)
        vars(function)[DECLARES] = Measure(
            id=measure_id,
            title=title,
            asks=question,
            version=version,
            function=function,
            networks=tuple(networks),
            columns=columns,
            conventions=tuple(conventions),
            shows=tuple(shows),
            spread=spread,
            defined_by=tuple(defined_by) or (function,),
            scores_nodes=scores_nodes or MASK in signature.takes,
            batch=batch,
            params=signature.params,
            choices=signature.choices,
            takes=signature.takes,
        )
        return function

    return declare


DECLARES = "declares"
"""The attribute of a function that holds the measure it declares."""


def _shared(networks: Iterable[Question]) -> list[str]:
    """Return what the choice of the network takes for granted, such as how dates are read; each sentence once."""
    shared = shared_conventions(cypher_root()).values()
    said = (sentence for network in networks for sentence in network.conventions)
    return list(dict.fromkeys(sentence for sentence in said if sentence in shared))


def _selection(names: Sequence[str], networks: Mapping[str, Question]) -> dict[str, Param]:
    """Return the parameters that choose the network: which, and what its questions take."""
    found: dict[str, Param] = {
        "network": Param(type="string", enum=tuple(names), about="The network to measure", value=names[0])
    }
    for name in names:
        for key, param in networks[name].params.items():
            if key == "limit":
                continue
            if key == "kinds":
                had = found.get(key)
                choices = dict.fromkeys([*((had.enum if had else None) or ()), *(param.enum or ())])
                found[key] = param.model_copy(
                    update={
                        "enum": tuple(choices),
                        "nullable": True,
                        "value": None,
                        "about": f"{param.about}; empty for the network's own default",
                    }
                )
            else:
                found.setdefault(key, param)
    return {**found, "known_at": KNOWN_AT}
