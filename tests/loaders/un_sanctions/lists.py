"""An excerpt of the list, and lists of made-up entries as XML."""

from pathlib import Path
from xml.sax.saxutils import escape

EXCERPT = Path(__file__).with_name("excerpt.xml")


def entry(tag: str = "INDIVIDUAL", **fields: str) -> str:
    """Return one entry as XML; a field whose text begins with ``<`` is taken as it is."""
    inner = "".join(
        f"<{name}>{text if text.startswith('<') else escape(text)}</{name}>" for name, text in fields.items()
    )
    return f"<{tag}>{inner}</{tag}>"


def whole(*entries: str, made: str = "2020-01-02T03:04:05.678Z") -> str:
    """Return a list of entries as the UN writes it."""
    return f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{made}"><INDIVIDUALS>' + (
        "".join(entries) + "</INDIVIDUALS></CONSOLIDATED_LIST>"
    )
