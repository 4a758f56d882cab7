"""Which format a file of edges is in: told from how it begins, and only then from its name."""

import re
from pathlib import Path
from typing import Literal, TypeAlias

from tertius.errors import DataError
from tertius.reading.network_files.options import Format
from tertius.wording import quoted

Kind: TypeAlias = Literal["table", "graphml", "gexf", "pajek", "dl"]
"""How a file is read: as a table (an edge list or a matrix), or in a format of its own."""

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(graphml|gexf)[\s>/]", re.IGNORECASE)
_PAJEK = re.compile(rb"\s*(?:%[^\n]*\n\s*)*\*(?:network|vertices)\b", re.IGNORECASE)
_DL = re.compile(rb"\s*dl\s*(?:[\r\n,]|n|format|nr|nm|title)", re.IGNORECASE)
_SUFFIXES: dict[str, Kind] = {
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".net": "pajek",
    ".paj": "pajek",
    ".dl": "dl",
}
_ASKED: dict[Format, Kind] = {
    "edges": "table",
    "matrix": "table",
    "two-mode": "table",
    "graphml": "graphml",
    "gexf": "gexf",
    "pajek": "pajek",
    "dl": "dl",
}


def kind_of(path: Path, raw: bytes, asked: Format = "auto") -> Kind:
    """Tell how a file is to be read.

    Parameters
    ----------
    path, raw
        The file.
    asked
        What the user says that it is.

    Raises
    ------
    DataError
        It is XML of another kind, or of a program that none of these formats is from.
    """
    if asked in _ASKED:
        return _ASKED[asked]
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip().startswith(b"<"):
        root = _ROOT.search(head)
        if root is None:
            raise DataError(
                "The file is XML, and neither GraphML nor GEXF",
                where=quoted(path),
                next_step="Export the network as GraphML.",
            )
        return "graphml" if root[1].lower() == b"graphml" else "gexf"
    if _PAJEK.match(head):
        return "pajek"
    if _DL.match(head):
        return "dl"
    return _SUFFIXES.get(path.suffix.lower(), "table")
