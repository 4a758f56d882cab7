"""Reports as files: those of the user's configuration folder, and those that come with Tertius."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Kind, Told, instead, read_declared
from tertius.catalog.yaml_text import line_of, read_yaml
from tertius.errors import InputError, NotFoundError
from tertius.reports.checking import faults
from tertius.reports.plan import Delivery, Input, ReportPlan, Schedule, Section, Value
from tertius.wording import quoted

READY = Path(__file__).parent / "ready"
"""The reports that come with Tertius."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A plan's file, looked at.

    Attributes
    ----------
    plan
        The plan; None if something is wrong with it.
    faults
        All that is wrong.
    """

    plan: ReportPlan | None
    faults: tuple[Told, ...]


class Plans:
    """The reports that there are, by name. A file of the user's goes before a ready one of the same name.

    Parameters
    ----------
    folder
        The user's folder of reports; it need not be there.
    catalogue
        What their questions are held against.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self._catalogue = catalogue

    def paths(self) -> dict[str, Path]:
        """Return the files by name of the report."""
        found = {path.stem: path for folder in (READY, self.folder) for path in sorted(folder.glob("*.yaml"))}
        return dict(sorted(found.items()))

    def path(self, name: str) -> Path:
        """Return the file of a report.

        Raises
        ------
        NotFoundError
            There is none of that name; the message has the nearest.
        """
        known = self.paths()
        if name not in known:
            raise NotFoundError(
                f"There is no report {name[:80]!r}.",
                where=quoted(self.folder),
                next_step=f"{instead(name, known)} `tertius report new NAME` starts one.",
            )
        return known[name]

    def look(self, path: Path) -> Looked:
        """See `look_at`."""
        return look_at(path, self._catalogue)

    def get(self, name: str) -> ReportPlan:
        """Return a report's plan, checked.

        Raises
        ------
        NotFoundError
            There is none of that name.
        InputError
            The file is at fault; the message has the first fault with its line.
        """
        path = self.path(name)
        looked = self.look(path)
        if looked.plan is None:
            first, *others = looked.faults
            more = f" (`tertius report check {quoted(name)}` shows {len(others)} more.)" if others else ""
            raise InputError(first.what, where=first.where, next_step=first.next_step + more)
        return looked.plan


def look_at(path: Path, catalogue: Catalogue) -> Looked:
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
    plan, wrong = read_declared(path, _KIND, lambda found: faults(found, catalogue))
    return Looked(plan, wrong)


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
