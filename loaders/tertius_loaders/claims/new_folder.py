"""An empty claims folder to start from: it says what goes where, and loads as it is."""

import re
import shlex
import unicodedata
from pathlib import Path

import yaml

from tertius.model.claim_rows import CLAIM_COLUMNS
from tertius_loaders.claims.columns import CLAIMS, DECISION_COLUMNS, DECISIONS, ENTITIES, ENTITY_COLUMNS
from tertius_loaders.claims.read import SOURCE_FILE
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
"""

_README = """\
# {title}

One document, as claims. Fill in `source.yaml`, list who and what the document names in `entities.csv`, then write one
row in `claims.csv` for each thing it states. Any spreadsheet or editor will do: CSV with commas, UTF-8.

| in `entities.csv` | for example |
|---|---|
| `id` | `abou-zeid`: short, for good; the names are in `name` and can change |
| `type` | `Person`, `Organization`, `Place`, `Event` |
| `name`, `kind` | `Abou Zeid`; what it is: `group`, `unit`, `town`, `attack`; `category` for "civilians" and the like |
| `countries`, `lat`, `lon` | `ML;DZ`, `16.27`, `-0.04` |
| a further column, such as `un` | the entity's id in that authority's list: `QDi.313` |

| in `claims.csv` | for example |
|---|---|
| `claim_id` | `p3-1`: yours, for good; a row that is changed and loaded again is a revision of the same claim |
| `subject`, `kind`, `object` | `abou-zeid`, `LEADS`, `aqim` |
| `value` | instead of an object: `abou-zeid`, `ALIAS`, value `Abdelhamid Abou Zeid` |
| `role`, `stint` | `emir`; `2` for a second spell that the source tells apart |
| `when` | `2012-04`, `2012-04/2012-06`, `2012-04/..` (still so when published); empty if not said |
| | `2012~` (about), `[2012-01..2012-06]` (on some day between) |
| `polarity` | `denies` when the document says that it is not so |
| `hedge_word`, `hedge` | `reportedly`, as the document hedges; the hedge only if its word is not known yet |
| `credibility` | 1 to 6 on the Admiralty scale, if you grade the statement yourself |
| `locator`, `note` | `p3`, where to read it; a paraphrase, never a copied sentence |
| `inferred` | `yes` when the document does not say it and you conclude it from that place |

`decisions.csv` (you may delete it) is for what you decide: that two ids are the `same` or `not_same`, which name
to show (`prefer_name`), that a claim is to `confirm`, `correct` or `reject`; who decided, when and why.

Try it, as often as you like: `tertius load claims {folder} --dry-run`. A row that cannot be used is set aside with its
line, column, reason and what to do; the others load.
"""


def new_folder(path: Path) -> None:
    """Write an empty claims folder: hints in ``source.yaml``, the columns in each table, a page on how to fill them.

    Parameters
    ----------
    path
        Where; the folder's name becomes the source's id and title until someone writes better ones.

    Raises
    ------
    tertius.errors.ConflictError
        If something is there already.
    tertius.errors.InputError
        If the folder cannot be written.
    """
    title = path.resolve().name or "document"
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    own = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-") or "document"
    write_files(
        path,
        {
            SOURCE_FILE: _SOURCE.format(id=_yaml(own), title=_yaml(title)),
            f"{ENTITIES}.csv": ",".join(ENTITY_COLUMNS) + "\n",
            f"{CLAIMS}.csv": ",".join(CLAIM_COLUMNS) + "\n",
            f"{DECISIONS}.csv": ",".join(DECISION_COLUMNS) + "\n",
            "README.md": _README.format(title=title, folder=shlex.quote(str(path))),
        },
    )


def _yaml(text: str) -> str:
    """Return a text as YAML, with quotes where it needs them."""
    return yaml.safe_dump(text, allow_unicode=True, width=1_000).removesuffix("...\n").strip()
