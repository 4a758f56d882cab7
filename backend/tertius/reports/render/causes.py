"""What accounts for the change of a score, in phrases: each cause by its name, with how much."""

from collections.abc import Iterable
from math import floor, log10

from tertius.reports.difference import RowChange, ShareOfChange, listed
from tertius.reports.explaining import OTHERS

TOGETHER = "together"
"""What remains that no cause alone accounts for."""


def accounts(row: RowChange) -> Iterable[str]:
    """Give what accounts for the change of a score, in phrases: the largest first, what is too small to tell last.

    Parameters
    ----------
    row
        What became of one row of a measure.
    """
    small = []
    for share in row.shares:
        if share.tells:
            yield f"{cause_of(share.name)}: {amount(share)}"
        elif share.mean or share.error:
            small.append(cause_of(share.name))
    if row.method is not None and abs(row.method) > 1e-9 * max(abs(row.score_before or 0.0), 1.0):
        yield f"the method: {signed(-row.method)}, as today's question gives the claims of then another score"
    if small:
        yield f"too small to tell: {listed(small)}"


def cause_of(name: str) -> str:
    """Return what a group of changes is called in a sentence.

    Parameters
    ----------
    name
        As `ChangeGroup` has it.
    """
    if name in (OTHERS, TOGETHER, "a load that is gone"):
        return "several causes together" if name == TOGETHER else name
    kind, _, rest = name.rpartition(" ")
    return {"": f"the load {rest}", "undone": f"undoing the load {rest}", "decisions": f"the decisions of {rest}"}.get(
        kind, name
    )


def amount(share: ShareOfChange) -> str:
    """Return a share with its error, which says how many decimals mean something.

    Parameters
    ----------
    share
        The share.
    """
    if not share.error:
        return signed(share.mean)
    decimals = min(max(0, 1 - floor(log10(share.error))), 6)
    return f"{share.mean:+.{decimals}f} ± {share.error:.{decimals}f}".replace("-", "−")


def signed(value: float) -> str:
    """Return a number with its sign, to three digits.

    Parameters
    ----------
    value
        The number.
    """
    return f"{value:+.3g}".replace("-", "−")
