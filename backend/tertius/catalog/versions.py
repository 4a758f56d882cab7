"""The record of every question's version and digest: a text that changes without its version is a mistake.

The rules by which claims add up to ties are watched beside the questions, as `DERIVATION`. ``cypher/versions.json``
holds ``{id: {version, digest}}``. ``python -m tertius.catalog.versions`` brings it up to date
where a version rose, adds new questions, drops those that are gone, and refuses anything else.

Of a measure the digest sees every change of the code behind it, one that changes no answer too, such as another name
for a variable. Who has made sure of that (the examples are answered as before) says so: ``--same-answers ID …``, or
``--same-answers all``, keeps the version and takes the new digest.
"""

import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

from tertius.catalog.answer_digest import digest_of
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.errors import CatalogueError, ConflictError, TertiusError
from tertius.model.derive_graph import VERSION, derive_graph

FILE_NAME = "versions.json"


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
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {key: Recorded(version=int(one["version"]), digest=str(one["digest"])) for key, one in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"The record of versions cannot be read: {error}.",
            where=str(path),
            next_step="Put the committed file back; `python -m tertius.catalog.versions` writes it.",
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
            found[key] = "is not in the record yet: run `python -m tertius.catalog.versions`"
        elif question.version < kept["version"]:
            found[key] = f"went back from version {kept['version']} to {question.version}"
        elif question.version > kept["version"]:
            found[key] = "has a new version that the record does not: run `python -m tertius.catalog.versions`"
        elif question.digest != kept["digest"]:
            found[key] = f"was changed but is still version {question.version}: raise it to {question.version + 1}"
    for key in recorded.keys() - questions.keys():
        found[key] = "is in the record but not in the catalogue: run `python -m tertius.catalog.versions`"
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
            next_step="Raise the version of each whose answers change; of the others say so: --same-answers ID.",
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


def main(root: Path | None = None, same_answers: Collection[str] = ()) -> int:
    """Bring the record up to date and say what changed.

    Parameters
    ----------
    root
        The ``cypher`` folder; that of the installation by default.
    same_answers
        As for :func:`update`.

    Returns
    -------
    int
        The exit code.
    """
    try:
        before = read(root)
        after = update(watched(root), before, same_answers)
    except TertiusError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    for key in changed:
        old, new = before.get(key), after.get(key)
        print(f"{key}: {old['version'] if old else 'new'} → {new['version'] if new else 'gone'}")
    if changed:
        print(f"wrote {write(after, root)}")
    else:
        print("nothing to do")
    return 0


if __name__ == "__main__":
    given = sys.argv[1:]
    raise SystemExit(main(same_answers=given[1:] if given[:1] == ["--same-answers"] else ()))
