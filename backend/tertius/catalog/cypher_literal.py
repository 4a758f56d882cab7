"""The values of ``:param`` lines: the few Cypher literals that mean the same to Neo4j Browser and to the driver."""

import datetime
import re
from decimal import Decimal
from typing import Any

_ONE = r"""null|true|false|-?\d+\.\d+|-?\d+|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|date\(\s*(?:'[^']*'|"[^"]*")\s*\)"""
_SCALAR = re.compile(_ONE)
_LIST = re.compile(rf"\[\s*(?:(?:{_ONE})\s*(?:,\s*(?:{_ONE})\s*)*)?\]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def literal(text: str) -> bool | int | float | str | datetime.date | list[Any] | None:
    """Return the value of a Cypher literal: null, a boolean, a number, a text, ``date('...')``, or a list of these.

    Parameters
    ----------
    text
        The literal.

    Raises
    ------
    ValueError
        It is anything else.
    """
    text = text.strip()
    if _LIST.fullmatch(text):
        return [_scalar(found[0]) for found in _SCALAR.finditer(text, 1)]
    if _SCALAR.fullmatch(text):
        return _scalar(text)
    raise ValueError(text)


def _scalar(text: str) -> bool | int | float | str | datetime.date | None:
    if text in {"null", "true", "false"}:
        return {"null": None, "true": True, "false": False}[text]
    if text[0] in "'\"":
        return _ESCAPE.sub(lambda e: chr(int(e[1], 16)) if e[1] else _ESCAPED.get(e[2], e[2]), text[1:-1])
    if text.startswith("date"):
        return datetime.date.fromisoformat(text[5:-1].strip()[1:-1])
    return float(text) if "." in text else int(text)


def written(value: object) -> str:
    """Return the literal of a value: what :func:`literal` reads as this value again.

    Parameters
    ----------
    value
        None, a boolean, a number, a text, a day, or a list of these.
    """
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"
    if isinstance(value, datetime.date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text if "." in text else f"{text}.0"
    return str(value)
