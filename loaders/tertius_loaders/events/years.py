"""Years that a user chooses: one, or from one to another."""

import re

from tertius.errors import InputError

EARLIEST, LATEST = 1900, 2100
"""The years that can be chosen."""

_YEARS = re.compile(r"([0-9]{4})?(\.\.)?([0-9]{4})?")


def years_in(text: str) -> tuple[int | None, int | None]:
    """Return the first and the last of the chosen years (``2010``, ``2010..2015``, ``2010..``), None for no bound.

    Raises
    ------
    InputError
        If they cannot be read, or end before they start.
    """
    text = text.strip()
    if not text:
        return None, None
    match = _YEARS.fullmatch(text)
    if match is None or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise InputError(
            f"{text[:40]!r} are no years", where="years", next_step="Write 2010, 2010..2015, 2010.. or ..2015."
        )
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else None if match[2] else first
    for year in (first, last):
        if year is not None and not EARLIEST <= year <= LATEST:
            raise InputError(
                f"The year is {year}", where="years", next_step=f"Write years from {EARLIEST} to {LATEST}."
            )
    if first is not None and last is not None and first > last:
        raise InputError(f"{text!r} ends before it starts", where="years", next_step="Swap the two years.")
    return first, last
