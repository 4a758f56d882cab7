"""Which parts of a text run from right to left: each keeps its order to what stands beside it, as names have to."""

import re

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"([{_RIGHT}]+(?:[ \u200b'’–-]+[{_RIGHT}]+)*)")


def runs(text: str) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it runs from right to left; words with blanks between are one part.

    Parameters
    ----------
    text
        Any text.
    """
    return [(part, bool(at % 2)) for at, part in enumerate(_RUN.split(text)) if part]
