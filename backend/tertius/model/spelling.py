"""One way to write a text: what is asked and what is stored meet in it, and nothing in it is invisible.

Every text comes in through `spelled`: ids and names from the command line, an address, a file or the settings. Two
texts that look the same are then the same.
"""

import re
import unicodedata

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point, for a class of characters: what is not drawn even where a font lacks it."""

# After a letter of these scripts (Arabic to Myanmar, Khmer and Mongolian, Javanese and its neighbours) a joiner changes
# how the letter is drawn: it is a part of the spelling, and can be seen.
_JOINS = "\u0600-\u109f\u1780-\u18af\ua800-\ua9df\ufb50-\ufdff\ufe70-\ufefc"

INVISIBLE = re.compile(f"(?<![{_JOINS}])[\u200c\u200d]|[{IGNORABLE}](?<![\u200c\u200d])")
"""A character that is not drawn: zero-width and soft ones, byte order marks, marks of direction, fillers."""

_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def composed(text: str) -> str:
    """Return the text in Unicode's composed form (NFC): é is one character, however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def spelled(text: str) -> str:
    """Return the text as it is stored and looked up.

    Composed (NFC), without characters that are not drawn (`INVISIBLE`), spaces of any width as plain ones, none at
    either end. A text that is spelled so already stays as it is.
    """
    if text.isascii():
        return text.strip()
    # What is taken away can have stood between a letter and its accent, so that composing comes last.
    return composed(_SPACE.sub(" ", INVISIBLE.sub("", text)).strip())


def invisible(text: str) -> str | None:
    """Return the first character of a text that is not drawn, such as ``U+200B ZERO WIDTH SPACE``; None without any."""
    found = None if text.isascii() else INVISIBLE.search(text)
    if found is None:
        return None
    char = found.group()
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
