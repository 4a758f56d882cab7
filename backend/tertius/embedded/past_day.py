"""What a home says of its database being a copy of a past day, into which nobody writes.

It says so in a file, which is read before a server starts and there is anybody to ask. A database that was restored
says by itself whether it is such a copy, but only once it has been started; until somebody has looked, it is taken for
one.
"""

from dataclasses import dataclass
from datetime import date

from tertius.embedded.home import Home, write_private

_FILE = "copy-of"
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PastDay:
    """That a home has a copy of a past day, or may have one.

    Attributes
    ----------
    day
        The day, in universal time; None if nobody has looked yet what was restored.
    made_for
        What the copy was last made or brought up to date for; empty if that was never finished.
    """

    day: date | None
    made_for: str = ""


def past_day(home: Home) -> PastDay | None:
    """Return what a home says; None if its database is one to work with."""
    file = home.folder / _FILE
    if not file.exists():
        return None
    first, _, second = file.read_text(encoding="utf-8").partition("\n")
    try:
        return PastDay(date.fromisoformat(first.strip()), second.strip())
    except ValueError:
        return PastDay(None)


def copy_of(home: Home) -> date | None:
    """Return the day of which a home has a copy; None if it has none, or that is not known yet."""
    found = past_day(home)
    return found.day if found else None


def put_past_day(home: Home, found: PastDay | None) -> None:
    """Have a home say so from now on.

    Parameters
    ----------
    home
        The home.
    found
        What it is to say; None if its database is one to work with.
    """
    if found is None:
        (home.folder / _FILE).unlink(missing_ok=True)
    else:
        write_private(home.folder / _FILE, f"{found.day or _UNKNOWN}\n{found.made_for}\n")
