"""What the whole interpreter has only one of, changed by several threads at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Setting(Generic[T]):
    """A setting of the interpreter that is another while anybody needs it so, and as before when nobody does any more.

    Whoever is first keeps what it was, and whoever is last puts it back. If each kept what it found, two that overlap
    would leave behind for good what the second one found.

    Parameters
    ----------
    get, put
        Read the setting, and write it.
    meanwhile
        Says what it is to be, of what it is.
    """

    def __init__(self, get: Callable[[], T], put: Callable[[T], object], meanwhile: Callable[[T], T]) -> None:
        self._get, self._put, self._meanwhile = get, put, meanwhile
        self._lock = threading.Lock()
        self._users = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have it so until the block ends, and until others' blocks have ended, too."""
        with self._lock:
            if not self._users:
                self._before = self._get()
                self._put(self._meanwhile(self._before))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._put(self._before)
