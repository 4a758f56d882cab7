"""Bytes into text: UTF-8, what Excel calls Unicode text (UTF-16), and Windows-1252; nothing is guessed beyond. Pure.

A file is looked through to its end before it is called one or the other; in pieces, so that a large one needs no
memory.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tertius.errors import DataError, InputError

_UTF_16: Mapping[bytes, str] = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_NO_TEXT: Mapping[bytes, str] = {
    b"PK\x03\x04": "a zip archive or a workbook",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ\x00": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a rar archive",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "a workbook of an old kind, or one with a password",
    b"%PDF": "a PDF",
}

HOW = "In Excel, choose Save as > CSV UTF-8; in LibreOffice, Save as > Text CSV > Unicode (UTF-8)."
"""How to save a table as UTF-8."""

NAMED = ("utf-8", "utf-16", "latin-1", *(f"windows-125{at}" for at in range(9)))
"""Encodings that a person may name."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are to be read as text.

    Attributes
    ----------
    codec
        Python's name of the encoding.
    mark
        Bytes of the mark that it begins with.
    errors
        What becomes of a byte that is none of its letters: `tertius.reading.cuts.unreadable` knows it again in a cell.
    note
        How it was read, in a sentence; empty for UTF-8.
    """

    codec: str = "utf-8"
    mark: int = 0
    errors: str = "surrogateescape"
    note: str = ""


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

    Parameters
    ----------
    raw
        The file's bytes.
    name, where
        What to call the file, and its place, in messages.

    Raises
    ------
    DataError
        As `encoding_of`.
    """
    found = encoding_of(lambda: (raw,), name=name, where=where)
    return Text(raw[found.mark :].decode(found.codec, found.errors), found.note)


def is_marked(head: bytes) -> bool:
    """Tell whether a file begins with the mark of UTF-8 or UTF-16, which no other encoding begins with."""
    return head.startswith((codecs.BOM_UTF8, *_UTF_16))


def encoding_named(text: str) -> Encoding:
    """Return the encoding that a person names for a file, whatever the file looks like; a mark says more (`is_marked`).

    Raises
    ------
    InputError
        If it is none of `NAMED`, in any of its spellings.
    """
    try:
        codec = codecs.lookup(text).name
    except (LookupError, ValueError):
        codec = ""
    known = {codecs.lookup(name).name for name in NAMED}
    if codec not in known:
        raise InputError(
            f"The encoding {text[:40]!r} is not known", where="encoding", next_step=f"Use one of {', '.join(NAMED)}."
        )
    return Encoding(codec, errors="surrogateescape" if codec == "utf-8" else "replace")


def encoding_of(pieces: Callable[[], Iterable[bytes]], *, name: str, where: str) -> Encoding:
    """Tell the encoding of a file.

    A file is Windows-1252 as a whole or not at all: where most of its letters are good UTF-8, a bad byte is a mistake.

    Parameters
    ----------
    pieces
        Gives the file's bytes from the start, each time that it is called; pieces end at the end of a line where they
        can. The first has the first 2,000 bytes.
    name, where
        What to call the file, and its place, in messages.

    Raises
    ------
    DataError
        If it is no text, or in an encoding that cannot be told for sure.
    """
    head = next(iter(pieces()), b"")[:2_000]
    for mark, what in _NO_TEXT.items():
        if head.startswith(mark):
            unpack = (
                "Unpack it first, or save it as CSV." if "archive" in what or "packed" in what else "Save it as CSV."
            )
            raise DataError(f"{name} is {what}, no plain text", where=where, next_step=f"{unpack} {HOW}")
    if head.startswith(_UTF_32):
        raise DataError(f"{name} is in UTF-32", where=where, next_step=f"Save it as UTF-8. {HOW}")
    for mark, encoding in _UTF_16.items():
        if head.startswith(mark):
            _check_utf_16(pieces(), encoding, name, where)
            return Encoding(encoding, len(mark), "strict", f"{name} was read as UTF-16 (Unicode text).")
    marks = _marks(head)
    head = head[marks:]
    if (b"\0" in head[::2]) != (b"\0" in head[1::2]) and head.count(0) > len(head) // 4:
        raise DataError(
            f"{name} cannot be read: every other byte is NUL, as in UTF-16 without its mark",
            where=where,
            next_step=f"Save it again, as UTF-8. {HOW}",
        )
    good, broken = _letters(pieces())
    if not broken or good - marks // 3 > broken:
        return Encoding(mark=marks)
    return Encoding("cp1252", marks, "replace", _windows(pieces(), name=name, where=where))


def _marks(head: bytes) -> int:
    """Return how many bytes the marks of UTF-8 take; programs that add one where one is are known."""
    found = re.match(rb"(?:\xef\xbb\xbf)*", head)
    return found.end() if found else 0


def _check_utf_16(pieces: Iterable[bytes], encoding: str, name: str, where: str) -> None:
    """Refuse what begins as UTF-16 and is none to its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    try:
        for piece in pieces:
            lines += decoder.decode(piece).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        lines += error.object[: error.start].decode(encoding, "replace").count("\n")
        raise DataError(
            f"{name} begins as UTF-16 and is none to its end",
            where=f"{where}, line {lines + 1}",
            next_step=f"Save it again, as UTF-8. {HOW}",
        ) from None


def _letters(pieces: Iterable[bytes]) -> tuple[int, int]:
    """Count the letters beyond ASCII that are good UTF-8, and the bytes that are none."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = broken = 0
    for piece in pieces:
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(piece)
        sound = text.encode("utf-8", "ignore").decode()
        broken += len(text) - len(sound)
        good += len(sound) - len(sound.encode("ascii", "ignore"))
    broken += len(decoder.decode(b"", final=True))
    return good, broken


# Bytes 80 to 9f that Windows-1252 puts into words of European languages, or between them; any other of them amid small
# letters is of another encoding (CSV of MS-DOS or of the Macintosh), as are three letters beyond ASCII in a row.
_FOREIGN = re.compile(
    rb"[A-Za-z][\x80-\x84\x86-\x8b\x8d-\x91\x93-\x95\x98\x99\x9b\x9d\x9f][a-z]|[\xc0-\xd6\xd8-\xf6\xf8-\xff]{3}"
    rb"|[\x81\x8d\x8f\x90\x9d]"
)
_WORD = re.compile(r"[^\s,;\"'|]+")
_WORDS_SHOWN = 3


def _windows(pieces: Iterable[bytes], *, name: str, where: str) -> str:
    """Refuse what cannot be Windows-1252 either; say which words to check."""
    words: dict[str, None] = {}
    lines = 0
    for piece in pieces:
        if not piece.isascii():
            text = piece.decode("cp1252", "replace")
            if foreign := _FOREIGN.search(piece):
                line = lines + piece.count(b"\n", 0, foreign.start()) + 1
                word = next((one[0] for one in _WORD.finditer(text) if one.end() > foreign.start()), "")
                raise DataError(
                    f"{name} is neither UTF-8 nor Windows-1252: read so, it would say {word[:40]!r}",
                    where=f"{where}, line {line}",
                    next_step=f"Save it as UTF-8. {HOW}",
                )
            if len(words) <= _WORDS_SHOWN:
                words |= dict.fromkeys(word.strip(".:!?()[]") for word in _WORD.findall(text) if not word.isascii())
        lines += piece.count(b"\n")
    shown = ", ".join(word[:30] for word in [*words][:_WORDS_SHOWN]) + (", …" if len(words) > _WORDS_SHOWN else "")
    return f"{name} is not UTF-8 and was read as Windows-1252, as Excel saves it: check {shown}."
