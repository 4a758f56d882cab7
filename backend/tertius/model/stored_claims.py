"""Claims as the graph holds them: the properties of a node, and whom it is about."""

from collections.abc import Iterable, Mapping, Sequence

from tertius.model.claim_rows import EXPORT_COLUMNS, PART, claim_row
from tertius.model.claims import RECORD_ROLES, RECORD_VALUES, Claim, Polarity, Scalar
from tertius.model.dates import UNDATED, Bounds
from tertius.model.hedges import Hedge
from tertius.model.kinds import EVENT_RECORD


def stored_claim(stored: Mapping[str, object], about: Iterable[Sequence[str]], *, bounds: Bounds = UNDATED) -> Claim:
    """Return the claim that the graph holds.

    Parameters
    ----------
    stored
        The properties of its node; one that is not there is a default.
    about
        Pairs (as, entity id) for each entity that it is about, in any order.
    bounds
        What its date allows, where the reader needs it.
    """
    kind = _text(stored, "kind")
    grade = stored.get("credibility")
    ends = sorted((part[0], part[1]) for part in about)
    said: tuple[tuple[str, Scalar], ...] = ()
    if kind == EVENT_RECORD:
        said = tuple((name, value) for name in RECORD_VALUES if isinstance(value := stored.get(name), Scalar))
    return Claim(
        source=_text(stored, "source_id"),
        record=_text(stored, "record"),
        kind=kind,
        about=tuple(end for role in ("subject", "object", *RECORD_ROLES) for end in ends if end[0] == role),
        polarity=Polarity(_text(stored, "polarity") or Polarity.ASSERTS),
        hedge=Hedge(_text(stored, "hedge") or Hedge.STATED),
        hedge_word=_text(stored, "hedge_word"),
        credibility=None if grade is None else int(str(grade)),
        inferred=bool(stored.get("inferred")),
        value=_text(stored, "value"),
        edtf=_text(stored, "edtf"),
        bounds=bounds,
        stint=int(_text(stored, "stint") or 1),
        role=_text(stored, "role"),
        locator=_text(stored, "locator"),
        note=_text(stored, "note"),
        values=said,
        part=_text(stored, PART),
    )


def stored_claim_row(stored: Mapping[str, object], about: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return the row of a claim as the graph holds it, in `EXPORT_COLUMNS`.

    Parameters
    ----------
    stored
        The properties of its node.
    about
        (as, entity id, entity name) for each entity that it is about.
    """
    ends = [tuple(part) for part in about]
    names = {role: name for role, _, name in ends}
    claim = stored_claim(stored, ends)
    row = claim_row(claim) | {
        "subject_name": names.get("event" if claim.kind == EVENT_RECORD else "subject", ""),
        "object_name": names.get("object", ""),
        "source": claim.source,
        "revision": _text(stored, "revision"),
    }
    return {column: row[column] for column in EXPORT_COLUMNS}


def _text(stored: Mapping[str, object], name: str) -> str:
    value = stored.get(name)
    return "" if value is None else str(value)
