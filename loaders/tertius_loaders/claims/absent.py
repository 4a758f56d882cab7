"""Words that stand in a cell where there is no name. Pure."""

_WORDS = frozenset({"na", "n/a", "n.a.", "nil", "none", "null", "<null>", "(null)", "#n/a", "unknown"})


def names_nobody(text: str) -> bool:
    """Tell whether a cell names nobody: it is empty, says ``n/a`` or ``unknown``, or has no letter and no digit."""
    return text.strip().casefold() in _WORDS or not any(letter.isalnum() for letter in text)
