"""Where the ``cypher/`` folder is: beside the package in an installed wheel, in the checkout otherwise."""

from pathlib import Path

from tertius.errors import CatalogueError, UnsupportedError
from tertius.wording import quoted

_PACKAGE = Path(__file__).resolve().parents[1]


def cypher_root() -> Path:
    """Return the folder that holds the questions, the migrations (``schema``) and the example graphs (``graphs``).

    Returns
    -------
    pathlib.Path
        ``tertius/_cypher`` where the package was installed from a wheel, ``cypher`` of the checkout where it was
        installed in place.

    Raises
    ------
    CatalogueError
        Neither is there: the installation is damaged.
    """
    for folder in (_PACKAGE / "_cypher", _PACKAGE.parents[1] / "cypher"):
        if (folder / "schema").is_dir():
            return folder
    raise CatalogueError(
        "The folder of Cypher files is missing from this installation.",
        where=quoted(_PACKAGE / "_cypher"),
        next_step="Install Tertius again, from a wheel or with `pip install --editable` in a checkout.",
    )


def checkout() -> Path:
    """Return the folder of the checkout that this package is part of.

    Raises
    ------
    UnsupportedError
        It is an installed package, beside which nothing can be written.
    """
    root = _PACKAGE.parents[1]
    if (root / "skeletons").is_dir() and (root / "pyproject.toml").is_file():
        return root
    raise UnsupportedError(
        "This needs a checkout of Tertius, and here it is installed as a package.",
        where=quoted(_PACKAGE),
        next_step="Clone the repository, run `make demo` in it, and use its .venv/bin/tertius.",
    )
