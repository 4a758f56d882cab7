"""Where the time of a process goes: its threads, looked at every few milliseconds."""

import sys
import threading
from collections import Counter
from types import FrameType


class Samples:
    """Looks at every thread each few milliseconds, and counts the innermost function of the project in each."""

    def __init__(self, every: float = 0.005) -> None:
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> "Samples":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(self._every):
            self._count()

    def _count(self) -> None:
        """Count, and let go of the frames at once: what their locals hold must not outlive them."""
        for thread, frame in sys._current_frames().items():
            inner: FrameType | None = None if thread == self._thread.ident else frame
            outside = ""
            while inner is not None:
                module = inner.f_globals.get("__name__", "")
                if module.startswith("tertius"):
                    self.seen[f"{module}.{inner.f_code.co_qualname}{outside}"] += 1
                    break
                outside = " → the driver" if module.startswith("neo4j") else outside
                inner = inner.f_back

    def most(self, count: int) -> list[tuple[str, float]]:
        """Return the functions in which a thread was found most often, with shares of all."""
        total = sum(self.seen.values()) or 1
        return [(name, seen / total) for name, seen in self.seen.most_common(count)]
