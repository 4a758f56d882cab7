"""Words of messages that depend on a number."""


def counted(count: float, one: str, many: str | None = None) -> str:
    """Return a count with its noun: ``1 row``, ``2 rows``, ``1,200 entries``.

    Parameters
    ----------
    count
        How many.
    one, many
        The noun for one and for any other number; with an s where ``many`` is not given.
    """
    return f"{count:{',' if isinstance(count, int) else 'g'}} {one if count == 1 else many or f'{one}s'}"


def verb(count: float, one: str, many: str) -> str:
    """Return the verb that fits a count: ``is`` or ``are``."""
    return one if count == 1 else many
