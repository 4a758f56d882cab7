"""Reports as files: those of the user's configuration folder, and those that come with Tertius."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Kind, instead, read_declared
from tertius.catalog.yaml_text import line_of, read_yaml
from tertius.errors import InputError
from tertius.reports.by_name import ByName, Looked
from tertius.reports.checking import faults
from tertius.reports.plan import Delivery, Input, ReportPlan, Schedule, Section, Value

READY = Path(__file__).parent / "ready"
"""The reports that come with Tertius."""


class Plans(ByName[ReportPlan]):
    """The reports that there are, by name. A file of the user's goes before a ready one of the same name.

    Parameters
    ----------
    folder
        The user's folder of reports; it need not be there.
    catalogue
        What their questions are held against.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        super().__init__("report", (READY, folder), lambda path: look_at(path, catalogue))


def look_at(path: Path, catalogue: Catalogue) -> Looked[ReportPlan]:
    """Read a plan's file, and find all that is wrong with it.

    Parameters
    ----------
    path
        The file; its name without the ending is the report's.
    catalogue
        The questions.

    Raises
    ------
    NotFoundError
        There is no such file.
    """
    return Looked(*read_declared(path, _KIND, lambda plan: faults(plan, catalogue)))


_KIND = Kind(
    "report",
    ReportPlan,
    "`title: …`, then `sections:`",
    {"schedule": (Schedule, 1), "inputs": (Input, 2), "sections": (Section, 2), "deliver": (Delivery, 2)},
)


def write_plan(text: str, name: str, values: Mapping[str, Value]) -> str:
    """Return the text of a plan with the values of its inputs written in.

    Parameters
    ----------
    text
        A plan's file.
    name
        What it is called, for messages.
    values
        By input.

    Raises
    ------
    InputError
        It has no such input.
    """
    said, node = read_yaml(text)
    inputs = said.get("inputs", {}) if isinstance(said, dict) else {}
    lines = text.splitlines()
    for key, value in values.items():
        if key not in inputs:
            raise InputError(f"The report {name} has no input {key!r}.", where=key, next_step=instead(key, inputs))
        written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=1_000).splitlines()[0]
        at = line_of(node, ("inputs", key, "value"))
        lines[at - 1] = f"{lines[at - 1].partition('value:')[0]}value: {written}"
    return "\n".join(lines) + "\n"
