"""How the threads of a load take turns."""

import sys
from contextlib import AbstractContextManager

from tertius.loading.interpreter import Setting

TURN_S = 0.0005
"""Seconds that one thread computes while another waits for its turn; Python's own are ten times as many."""

_TURNS = Setting(sys.getswitchinterval, sys.setswitchinterval, lambda before: min(before, TURN_S))


def short_turns() -> AbstractContextManager[None]:
    """Let Python's threads take turns more often.

    While one thread reads and shapes rows, another sends a batch and waits for the server, some hundred times a batch.
    After each wait it would stand by for five milliseconds, and the server with it: a fifth of the time of a load.
    """
    return _TURNS.held()
