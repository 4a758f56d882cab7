"""Compile a loop once per machine, not once per process."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call, without the interpreter's lock, and keep the machine code on disk.

    The code is kept beside the module when that folder can be written, otherwise in the user's cache folder, or where
    ``NUMBA_CACHE_DIR`` says. Where none of them can be written the function is compiled anew in each process: slower
    to start (about a second for each kernel), otherwise the same.

    Notes
    -----
    A kernel calls no kernel of another module: what is kept on disk is renewed when its own module changes, not when
    another does.
    """
    try:
        compiled: object = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # no folder to keep the code in
        compiled = numba.njit(function, nogil=True, error_model="numpy")
    return cast(Callable[P, R], compiled)
