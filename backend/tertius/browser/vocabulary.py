"""The labels and relationship types that a database can have, as its migrations and the model name them."""

import re
from pathlib import Path
from typing import NamedTuple

from tertius.catalog.cypher_text import statements
from tertius.catalog.files import cypher_root
from tertius.graph.wipe import KEPT_LABELS
from tertius.model.kinds import TIE_KINDS, EntityType
from tertius.wording import quoted

#: Labels of what speaks of the world and of sources. Every other is the machinery's own.
SHOWN = (*map(str, EntityType), "Claim", "Release", "Source", "Decision", "Merged")

#: Relationships that lead from a claim to what it says and to its source, for people to follow.
EVIDENCE = ("ABOUT", "CITES", "EDITION_OF")

_LABEL = re.compile(r"\bFOR \(\w*:(\w+)\)")
_TYPE = re.compile(r"\bFOR \(\)-\[\w*:(\w+)\]-\(\)")
_QUOTED = re.compile(r"'(\w+)'")


class Vocabulary(NamedTuple):
    """What nodes and relationships are called.

    Attributes
    ----------
    internals
        Labels of what Tertius keeps for itself: runs, locks, deliveries.
    ties
        Types of ties, which claims add up to.
    others
        Types of all other relationships: from claims to what they speak of, from releases to sources.
    """

    internals: tuple[str, ...]
    ties: tuple[str, ...]
    others: tuple[str, ...]


def vocabulary(root: Path | None = None) -> Vocabulary:
    """Read the vocabulary out of the migrations, which name all of it.

    Parameters
    ----------
    root
        The ``cypher`` folder; that of the installation by default.
    """
    labels, types = set(KEPT_LABELS), set(TIE_KINDS)
    for path in sorted(((root or cypher_root()) / "schema").glob("V*.cypher")):
        for statement in statements(path.read_text(encoding="utf-8"), where=quoted(path)):
            labels.update(_LABEL.findall(statement.text))
            types.update(_TYPE.findall(statement.text))
            if "db.createLabel" in statement.text:
                labels.update(_QUOTED.findall(statement.text))
            if "db.createRelationshipType" in statement.text:
                types.update(_QUOTED.findall(statement.text))
    # Every entity has the label of its type, too, which says more.
    internals = labels - {*SHOWN, "Entity"}
    return Vocabulary(tuple(sorted(internals)), tuple(TIE_KINDS), tuple(sorted(types - TIE_KINDS.keys())))
