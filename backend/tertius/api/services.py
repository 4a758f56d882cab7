"""What a route works with: made when the server starts, handed to each request, held by no global."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:  # what is here is only named; `app` makes it
    from tertius.answers import Answers
    from tertius.api.lookout import Lookout
    from tertius.api.report_service import Reports
    from tertius.records.look_ups import Records


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a request can use.

    Attributes
    ----------
    answers
        Asks a question.
    records
        Reads single entities, ties, claims and sources.
    lookout
        Knows whether the database can be used.
    reports
        Runs reports, and reads what their runs found.
    """

    answers: "Answers"
    records: "Records"
    lookout: "Lookout"
    reports: "Reports"


def services(request: Request) -> Services:
    """Return what the server made at its start."""
    found: Services = request.scope["state"]["services"]
    return found
