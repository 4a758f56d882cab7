"""Names of things that have ids of their own: one row after another says them, and not always in the same words."""

from tertius.model.claims import Claim
from tertius.model.ids import fingerprint


class Names:
    """Turns names into claims, so that no two rows contradict each other: another name than the first is an alias.

    Whose name changed from one edition to the next has one claim in both, and a revision says that it was renamed.

    Parameters
    ----------
    source
        The source whose words they are.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._first: dict[str, str] = {}

    def said(self, entity: str, name: str) -> tuple[Claim, ...]:
        """Return the claim that an entity has a name; none for an empty one."""
        if not name:
            return ()
        first = self._first.setdefault(entity, name)
        kind, record = ("NAME", name_record(entity)) if name == first else ("ALIAS", alias_record(entity, name))
        return (Claim(source=self._source, record=record, kind=kind, about=(("subject", entity),), value=name),)


def name_record(entity: str) -> str:
    """Return the record of the claim that an entity has its name."""
    return f"{entity} name"


def alias_record(entity: str, name: str) -> str:
    """Return the record of the claim that an entity has another name, too."""
    return f"{entity} alias {fingerprint(name, size=6)}"
