"""The record of every question's version and digest: a text that changes without its version is a mistake.

The rules by which claims add up to ties are watched beside the questions, as `DERIVATION`. ``cypher/versions.json``
holds ``{id: {version, digest}}``. ``tertius new question`` and ``tertius new measure`` bring it up to date where a
version rose, add new questions, drop those that are gone, and refuse anything else. What no commit has yet is a draft:
its text may change under one version.

Of a measure the digest sees every change of the code behind it, one that changes no answer too, such as another name
for a variable. Who has made sure of that (the examples are answered as before) says so: ``--same-answers ID``, or
``--same-answers all``, keeps the version and takes the new digest.
"""

import json
import shutil
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

from tertius.catalog.answer_digest import digest_of
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.errors import CatalogueError, ConflictError
from tertius.model.derive_graph import VERSION, derive_graph
from tertius.wording import quoted

FILE_NAME = "versions.json"

COMMAND = "tertius new question"
"""The command that brings the record up to date."""

DERIVATION = "derivation"
"""The id of the rules of derivation in the record."""


class Versioned(Protocol):
    """What has an id, a version, and a digest of all that changes what it gives."""

    @property
    def id(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by which claims add up to ties, properties of entities and roll-ups."""

    id: str = DERIVATION
    version: int = VERSION

    @property
    def digest(self) -> str:
        """The digest of the code behind them (`tertius.catalog.answer_digest`)."""
        return digest_of("", [(derive_graph.__module__, derive_graph.__name__)])


def watched(root: Path | None = None) -> dict[str, Versioned]:
    """Return everything of which a version is kept, by id: the questions under a root, and the rules of derivation."""
    return {**Catalogue.load(root), DERIVATION: Rules()}


class Recorded(TypedDict):
    """What is kept of a question: its version, and the SHA-256 of its text at that version."""

    version: int
    digest: str


def read(root: Path | None = None) -> dict[str, Recorded]:
    """Return the record by question id; empty if there is none yet.

    Parameters
    ----------
    root
        The ``cypher`` folder; that of the installation by default.

    Raises
    ------
    CatalogueError
        The file is not such a record.
    """
    path = (cypher_root() if root is None else root) / FILE_NAME
    return _parsed(path.read_text(encoding="utf-8"), path) if path.exists() else {}


def committed(root: Path | None = None) -> dict[str, Recorded] | None:
    """Return the record as the last commit of the checkout has it; None where there is no such commit.

    Parameters
    ----------
    root
        The ``cypher`` folder; that of the installation by default.

    Raises
    ------
    CatalogueError
        As `read`.
    """
    folder = cypher_root() if root is None else root
    if (git := shutil.which("git")) is None:
        return None
    asked = [git, "show", f"HEAD:./{FILE_NAME}"]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return _parsed(done.stdout, folder / FILE_NAME) if done.returncode == 0 else None


def _parsed(text: str, path: Path) -> dict[str, Recorded]:
    try:
        found = json.loads(text)
        return {key: Recorded(version=int(one["version"]), digest=str(one["digest"])) for key, one in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"The record of versions cannot be read: {error}.",
            where=quoted(path),
            next_step=f"Put the committed file back; `{COMMAND}` writes it.",
        ) from error


def problems(questions: Mapping[str, Versioned], recorded: Mapping[str, Recorded]) -> dict[str, str]:
    """Return what is wrong between the questions and the record.

    Parameters
    ----------
    questions
        By id.
    recorded
        The record.

    Returns
    -------
    dict
        A sentence by question id; empty if all is well. A version that rose is not a problem of the text, but the
        record has to follow.
    """
    found = {}
    for key, question in questions.items():
        kept = recorded.get(key)
        if kept is None:
            found[key] = f"is not in the record yet: run `{COMMAND}`"
        elif question.version < kept["version"]:
            found[key] = f"went back from version {kept['version']} to {question.version}"
        elif question.version > kept["version"]:
            found[key] = f"has a new version that the record does not: run `{COMMAND}`"
        elif question.digest != kept["digest"]:
            found[key] = f"was changed but is still version {question.version}: raise it to {question.version + 1}"
    for key in recorded.keys() - questions.keys():
        found[key] = f"is in the record but not in the catalogue: run `{COMMAND}`"
    return found


def update(
    questions: Mapping[str, Versioned], recorded: Mapping[str, Recorded], same_answers: Collection[str] = ()
) -> dict[str, Recorded]:
    """Return the record as it should be.

    Parameters
    ----------
    questions, recorded
        As for :func:`problems`.
    same_answers
        Ids of questions whose text changed and whose answers did not; ``all`` for any.

    Returns
    -------
    dict
        By question id, in order.

    Raises
    ------
    ConflictError
        A text changed without its version, or a version went back; names all of them.
    """
    wrong = [
        f"{key} {said}"
        for key, said in problems(questions, recorded).items()
        if key in questions and key in recorded and not _may_follow(questions[key], recorded[key], same_answers)
    ]
    if wrong:
        raise ConflictError(
            "The record of versions cannot follow: " + "; ".join(wrong) + ".",
            where=FILE_NAME,
            next_step="Raise the version of each whose answers change. Of the others say so: "
            f"`{COMMAND} --same-answers ID`.",
        )
    return {key: Recorded(version=one.version, digest=one.digest) for key, one in sorted(questions.items())}


def _may_follow(question: Versioned, recorded: Recorded, same_answers: Collection[str]) -> bool:
    if question.version == recorded["version"]:
        return question.id in same_answers or "all" in same_answers
    return question.version > recorded["version"]


def write(recorded: Mapping[str, Recorded], root: Path | None = None) -> Path:
    """Write the record.

    Parameters
    ----------
    recorded
        By question id.
    root
        The ``cypher`` folder; that of the installation by default.

    Returns
    -------
    pathlib.Path
        The file.
    """
    path = (cypher_root() if root is None else root) / FILE_NAME
    path.write_text(json.dumps(recorded, indent=2) + "\n", encoding="utf-8")
    return path


def record(root: Path | None = None, same_answers: Collection[str] = ()) -> list[str]:
    """Bring the record up to date.

    Parameters
    ----------
    root
        The ``cypher`` folder; that of the installation by default.
    same_answers
        As for `update`.

    Returns
    -------
    list
        What changed, a line each; none if the record was up to date.

    Raises
    ------
    ConflictError
        As for `update`. Nothing is written then.
    """
    before, now = read(root), watched(root)
    binding = committed(root)
    if binding is not None:  # what is recorded here and in no commit binds nobody, unless it is right as it is
        for key, kept in before.items():
            if key in now and (kept["version"], kept["digest"]) == (now[key].version, now[key].digest):
                binding[key] = kept
    after = update(now, before if binding is None else binding, same_answers)
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    if changed:
        write(after, root)
    return [_told(key, before.get(key), after.get(key)) for key in changed]


def _told(key: str, before: Recorded | None, after: Recorded | None) -> str:
    old, new = before and before["version"], after and after["version"]
    if old == new:
        return f"{key}: still version {new}, its text changed"
    return f"{key}: {f'version {old}' if old else 'new'} → {f'version {new}' if new else 'gone'}"
