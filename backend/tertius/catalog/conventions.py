"""Conventions that many questions share: each is said once, in ``cypher/conventions.yaml``, and named by questions."""

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from tertius.errors import CatalogueError
from tertius.wording import quoted

FILE_NAME = "conventions.yaml"


@cache
def shared_conventions(root: Path) -> Mapping[str, str]:
    """Return the shared sentences of a ``cypher`` folder by name; none if it has no such file.

    Parameters
    ----------
    root
        The folder.

    Raises
    ------
    CatalogueError
        The file is not names and sentences.
    """
    path = root / FILE_NAME
    if not path.exists():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueError(f"The file is not YAML: {error}.", where=quoted(path), next_step="Mend it.") from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise CatalogueError(
            "The shared conventions are not names and sentences.",
            where=quoted(path),
            next_step="Write `name: A sentence.` for each.",
        )
    return found


def sentences(names: object, root: Path) -> list[str]:
    """Return the sentences of some shared conventions.

    Parameters
    ----------
    names
        A list of their names, as a header has it.
    root
        The ``cypher`` folder.

    Raises
    ------
    ValueError
        It is no such list, or there is none of that name; says which there are.
    CatalogueError
        As `shared_conventions`.
    """
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("shared is a list of names")
    known = shared_conventions(root)
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known) or 'none'}"
            raise ValueError(f"{FILE_NAME} has no convention {name!r}: {hint}")
    return [known[name] for name in names]
