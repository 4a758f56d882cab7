"""A computed report, laid out: one document, from which each format is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from tertius.errors import UnsupportedError
from tertius.reports.compute import ComputedReport
from tertius.reports.plan import Format
from tertius.wording import quoted


@dataclass(frozen=True, slots=True)
class Form:
    """A format that reports are written in.

    Attributes
    ----------
    media_type
        As HTTP names it.
    module
        Where its ``render`` is: a report in, a text or bytes out. Imported when it is first used.
    needs
        Modules that have to be there; they come with the extra that is called as the format is.
    """

    media_type: str
    module: str
    needs: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self.media_type.startswith("text/") or self.media_type == "application/json"

    def check(self) -> None:
        """Raise if something is not installed that this format needs.

        Raises
        ------
        UnsupportedError
            It says what, and how to install it.
        """
        missing = [name for name in self.needs if find_spec(name) is None]
        if missing:
            ending = next(name for name, form in FORMS.items() if form is self)
            raise UnsupportedError(
                f"To write a .{ending} file, {missing[0]} has to be installed.",
                where=f"format {ending}",
                next_step="Take .html, which a browser prints, or install it: "
                f"pip install {quoted(f'tertius[{ending}]')}",
            )

    def render(self, report: ComputedReport) -> bytes:
        """Return a report in this format.

        Parameters
        ----------
        report
            What was computed.

        Raises
        ------
        UnsupportedError
            As `check`; or the report has a character that the format's fonts lack.
        """
        self.check()
        write: Callable[[ComputedReport], str | bytes] = import_module(self.module).render
        made = write(report)
        return made.encode() if isinstance(made, str) else made


FORMS: Mapping[Format, Form] = {
    "html": Form("text/html", "tertius.reports.render.html"),
    "md": Form("text/markdown", "tertius.reports.render.markdown"),
    "json": Form("application/json", "tertius.reports.render.json"),
    "csv": Form("text/csv", "tertius.reports.render.csv"),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "tertius.reports.render.xlsx"),
    "docx": Form(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "tertius.reports.render.docx",
        ("docx",),
    ),
    "pdf": Form(
        "application/pdf",
        "tertius.reports.render.pdf",
        ("typst", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic"),
    ),
}
"""The formats, by the ending of their files."""
