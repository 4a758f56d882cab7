"""What is delivered: a few sentences, and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tertius.errors import UnsupportedError
from tertius.reports.compute import ComputedReport
from tertius.reports.plan import Format
from tertius.reports.render import FORMS
from tertius.reports.render.sentences import sentences
from tertius.wording import printable, undirected


@dataclass(frozen=True, slots=True)
class Attached:
    """A file.

    Attributes
    ----------
    ending
        What its name ends in.
    media_type
        As HTTP names it.
    content
        All of it.
    """

    ending: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is delivered.

    Attributes
    ----------
    id
        Of the run or of the alert that it tells.
    title
        Its title, in one line.
    day
        The day that it is about.
    text
        What it says in short.
    mark
        Digits that no other run's are, even in another database.
    files
        The files.
    """

    id: str
    title: str
    day: date
    text: str
    mark: str
    files: tuple[Attached, ...]

    @property
    def subject(self) -> str:
        """The title and the day, in one line of plain text."""
        return f"{one_line(self.title)}, {self.day}"

    def name_of(self, file: Attached, *, marked: bool) -> str:
        """Return the name of a file: letters, digits, hyphens and points.

        Parameters
        ----------
        file
            One of its files.
        marked
            Whether no file of another run may ever have it.
        """
        return f"{self.id}-{self.day}{f'-{self.mark}' if marked else ''}.{file.ending}"


def one_line(text: str) -> str:
    """Return a text without what could begin another line, steer a terminal or turn a line around."""
    return " ".join(printable(undirected(text)).split())


def mark_of(report: ComputedReport) -> str:
    """Return digits that tell what was computed from all else of the same name, which two databases can have."""
    return sha256(report.model_dump_json(by_alias=True).encode()).hexdigest()[:8]


def of_report(report: ComputedReport, formats: Sequence[Format]) -> Parcel:
    """Return a run's report, written in some formats.

    Parameters
    ----------
    report
        What the run found.
    formats
        By the ending of their files.
    """
    return Parcel(
        id=report.run,
        title=report.plan.title,
        day=report.day,
        text="\n".join(f"- {one_line(sentence)}" for sentence in sentences(report)),
        mark=mark_of(report),
        files=attached(report, formats),
    )


def attached(report: ComputedReport, formats: Sequence[Format]) -> tuple[Attached, ...]:
    """Return a report as files.

    Parameters
    ----------
    report, formats
        As `of_report`.

    Raises
    ------
    UnsupportedError
        What a format needs is not installed.
    """
    return tuple(_written(report, one) for one in formats)


def _written(report: ComputedReport, name: Format) -> Attached:
    """Return a report as a file; where it has a letter that this format cannot show, why, so that the others go out."""
    form = FORMS[name]
    form.check()
    try:
        return Attached(name, form.media_type, form.render(report))
    except UnsupportedError as error:
        return Attached(f"{name}.txt", "text/plain", f"{error}\n".encode())
