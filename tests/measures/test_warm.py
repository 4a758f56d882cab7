"""Every kernel is compiled ahead of time."""

import importlib
import pkgutil

import tertius.measures.kernels as room
from tertius.measures.warm import compile_kernels


def test_every_kernel_is_compiled_for_every_type_it_is_called_with() -> None:
    compile_kernels()
    for module in pkgutil.iter_modules(room.__path__):
        for name, value in vars(importlib.import_module(f"{room.__name__}.{module.name}")).items():
            if hasattr(value, "signatures") and not name.startswith("_"):
                assert value.signatures, f"{module.name}.{name} is not compiled by warm.py"
