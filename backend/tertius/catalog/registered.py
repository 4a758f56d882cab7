"""Every measure there is: the modules of the rooms of measures are looked through for functions that declare one."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

from tertius.catalog.measure import DECLARES, Measure
from tertius.errors import CatalogueError

ENTRY_POINTS = "tertius.measures"
"""Entry points of this group are packages or modules; the backend's own measures are the first of them."""

COMPILED = "kernels"
"""The room of a package whose modules declare nothing and are costly to import: it is left out."""


@cache
def registered() -> tuple[Measure, ...]:
    """Return every measure that an installed package declares, in order of id.

    Raises
    ------
    CatalogueError
        Two have the same id.
    """
    found: dict[str, Measure] = {}
    for point in entry_points(group=ENTRY_POINTS):
        for module in _modules(point.load()):
            for value in vars(module).values():
                declared = getattr(value, DECLARES, None)
                if not isinstance(declared, Measure) or declared.function.__module__ != module.__name__:
                    continue
                if declared.id in found:
                    raise CatalogueError(
                        f"Two measures have the id {declared.id}.",
                        where=f"{module.__name__}.{declared.function.__name__}",
                        next_step="Rename one of them.",
                    )
                found[declared.id] = declared
    measures = [found[measure_id] for measure_id in sorted(found)]
    return tuple(_with_choices(measure, measures) for measure in measures)


def _with_choices(measure: Measure, measures: list[Measure]) -> Measure:
    """Return a measure whose parameters that name another measure know which there are."""
    params = dict(measure.params)
    for name, kind in measure.choices.items():
        ids = [one.id for one in measures if one.can_be_asked_by_others and (one.scores_nodes or kind == "ranked")]
        params[name] = params[name].model_copy(update={"enum": tuple(ids)})
    return replace(measure, params=params)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if found.name != COMPILED:
            yield from _modules(importlib.import_module(f"{package.__name__}.{found.name}"))
