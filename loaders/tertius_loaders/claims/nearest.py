"""What somebody may have meant by a word that is not known. Pure."""

from collections.abc import Collection
from difflib import get_close_matches

MOST = 2_000
"""Words to choose from at most: comparing takes some 30 µs a word, and a file can have many mistakes."""


def nearest(word: str, words: Collection[str], *, cutoff: float = 0.6) -> str:
    """Return the known word that is spelt most like a given one, or an empty text.

    Parameters
    ----------
    word
        What was written.
    words
        What is known; nothing is suggested from more than `MOST`.
    cutoff
        How alike they must be, 0 to 1.
    """
    if len(words) > MOST or len(word) > 200:
        return ""
    return next(iter(get_close_matches(word, words, n=1, cutoff=cutoff)), "")
