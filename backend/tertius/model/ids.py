"""Identifiers: ``<authority>:<the source's own key>``. Names never make ids, so two sources never merge by accident."""

import hashlib
import re

from tertius.errors import InputError
from tertius.model.spelling import composed, invisible

MAX_ID_LENGTH = 200
"""Characters that an id may have."""

_AUTHORITY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_KEY = re.compile(r"[^\s\"'<>|;]+")


def entity_id(text: str, *, authority: str = "") -> str:
    """Return the full form of an entity's id, in Unicode's composed form (NFC).

    Parameters
    ----------
    text
        ``authority:key``, or a bare key when ``authority`` is given.
    authority
        The authority that a bare key belongs to.

    Raises
    ------
    InputError
        If the text is no id.
    """
    # Two forms of one accented letter, or invisible characters, would make two ids that look alike.
    text = composed(text.strip())
    head, colon, tail = text.partition(":")
    if not colon:
        head, tail = authority, text
    full = f"{head}:{tail}"
    sound = _AUTHORITY.fullmatch(head) and _KEY.fullmatch(tail) and tail.isprintable()
    if unseen := invisible(full):
        raise InputError(
            f"{text[:60]!r} is no entity id: it has an invisible character ({unseen})",
            next_step="Type the id anew: characters that are not seen come along when a text is copied.",
        )
    if not sound or len(full) > MAX_ID_LENGTH:
        raise InputError(
            f"{text[:60]!r} is no entity id",
            next_step="Write authority:key, such as un:QDi.313; no spaces, quotes, semicolons or invisible characters, "
            f"{MAX_ID_LENGTH} characters at most.",
            unknown="entity",
        )
    return full


def source_id(text: str) -> str:
    """Return a source's id as it is, or refuse it.

    Raises
    ------
    InputError
        If the text is not 1 to 64 lower-case letters, digits, dots, dashes or underscores.
    """
    text = text.strip()
    if not _AUTHORITY.fullmatch(text):
        raise InputError(
            f"{text[:60]!r} is no source id",
            next_step="Use 1 to 64 lower-case letters, digits, dots, dashes or underscores, such as mali-2013.",
        )
    return text


def fingerprint(*parts: str, size: int = 12) -> str:
    """Return a hexadecimal digest of the parts, in order; no two different lists of parts share one by joining.

    Parameters
    ----------
    parts
        Any texts.
    size
        Bytes of the digest; twice as many characters come back.
    """
    # Every part is closed, so that no parts and one empty part differ; a lone surrogate is hashed like any other text.
    text = "\x1f".join((*parts, ""))
    if text.count("\x1f") == len(parts):
        text = text.replace("\\", "\\\\")
    else:
        text = "".join(part.replace("\\", "\\\\").replace("\x1f", "\\u") + "\x1f" for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
