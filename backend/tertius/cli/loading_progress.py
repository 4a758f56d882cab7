"""How far a load is: a bar with rate and remaining time on a terminal, else a log line a batch."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tertius.wording import counted

if TYPE_CHECKING:
    from tertius.loading.loader import Document
    from tertius.loading.report import OnProgress, Progress

_PHASES = {
    "looking ahead": "Looking ahead",
    "reading": "Loading",
    "closing": "Closing what is gone",
    "deriving": "Deriving ties",
}
_READING = ("looking ahead", "reading")


@contextmanager
def shown_progress(document: "Document") -> "Iterator[OnProgress]":
    """Give what a load tells its progress to; on a terminal the bar goes when the load has ended.

    Parameters
    ----------
    document
        What is loaded; if it knows its position, the bar has a length and a remaining time.
    """
    if sys.stderr.isatty():
        with _bar(document) as tell:
            yield tell
    else:
        yield _log(document)


def _log(document: "Document") -> "OnProgress":
    from tertius import logs

    log = logs.get(__name__)

    def tell(progress: "Progress") -> None:
        share = {} if document.position is None else {"share": round(document.position(), 4)}
        log.info(
            "batch",
            source=document.source.id,
            release=document.release.version,
            phase=progress.phase,
            rows=progress.rows,
            claims=progress.claims,
            bad_rows=progress.bad_rows,
            **share,
        )

    return tell


@contextmanager
def _bar(document: "Document") -> "Iterator[OnProgress]":
    from rich.console import Console
    from rich.progress import BarColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(TextColumn):
        """Rows, and rows a second."""

        def render(self, task: Task) -> Text:
            rows: int = task.fields["rows"]
            rate = f", {rows / task.elapsed:,.0f}/s" if task.elapsed else ""
            return Text(f"{counted(rows, 'row')}{rate}")

    measured = (TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn()) if document.position else ()
    columns = (TextColumn("{task.description}"), BarColumn(24), Rate(""), *measured, TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_PHASES["reading"], total=None, rows=0)
        shown = ""

        def tell(progress: "Progress") -> None:
            nonlocal shown
            reads = document.position is not None and progress.phase in _READING
            if progress.phase != shown:
                shown = progress.phase
                bar.reset(
                    task,
                    description=_PHASES.get(shown, shown.capitalize()),
                    total=1.0 if reads else None,
                    rows=progress.rows,
                )
            if reads and document.position is not None:
                bar.update(task, completed=document.position())
            bar.update(task, rows=progress.rows, refresh=True)

        yield tell
