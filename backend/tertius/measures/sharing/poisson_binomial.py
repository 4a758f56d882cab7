"""The number of successes in independent trials of different chances: its exact upper tail."""

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import FloatArray, IntArray
from tertius.measures.threads import StopFlag, new_flag, run_jobs
from tertius.wording import counted

_TOGETHER = 512  # questions computed at once


def upper_tail(
    chances: FloatArray, counts: IntArray, at_least: IntArray, *, stop: StopFlag | None = None
) -> FloatArray:
    """Return the exact probability of so many successes or more.

    Parameters
    ----------
    chances
        (t, q) The chance of a success in each of t classes of trials, for q questions.
    counts
        (t,) Trials in each class.
    at_least
        (q,) Successes asked for.
    stop
        A flag that another thread or process may raise; looked at before every class of trials.

    Returns
    -------
    FloatArray
        (q,) From 0 to 1, each to full relative precision: only positive terms are added.

    Raises
    ------
    InputError
        If the shapes do not fit, or a chance is not from 0 to 1.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Classes are added one by one, and what has reached the number asked for stays there. Time O(s · Σ min(count, s)) for
    each question, s being the successes asked for, or for one not much smaller; memory O(s · 512) and the arguments.
    """
    _check(chances, counts, at_least)
    flag = new_flag() if stop is None else stop
    order = np.argsort(at_least, kind="stable")  # questions of like size together
    found = np.ones(len(at_least))

    def work(block: int) -> None:
        own = order[block * _TOGETHER : (block + 1) * _TOGETHER]
        found[own] = _upper_tail(chances[:, own], counts, at_least[own], flag)

    run_jobs(work, -(-len(order) // _TOGETHER), flag)
    return found


NOTHING = 1e-290
"""A chance below this counts as none."""


def _upper_tail(chances: FloatArray, counts: IntArray, at_least: IntArray, flag: StopFlag) -> FloatArray:
    from scipy.stats import binom

    most = int(at_least.max(initial=0))
    # the last place of each row is "enough": it begins that far from the end as it needs successes
    reached = np.zeros((len(at_least), most + 1))
    reached[np.arange(len(at_least)), most - np.maximum(at_least, 0)] = 1.0
    # Next to nothing is nothing: the library's binomial overflows where a chance has hardly an inverse.
    for chance, count in zip(np.where(chances < NOTHING, 0.0, chances), counts, strict=True):
        if flag[0]:
            break
        successes = np.arange(min(int(count), most) + 1)
        exactly = binom.pmf(successes, count, chance[:, None])
        more = binom.sf(successes[:-1], count, chance[:, None])
        after = np.zeros_like(reached)
        for success in successes:
            after[:, success:most] += reached[:, : most - success] * exactly[:, success : success + 1]
        # enough already, or enough by more successes than were lacking but one
        near = reached[:, most - more.shape[1] : most][:, ::-1]
        after[:, most] = reached[:, most] + (near * more).sum(axis=1)
        reached = after
    return np.minimum(reached[:, most], 1.0)


def _check(chances: FloatArray, counts: IntArray, at_least: IntArray) -> None:
    fits = chances.shape == (len(counts), len(at_least))
    if not fits or not ((chances >= 0.0) & (chances <= 1.0)).all():
        raise InputError(
            f"Chances of shape {chances.shape} do not fit {counted(len(counts), 'class', 'classes')} and "
            f"{counted(len(at_least), 'question')}"
            if not fits
            else "A chance is not from 0 to 1",
            next_step="Give a chance from 0 to 1 for each class and question.",
        )
