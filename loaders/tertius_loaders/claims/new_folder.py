"""An empty claims folder to start from: it says what goes where, and loads as it is."""

import re
import unicodedata
from pathlib import Path

import yaml

from tertius.errors import InputError
from tertius.model.claim_rows import CLAIM_COLUMNS
from tertius.wording import quoted
from tertius_loaders.claims.columns import CLAIMS, DECISION_COLUMNS, DECISIONS, ENTITIES, ENTITY_COLUMNS
from tertius_loaders.claims.new_workbook import new_workbook
from tertius_loaders.claims.read import SOURCE_FILE
from tertius_loaders.claims.what_goes_where import page_table
from tertius_loaders.claims.write import write_files

_SOURCE = """\
# Whose words these are. Only id and title are required.

# Short, lower case, and for good: the ids of all claims and entities in this folder hang on it.
id: {id}
title: {title}
author:
publisher:
# The day, as 2013-02-05. A claim dated 2012-04/.. was still so on that day. Unknown? Leave it empty.
published:
# The edition, if the source has several; otherwise the day counts.
version:
url:
# What the source allows you to do with its text and facts.
licence:
# A to F on the Admiralty scale, if someone graded it: A completely reliable, E unreliable, F cannot be judged.
reliability:
# Ids of sources that this one repeats, as [a, b]: together they count as one voice.
derived_from:
# Hedge words of your own, each on a line of its own, indented, with what it counts as:
#   selon nos informations: reported
hedges:
"""

_README = """\
# {title}

One document, as claims. {fill}
list who and what the document names in `entities`, then write one row in `claims` for each thing it states.
{how}

{entities}| a further column, such as `un` | the entity's id in that authority's list: QDi.313 |

{claims}
`decisions` {may} is for what you decide: that two ids are the `same` or `not_same`, which name to show
(`prefer_name`), that a claim is to `confirm`, `correct` or `reject`; who decided, when and why.

Try it, as often as you like: `tertius load claims {folder} --dry-run`. A row that cannot be used is set aside with its
line, column, reason and what to do; the others load.
"""
_AS_FILES = {
    "fill": "Fill in `source.yaml`,",
    "how": "Any spreadsheet or editor will do: save the tables as CSV, best in UTF-8.",
    "may": "(you may delete it)",
}
_AS_SHEETS = {
    "fill": "In the workbook {book}, fill in the sheet `source`,",
    "how": "Lists to choose from are in the cells.",
    "may": "(it may stay empty)",
}


def new_folder(path: Path, *, xlsx: bool = False) -> None:
    """Write an empty claims folder: hints in ``source.yaml``, the columns in each table, a page on how to fill them.

    Parameters
    ----------
    path
        Where; the folder's name becomes the source's id and title until someone writes better ones.
    xlsx
        Whether to write a workbook with a sheet for each table and one for the source, in place of the files.

    Raises
    ------
    tertius.errors.ConflictError
        If something is there already.
    tertius.errors.InputError
        If the folder cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        raise InputError(
            "A claims folder is a folder, and this is the name of a workbook",
            where=quoted(path),
            next_step=f"Name a folder: tertius new claims {quoted(path.with_suffix(''))} --xlsx",
        )
    title = path.resolve().name or "document"
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    own = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-") or "document"
    tables = {kind: page_table(kind) for kind in (ENTITIES, CLAIMS)}
    page = {"title": title, "folder": quoted(path), **tables}
    if xlsx:
        book = f"{own}.xlsx"
        fill = _AS_SHEETS["fill"].format(book=book)
        readme = _README.format(**page, **{**_AS_SHEETS, "fill": fill})
        write_files(path, {book: new_workbook(own, title), "README.md": readme})
        return
    write_files(
        path,
        {
            SOURCE_FILE: _SOURCE.format(id=_yaml(own), title=_yaml(title)),
            f"{ENTITIES}.csv": ",".join(ENTITY_COLUMNS) + "\n",
            f"{CLAIMS}.csv": ",".join(CLAIM_COLUMNS) + "\n",
            f"{DECISIONS}.csv": ",".join(DECISION_COLUMNS) + "\n",
            "README.md": _README.format(**page, **_AS_FILES),
        },
    )


def _yaml(text: str) -> str:
    """Return a text as YAML, with quotes where it needs them."""
    return yaml.safe_dump(text, allow_unicode=True, width=1_000).removesuffix("...\n").strip()
