"""Machine code is kept between processes, and done without where nothing can be kept."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tertius.measures.kernels.compiling import kernel

_SCRIPT = """
import numpy as np
from tertius.measures.kernels.peeling import core_numbers
core_numbers(np.array([0, 1, 2], np.int32), np.array([1, 0], np.int32), np.zeros(2))
print(sum(core_numbers.stats.cache_hits.values()), sum(core_numbers.stats.cache_misses.values()))
"""


def _run(cache: Path) -> str:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.run(  # noqa: S603 (this interpreter, the script above)
        [sys.executable, "-c", _SCRIPT], check=True, capture_output=True, text=True, env=environment
    ).stdout.strip()


def test_a_second_process_does_not_compile_again(tmp_path: Path) -> None:
    assert _run(tmp_path) == "0 1"
    assert _run(tmp_path) == "1 0"


def test_code_that_can_be_kept_nowhere_is_compiled_all_the_same() -> None:
    # a function of no file has no folder to be kept in
    space: dict[str, object] = {}
    exec(compile("def twice(x):\n    return 2 * x\n", "<nowhere>", "exec"), space)  # noqa: S102
    twice: Callable[[int], int] = kernel(space["twice"])  # type: ignore[arg-type]
    assert twice(21) == 42
