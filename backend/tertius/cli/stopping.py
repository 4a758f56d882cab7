"""How commands that run until they are told to stop are told so."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heeding_stop_signals() -> Iterator[None]:
    """Have SIGTERM, and SIGINT where a shell has it ignored, end a command as Ctrl-C does: with all cleaned up."""
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT)),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
