"""When an event happened, as a dataset knows it: two days, and how to read what lies between them."""

from datetime import date

from tertius.errors import InputError


def happened(first: date, last: date, *, throughout: bool) -> str:
    """Return the EDTF text of an event whose dataset gives its first and its last day.

    Parameters
    ----------
    first, last
        The two days.
    throughout
        True: the event lasted from the one to the other, or stands for several incidents between them (``a/b``).
        False: it happened on a day between that is not known more closely (``[a..b]``).

    Raises
    ------
    InputError
        If the last day is before the first.
    """
    if last < first:
        raise InputError(
            f"The event ends on {last}, before it starts on {first}",
            where="date_end",
            next_step="Correct one of the days.",
        )
    if first == last:
        return first.isoformat()
    return f"{first}/{last}" if throughout else f"[{first}..{last}]"
