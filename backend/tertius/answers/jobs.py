"""What it takes to work a measure out, packed so that another process can do it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tertius.catalog.registered import registered
from tertius.errors import NotFoundError, UnsupportedError


@dataclass(frozen=True)
class Job:
    """A measure with everything that it needs. It can be pickled.

    Attributes
    ----------
    measure
        The measure's id.
    params
        Its own parameters, every one with its value.
    network
        The `tertius.measures.network.Network` to work on.
    organizations
        The organizations of each node by its id; None where nothing is known of any.
    reliability
        Admiralty grade by independent root.
    least
        The likelihood that ties had to have to be in the network.
    reduced
        The network without the claims that the user left out, where some were.
    cluster
        Address of a Dask scheduler to spread sampled worlds over; None for this machine alone.
    """

    measure: str
    params: Mapping[str, Any]
    network: Any
    organizations: Mapping[str, Sequence[str]] | None = None
    reliability: Mapping[str, str] = field(default_factory=dict)
    least: float = 0.0
    reduced: Any = None
    cluster: str | None = None


def do(job: Job, stop: Any = None) -> Any:  # noqa: ANN401 - tertius.measures.run.Result; numpy is imported late
    """Work a job out, here and now.

    Parameters
    ----------
    job
        What to do.
    stop
        A flag (an array of one byte) that another thread or process may raise.

    Returns
    -------
    tertius.measures.run.Result

    Raises
    ------
    InputError
        The measure is not defined on this network.
    QueryTimeoutError
        The flag was raised.
    UnsupportedError
        The libraries that measures need are not installed.
    """
    with needs_libraries(job.measure):
        from tertius.measures.run import Context, run
    measure = next((one for one in registered() if one.id == job.measure), None)
    if measure is None:
        raise NotFoundError(
            f"No installed package registers the measure {job.measure!r}.",
            where=job.measure,
            next_step="Install the same packages wherever measures are computed.",
        )
    context = Context(job.network, job.organizations, job.reliability, job.least, job.reduced, stop)
    if job.cluster is None:
        return run(measure, job.params, context)
    from dataclasses import replace

    from tertius.answers.cluster import spread_over

    with spread_over(job.cluster) as sampler:
        return run(measure, job.params, replace(context, sampler=sampler))


@contextmanager
def needs_libraries(measure: str) -> Iterator[None]:
    """Say what to install where the libraries of the measures cannot be imported.

    Parameters
    ----------
    measure
        The measure's id, for the message.

    Raises
    ------
    UnsupportedError
        One of them is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            f"Measures need {error.name}, which is not installed.",
            where=measure,
            next_step="Install it: pip install 'tertius[measures]'",
        ) from error
