"""Writes a new question, measure or loader from the files in ``skeletons/``: it runs, and is then changed."""

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from tertius.catalog.catalogue import NOT_GROUPS, Catalogue
from tertius.catalog.files import checkout
from tertius.catalog.registered import COMPILED
from tertius.errors import ConflictError, InputError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MEASURES = Path("backend/tertius/measures")
_LOADERS = Path("loaders/tertius_loaders")


def write_question(question_id: str) -> list[Path]:
    """Write the file of a new question.

    Parameters
    ----------
    question_id
        ``group/name``.

    Returns
    -------
    list
        What was written, in the checkout.

    Raises
    ------
    InputError
        It is no such id.
    ConflictError
        There is such a file.
    """
    group, name = parts_of(question_id)
    if group in NOT_GROUPS:
        raise InputError(
            f"cypher/{group} holds no questions", where=question_id, next_step="Take another word before the slash."
        )
    return _write({"question.cypher": Path("cypher", group, f"{name}.cypher")}, group, name)


def write_measure(measure_id: str) -> list[Path]:
    """Write the file of a new measure, in the room of its group, and its test.

    Parameters
    ----------
    measure_id
        ``group/name``. The group is the name of a room of measures, or that of a measure there.

    Returns
    -------
    list
        What was written, in the checkout.

    Raises
    ------
    InputError
        It is no such id, or there is no such group.
    ConflictError
        There is such a file.
    """
    group, name = parts_of(measure_id)
    rooms = _rooms()
    if group not in rooms:
        raise InputError(
            f"No measures are in the group {group}",
            where=measure_id,
            next_step=f"Take one of {', '.join(sorted(rooms))}; a new folder of {_MEASURES.as_posix()} is a new group.",
        )
    room = rooms[group]
    return _write(
        {
            "measure.py": _MEASURES / room / f"{name}.py",
            "test_measure.py": Path("tests/measures", room, f"test_{name}.py"),
        },
        group,
        name,
        {"measures.skeleton_group": f"measures.{room}"},
    )


def write_loader(name: str) -> list[Path]:
    """Write the folder of a new loader, its test, and the editions that every loader is tested with.

    Parameters
    ----------
    name
        The loader's name, which becomes the id of its source too.

    Returns
    -------
    list
        What was written, in the checkout.

    Raises
    ------
    InputError
        It is no name.
    ConflictError
        There is such a folder.
    """
    name = _checked(name, where=name)
    files = {
        f"loader/{file.name}": _LOADERS / name / file.name
        for file in sorted((checkout() / "skeletons" / "loader").iterdir())
        if file.is_file()
    }
    tests = Path("tests/loaders", name)
    return _write(
        {**files, "editions.py": tests / "editions.py", "test_loader.py": tests / f"test_{name}.py"}, "", name
    )


def parts_of(question_id: str) -> tuple[str, str]:
    """Return group and name of the id of a question.

    Raises
    ------
    InputError
        It is no such id.
    """
    group, slash, name = question_id.partition("/")
    if not slash:
        raise InputError(
            f"{question_id[:60]!r} is no id of a question",
            where=question_id[:60],
            next_step="Write group/name, such as commanders/posts.",
        )
    return _checked(group, where=question_id), _checked(name, where=question_id)


def _checked(name: str, *, where: str) -> str:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InputError(
            f"{name[:60]!r} cannot be a name here",
            where=where[:100],
            next_step="Use 1 to 40 small letters, digits and _, a letter first, and no word of Python's own.",
        )
    return name


def _rooms() -> dict[str, str]:
    """Return the folders of measures by the groups of what is in them, and by their own names."""
    folders = (checkout() / _MEASURES).iterdir()
    rooms = {folder.name: folder.name for folder in folders if (folder / "__init__.py").is_file()}
    rooms.pop(COMPILED, None)
    measures = Catalogue.load().measures().items()
    of_groups = {measure_id.partition("/")[0]: one.function.__module__.split(".") for measure_id, one in measures}
    return {group: path[2] for group, path in of_groups.items() if path[2] in rooms} | rooms


def _write(files: Mapping[str, Path], group: str, name: str, replaced: Mapping[str, str] | None = None) -> list[Path]:
    """Write files of the checkout from skeletons, all or none.

    Parameters
    ----------
    files
        Where each goes, by its skeleton.
    group, name
        What the new one is called.
    replaced
        What else stands for what.
    """
    root = checkout()
    for path in files.values():
        if (root / path).exists():
            raise ConflictError(
                "There is such a file already",
                where=path.as_posix(),
                next_step="Take another name, or change the file.",
            )
    words = name.split("_")
    replaced = {
        **(replaced or {}),
        "skeleton_group": group,
        "skeleton_name": name,
        "SkeletonName": "".join(word.capitalize() for word in words),
        "Skeleton title": " ".join(words).strip().capitalize(),
    }
    for skeleton, path in files.items():
        text = (root / "skeletons" / skeleton).read_text(encoding="utf-8")
        for one, other in replaced.items():
            text = text.replace(one, other)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(_in_order(text) if path.suffix == ".py" else text, encoding="utf-8")
    return list(files.values())


def _in_order(text: str) -> str:
    """Return a module's text with the lines that import from Tertius in order again."""
    lines = text.splitlines(keepends=True)
    places = [index for index, line in enumerate(lines) if line.startswith("from tertius")]
    for index, line in zip(places, sorted(lines[index] for index in places), strict=True):
        lines[index] = line
    return "".join(lines)
