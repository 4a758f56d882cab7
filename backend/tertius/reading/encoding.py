"""Bytes into text: UTF-8, what Excel calls Unicode text (UTF-16), and Windows-1252; nothing is guessed beyond. Pure."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tertius.errors import DataError

_UTF_16: Mapping[bytes, str] = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_NO_TEXT: Mapping[bytes, str] = {
    b"PK\x03\x04": "a zip archive or a workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "a workbook of an old kind, or one with a password",
    b"%PDF": "a PDF",
}

HOW = "In Excel, choose Save as > CSV UTF-8; in LibreOffice, Save as > Text CSV > Unicode (UTF-8)."
"""How to save a table as UTF-8."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file.

    Attributes
    ----------
    text
        The text; a byte of a UTF-8 file that is none stands in it as a lone surrogate, so that its row alone is lost.
    note
        How it was read, in a sentence; empty for UTF-8.
    """

    text: str
    note: str = ""


def decode(raw: bytes, *, name: str, where: str) -> Text:
    """Return the text of a file.

    A file is Windows-1252 as a whole or not at all: where most of its letters are good UTF-8, a bad byte is a mistake.

    Parameters
    ----------
    raw
        The file's bytes.
    name, where
        What to call the file, and its place, in messages.

    Raises
    ------
    DataError
        If it is no text, or in an encoding that cannot be told for sure.
    """
    for mark, what in _NO_TEXT.items():
        if raw.startswith(mark):
            raise DataError(f"{name} is {what}, no plain text", where=where, next_step=f"Save it as CSV. {HOW}")
    if raw.startswith(_UTF_32):
        raise DataError(f"{name} is in UTF-32", where=where, next_step=f"Save it as UTF-8. {HOW}")
    for mark, encoding in _UTF_16.items():
        if raw.startswith(mark):
            try:
                return Text(raw[len(mark) :].decode(encoding), f"{name} was read as UTF-16 (Unicode text).")
            except UnicodeDecodeError as error:
                line = raw[: error.start].decode(encoding, "replace").count("\n") + 1
                raise DataError(
                    f"{name} begins as UTF-16 and is none to its end",
                    where=f"{where}, line {line}",
                    next_step=f"Save it again, as UTF-8. {HOW}",
                ) from None
    raw = re.sub(rb"\A(?:\xef\xbb\xbf)+", b"", raw)
    if (b"\0" in raw[:2_000:2]) != (b"\0" in raw[1:2_000:2]) and raw[:2_000].count(0) > len(raw[:2_000]) // 4:
        raise DataError(
            f"{name} cannot be read: every other byte is NUL, as in UTF-16 without its mark",
            where=where,
            next_step=f"Save it again, as UTF-8. {HOW}",
        )
    try:
        return Text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _windows(raw, name=name, where=where)


# Bytes 80 to 9f that Windows-1252 puts into words of European languages, or between them; any other of them amid small
# letters is of another encoding (CSV of MS-DOS or of the Macintosh), as are three letters beyond ASCII in a row.
_FOREIGN = re.compile(
    rb"[A-Za-z][\x80-\x84\x86-\x8b\x8d-\x91\x93-\x95\x98\x99\x9b\x9d\x9f][a-z]|[\xc0-\xd6\xd8-\xf6\xf8-\xff]{3}"
    rb"|[\x81\x8d\x8f\x90\x9d]"
)
_WORD = re.compile(r"[^\s,;\"'|]+")


def _windows(raw: bytes, *, name: str, where: str) -> Text:
    """Read what is not UTF-8 throughout."""
    mixed = raw.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= letter <= "\udcff" for letter in mixed if letter > "\x7f")
    good = sum(letter > "\x7f" for letter in mixed) - broken
    if good > broken:
        return Text(mixed)
    text = raw.decode("cp1252", "replace")
    if foreign := _FOREIGN.search(raw):
        line = raw.count(b"\n", 0, foreign.start()) + 1
        word = next((one[0] for one in _WORD.finditer(text) if one.end() > foreign.start()), "")
        raise DataError(
            f"{name} is neither UTF-8 nor Windows-1252: read so, it would say {word[:40]!r}",
            where=f"{where}, line {line}",
            next_step=f"Save it as UTF-8. {HOW}",
        )
    words = list(dict.fromkeys(word.strip(".:!?()[]") for word in _WORD.findall(text) if not word.isascii()))
    shown = ", ".join(word[:30] for word in words[:3]) + (", …" if len(words) > 3 else "")
    return Text(text, f"{name} is not UTF-8 and was read as Windows-1252, as Excel saves it: check {shown}.")
