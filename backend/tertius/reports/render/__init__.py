"""A computed report, laid out: one document, from which each format is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from tertius.reports.compute import ComputedReport
from tertius.reports.plan import Format


@dataclass(frozen=True, slots=True)
class Form:
    """A format that reports are written in.

    Attributes
    ----------
    media_type
        As HTTP names it.
    module
        Where its ``render`` is: a report in, a text or bytes out. Imported when it is first used.
    """

    media_type: str
    module: str

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self.media_type.startswith("text/") or self.media_type == "application/json"

    def render(self, report: ComputedReport) -> bytes:
        """Return a report in this format.

        Parameters
        ----------
        report
            What was computed.
        """
        write: Callable[[ComputedReport], str | bytes] = import_module(self.module).render
        made = write(report)
        return made.encode() if isinstance(made, str) else made


FORMS: Mapping[Format, Form] = {
    "html": Form("text/html", "tertius.reports.render.html"),
    "md": Form("text/markdown", "tertius.reports.render.markdown"),
    "json": Form("application/json", "tertius.reports.render.json"),
    "csv": Form("text/csv", "tertius.reports.render.csv"),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "tertius.reports.render.xlsx"),
}
"""The formats, by the ending of their files."""
