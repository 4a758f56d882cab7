"""Reports as files: those of the user's configuration folder, and those that come with Tertius."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.yaml_text import line_of, read_yaml
from tertius.errors import InputError, NotFoundError
from tertius.reports.checking import Fault, Place, faults, instead
from tertius.reports.plan import Delivery, Input, ReportPlan, Schedule, Section, Value

READY = Path(__file__).parent / "ready"
"""The reports that come with Tertius."""

LONGEST_FILE = 200_000
"""Bytes that a plan's file may have."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault, with the line that it stands on.

    Attributes
    ----------
    where
        The file and the line.
    what, next_step
        As `Fault`.
    """

    where: str
    what: str
    next_step: str


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
                where=str(self.folder),
                next_step=f"{instead(name, known)} `tertius report new NAME` starts one.",
            )
        return known[name]

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
        looked = look_at(path, self._catalogue)
        if looked.plan is None:
            first, *others = looked.faults
            more = f" (`tertius report check {name}` shows {len(others)} more.)" if others else ""
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
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            f"The file cannot be read: {error.strerror}.",
            where=str(path),
            next_step="Give the path of a report's file.",
        ) from None
    try:
        if len(content) > LONGEST_FILE:
            return Looked(None, (Told(str(path), f"The file has more than {LONGEST_FILE:,} bytes.", "Shorten it."),))
        text = content.decode("utf-8-sig")
        if line := _refers(text):
            what = "A part of the file refers to another one (*)."
            return Looked(None, (Told(_at(path, line), what, "Write it out in both places."),))
        said, node = read_yaml(text)
    except UnicodeDecodeError:
        return Looked(None, (Told(str(path), "The file is no text in UTF-8.", "Save it as UTF-8."),))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"The file is no YAML that can be read: {error.problem}."
        return Looked(None, (Told(_at(path, line), what, "Mend it; put quotes around texts with a colon in them."),))
    except (yaml.YAMLError, RecursionError, ValueError):
        what = "The file is no YAML that can be read."
        return Looked(None, (Told(str(path), what, "Write it as in `tertius report new NAME`."),))
    told = partial(_told, path, node)
    if not isinstance(said, dict):
        return Looked(None, (told(Fault((), "The file does not say what it is: it holds no keys.", _BEGIN)),))
    if "name" in said:
        return Looked(None, (told(Fault(("name",), "A report's name is that of its file.", "Take the line out.")),))
    try:
        plan = ReportPlan.model_validate({**said, "name": path.stem})
    except ValidationError as error:
        found = [of_shape(one) for one in error.errors(include_url=False, include_context=False, include_input=False)]
        return Looked(None, tuple(dict.fromkeys(map(told, found))))
    wrong = tuple(map(told, faults(plan, catalogue)))
    return Looked(None if wrong else plan, wrong)


_BEGIN = "Begin it with `title: …`, then `sections:`; `tertius report new NAME` writes one to start from."


def _at(path: Path, line: int) -> str:
    return f"{path}, line {line}"


def _told(path: Path, node: yaml.Node | None, fault: Fault) -> Told:
    return Told(_at(path, line_of(node, fault.place)), fault.what, fault.next_step)


def _refers(text: str) -> int | None:
    """Return the line where a part refers to another one, which can make gigabytes of a few letters; None if none."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) and event.start_mark is not None:
            return event.start_mark.line + 1
    return None


_MODELS: dict[str, type[BaseModel]] = {
    "schedule": Schedule,
    "inputs": Input,
    "sections": Section,
    "deliver": Delivery,
}


def of_shape(error: Mapping[str, Any]) -> Fault:
    """Return the fault that an error of validation tells.

    Parameters
    ----------
    error
        One of pydantic's errors.
    """
    model, place = _place(tuple(map(str, error["loc"])))
    field = model.model_fields.get(place[-1]) if place else None
    about = (field.description if field else "") or ""
    match error["type"]:
        case "extra_forbidden":
            names = [name for name in model.model_fields if name != "name"]
            return Fault(place, f"There is no {place[-1]!r} here.", instead(place[-1], names))
        case "missing":
            return Fault(place[:-1], f"There is no {place[-1]!r}.", f"Add it: {about}")
    if place == ("name",):
        what = "The file's name has to be small letters, digits and hyphens, 60 at most, and to end in .yaml."
        return Fault((), what, "Rename the file, such as weekly-brokers.yaml.")
    what = str(error["msg"]).removeprefix("Value error, ")
    return Fault(place, f"{'.'.join(place)}: {what}.", about)


def _place(path: Place) -> tuple[type[BaseModel], Place]:
    """Return the model that a path of pydantic's ends in, and the path without what only pydantic sees."""
    model: type[BaseModel] = ReportPlan
    if not path or path[0] not in _MODELS:
        return model, path[:1]
    depth = 1 if path[0] == "schedule" else 2
    if len(path) > depth:
        # below a field there are only the choices of its type
        keyed = path[depth] in ("params",) and len(path) > depth + 1
        return _MODELS[path[0]], path[: depth + 1 + keyed]
    return model, path


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
