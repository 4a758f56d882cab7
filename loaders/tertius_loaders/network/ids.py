"""Ids of what a publication names: under its own authority, by what its files write. Pure."""

from tertius.model.ids import fingerprint

_TAKEN = frozenset("\"'<>|;%~")
MOST = 120
"""Characters of a key that is made so."""


def key_of(text: str) -> str:
    """Return the key of a node by what the file writes for it; two texts never share one.

    A blank becomes ``~``, and what an id cannot hold its code (``%3B``): ``Ann Lee`` is ``Ann~Lee``. A very long text
    ends in its digest.
    """
    key = "".join("~" if letter == " " else letter if _fits(letter) else _code(letter) for letter in text)
    return key if len(key) <= MOST else f"{key[:MOST]}%%{fingerprint(text)}"


def _fits(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and letter not in _TAKEN


def _code(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
