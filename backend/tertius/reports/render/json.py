"""A report as JSON: all that was computed, as it is kept."""

from tertius.reports.compute import ComputedReport


def render(report: ComputedReport) -> str:
    """Return a report as JSON, indented.

    Parameters
    ----------
    report
        What was computed.
    """
    return report.model_dump_json(by_alias=True, indent=2) + "\n"
