"""Importing the driver without the numerical libraries, for a command that is over in less time than they take.

The driver imports numpy, pandas and pyarrow wherever they are installed, so that it can take their values as parameters
of a statement. Tertius sends plain values only.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType

NOT_NEEDED = ("numpy", "pandas", "pyarrow")
"""What the driver imports if it is there."""

_ASKS = "neo4j._optional_deps"


class _NotForTheDriver(MetaPathFinder):
    """Tells the driver that they are not installed, and nobody else."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name in NOT_NEEDED and _is_asked_by(_ASKS):
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)
        return None


def without_numerical_libraries() -> None:
    """Have the driver do without them in this process, if neither it nor they have been imported."""
    if not any(isinstance(finder, _NotForTheDriver) for finder in sys.meta_path):
        sys.meta_path.insert(0, _NotForTheDriver())


def _is_asked_by(module: str) -> bool:
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_globals.get("__name__") != module:
        frame = frame.f_back
    return frame is not None
