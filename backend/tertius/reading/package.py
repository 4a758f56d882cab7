"""What is safe to take out of a workbook's file: a zip archive of XML that anybody may have made. Pure.

The archive is looked through before anything interprets it: how much it unpacks to, whether a part defines entities of
its own (a few letters can stand for gigabytes), whether it carries programs.
"""

import io
import re
import zipfile
import zlib

from tertius.errors import DataError

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that the parts of a workbook may have when they are unpacked, all together."""
MAX_PARTS = 1_000
"""Parts that a workbook may have."""

_XML = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*encoding=["']([^"']*)["']""")
_SAVE = "Save it as an Excel workbook (.xlsx), without a password and without macros, or as CSV UTF-8."


def open_package(raw: bytes, *, name: str, where: str) -> zipfile.ZipFile:
    """Return the archive of a workbook, once nothing in it can do harm.

    Parameters
    ----------
    raw
        The bytes of the file.
    name, where
        What to call it, and its place, in messages.

    Raises
    ------
    DataError
        If it is no workbook of the kind that can be read, or a part of it is damaged or suspicious.
    """

    def refuse(what: str) -> DataError:
        return DataError(f"{name} {what}", where=where, next_step=_SAVE)

    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse("has a password, or is a workbook of the old kind (.xls)")
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        raise refuse("is no workbook that can be read") from None
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        raise refuse("is no Excel workbook")
    if len(parts) > MAX_PARTS or len(set(names)) < len(names):
        raise refuse("has far too many parts" if len(parts) > MAX_PARTS else "has two parts of one name")
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise refuse("has macros in it, which nothing here runs")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise DataError(
            f"{name} unpacks to {unpacked // 1024**2:,} MB; at most {MAX_UNPACKED // 1024**2} are read",
            where=where,
            next_step="Delete sheets, pictures and formatting that are not needed, or save it as CSV UTF-8.",
        )
    for part in parts:
        if part.filename.lower().endswith(_XML) and (what := _odd(archive, part)):
            raise refuse(what)
    return archive


def _odd(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Return what makes a part more than plain XML, or an empty text."""
    try:
        with archive.open(part) as stream:
            head, last = stream.read(1_000), b""
            encoding = _ENCODING.search(head.removeprefix(b"\xef\xbb\xbf"))
            if b"\0" in head or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
                return f"has a part that is not UTF-8 ({part.filename[:60]})"
            chunk = head
            while chunk:
                if b"<!DOCTYPE" in last + chunk or b"<!ENTITY" in last + chunk:
                    return f"has a part with definitions of its own ({part.filename[:60]})"
                last, chunk = chunk[-10:], stream.read(1 << 20)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return f"is damaged, or has a password ({part.filename[:60]})"
    return ""
