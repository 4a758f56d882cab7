"""Answers by measures: which network comes out of the database, and what is then computed elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tertius.answers.jobs import Job, needs_libraries
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.measure import Measure
from tertius.catalog.spans import refuse_backwards
from tertius.errors import UndefinedError
from tertius.graph.read import Reader
from tertius.records.known_ids import claim_keys
from tertius.records.tables import Tables

if TYPE_CHECKING:  # it needs numpy, which only measures do
    from tertius.networks.select import SelectedNetwork

WITHOUT_CLAIMS = "without_claims"
"""The parameter of a measure that compares a network with itself without some claims."""

NOT_OF_THE_NETWORK = ("network", "known_at")
"""Parameters that choose a network and are none of its question's own."""


async def selected(
    reader: Reader,
    catalogue: Catalogue,
    measure: Measure,
    params: Mapping[str, Any],
    tables: Tables,
    without_claims: Sequence[str] = (),
) -> "SelectedNetwork":
    """Return the network that a measure's parameters choose.

    Parameters
    ----------
    reader, catalogue
        The database and the questions.
    measure
        The measure.
    params
        Every parameter of its question, with its value.
    tables
        The tables of assumptions.
    without_claims
        Claims that are left out, each by its id, its key or its source's own key of it.

    Raises
    ------
    UndefinedError
        The network's span of days ends before it begins, or it has no ties of the kinds that were given.
    NotFoundError
        Nothing has the name of a claim that was given.
    InputError
        The network is too large, or the day on which it was known has not come, or comes after all that a copy knows.
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    with needs_libraries(measure.id):
        from tertius.networks.past import nothing_known, read_record, refuse_unknowable
        from tertius.networks.select import select_network
    chosen, notes = network_params(catalogue, measure, params)
    refuse_backwards(chosen)
    known_at: date | None = params["known_at"]
    if known_at is not None:
        record = await read_record(reader, known_at)
        refuse_unknowable(known_at, "known_at", record.copy_of)
        if told := nothing_known(known_at, record):
            notes.append(told)
    left_out = await claim_keys(reader, without_claims, where=WITHOUT_CLAIMS)
    found = await select_network(
        reader, catalogue, params["network"], chosen, tables, known_at=known_at, without_claims=left_out
    )
    return replace(found, notes=(*found.notes, *notes))


def network_params(
    catalogue: Catalogue, measure: Measure, params: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters of the network's own question, out of those of a measure, and what was not looked at.

    Parameters
    ----------
    catalogue, measure, params
        As in `selected`.

    Raises
    ------
    UndefinedError
        The network has no ties of the kinds that were given.
    """
    name = params["network"]
    question = catalogue.networks()[name]
    chosen: dict[str, Any] = {}
    notes: list[str] = []
    own = measure.own_params()
    for key, param in catalogue[measure.id].params.items():
        if key in own or key in NOT_OF_THE_NETWORK or params[key] is None:
            continue
        if key == "kinds":
            counted = question.params[key].enum or ()
            chosen[key] = [kind for kind in params[key] if kind in counted]
            if not chosen[key]:
                raise UndefinedError(
                    f"The network {name} has no ties of the kind {', '.join(params[key])}.",
                    where=key,
                    next_step=f"Name kinds of its own ({', '.join(map(str, counted))}), or choose another network.",
                )
            if others := [kind for kind in params[key] if kind not in counted]:
                notes.append(f"The network {name} has no ties of the kind {', '.join(others)}.")
        elif key in question.params:
            chosen[key] = params[key]
        elif params[key] != param.default:
            notes.append(f"The network {name} has no {key}: it was not looked at.")
    return chosen, notes


def job_of(
    measure: Measure,
    params: Mapping[str, Any],
    found: "SelectedNetwork",
    without: "SelectedNetwork | None",
    cluster: str | None,
) -> Job:
    """Return what has to be computed.

    Parameters
    ----------
    measure
        The measure.
    params
        Every parameter of its question, with its value.
    found, without
        The network; and without the claims that were left out, where some were.
    cluster
        Address of a Dask scheduler, or None.
    """
    own = {name: params[name] for name in measure.own_params()}
    least = float(params["min_likelihood"])
    network, reliability = found.network, dict(found.reliability)
    reduced = None if without is None else without.network
    return Job(measure.id, own, network, found.memberships, reliability, least, reduced, cluster)
