"""UCDP's names of its yearly releases: which of two is newer, and of which year one is. Pure."""

import re

_VERSION = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})")
_OLD = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,2}))?-((?:19|20)[0-9]{2})")


def release_order(version: str) -> tuple[int, ...] | None:
    """Return what sorts yearly releases from old to new; None for a name that is none of theirs.

    Parameters
    ----------
    version
        Such as ``22.1``, of the year 2022; until 2016 such as ``2.2-2014``.
    """
    if new := _VERSION.fullmatch(version):
        return 2000 + int(new[1]), int(new[2])
    if old := _OLD.fullmatch(version):
        return (int(old[3]), *(int(part) for part in old.groups()[:2] if part))
    return None


def release_year(version: str) -> int | None:
    """Return the year in which a release of this name was published, None for another name."""
    order = release_order(version)
    return order[0] if order else None
