"""A report as one page that needs nothing else: no network, no script, no other file.

Its content comes from strangers. Everything is escaped, addresses are links only where they are of the web, and the
page's own policy lets nothing run or load.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tertius.reports.compute import ComputedReport
from tertius.reports.render.cells import shown
from tertius.reports.render.document import Document, lay_out
from tertius.reports.render.figures import picture_beside
from tertius.reports.render.words import command_of, inputs_of, tables_of, when

MEDIA_TYPE = "text/html"

_FOLDER = Path(__file__).parent
_STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def render(report: ComputedReport) -> str:
    """Return a report as a page.

    Parameters
    ----------
    report
        What was computed.
    """
    return page(lay_out(report))


def page(doc: Document) -> str:
    """Return a report that was laid out as a page.

    Parameters
    ----------
    doc
        The report.
    """
    report = doc.report
    answers = [section.answer for section in report.sections if section.answer]
    assumed = answers[0].assumptions if answers else None
    # What is drawn is escaped where it is drawn.
    drawn = {one.number: picture for one in doc.sections if (picture := picture_beside(one))}
    pictures = {number: Markup(picture.svg) for number, picture in drawn.items()}  # noqa: S704
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            doc=doc,
            report=report,
            style=_style(),
            policy=policy("".join([f"<style>{_style()}</style>", *pictures.values()])),
            pictures=pictures,
            changed={one.number: one for one in doc.changes.sections if one.number} if doc.changes else {},
            when=when(report),
            inputs=inputs_of(doc),
            assumed=assumed,
            tables=tables_of(assumed) if assumed else [],
            source_number={one.source.id: number for number, one in enumerate(doc.sources, start=1)},
            command=command_of(report),
        )
    )


def policy(html: str) -> str:
    """Return the Content-Security-Policy of a page: its own styles, and nothing else.

    Parameters
    ----------
    html
        The page, or the part of it that holds the styles.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
        for style in dict.fromkeys(_STYLES.findall(html))
    )
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'"


@cache
def _style() -> Markup:
    return Markup(f"\n{(_FOLDER / 'report.css').read_text(encoding='utf-8')}")  # noqa: S704 - our own file


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    made.filters["t"] = lambda value: shown(str(value))
    return made
