"""How long this process has been compiling kernels: time that is no part of what a measure takes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from numba.core import event

_COMPILING = "numba:compile"


class CompileClock(event.Listener):
    """Adds up the time in which at least one thread compiles. Made by `compile_clock`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._going = 0
        self._began = self._spent = 0.0

    def on_start(self, event: event.Event) -> None:
        """Note that a function begins to be compiled; within another one, too."""
        with self._lock:
            if self._going == 0:
                self._began = time.monotonic()
            self._going += 1

    def on_end(self, event: event.Event) -> None:
        """Note that one has been compiled."""
        with self._lock:
            self._going -= 1
            if self._going == 0:
                self._spent += time.monotonic() - self._began

    def seconds(self) -> float:
        """Return the seconds so far, those of what is being compiled included."""
        with self._lock:
            return self._spent + (time.monotonic() - self._began if self._going else 0.0)


@contextmanager
def compile_clock() -> Iterator[CompileClock]:
    """Give a clock that runs while kernels are compiled in this process."""
    clock = CompileClock()
    event.register(_COMPILING, clock)  # type: ignore[no-untyped-call]
    try:
        yield clock
    finally:
        event.unregister(_COMPILING, clock)  # type: ignore[no-untyped-call]
