"""A claim in two sentences for people: what it says and how surely, and where that stands."""

from collections import defaultdict

from tertius.records.claims import ClaimRecord
from tertius.wording import counted


def said(claim: ClaimRecord) -> str:
    """Return what a claim says, as what, when, and how its source hedges it."""
    names: dict[str, list[str]] = defaultdict(list)
    for part in claim.about:
        names[part.as_].append(part.name)
    if "event" in names:
        sides = ", ".join(
            f"{role.replace('_', ' ')} {' and '.join(some)}" for role, some in names.items() if role != "event"
        )
        statement = f"{names['event'][0]}: {sides}"
    else:
        ends = [names[end][0] if end in names else "" for end in ("subject", "object")]
        statement = f"{ends[0] or '?'} {claim.kind} {ends[1] or claim.value or ''}".rstrip()
    details = [
        claim.role,
        claim.edtf,
        _deaths(claim),
        str(claim.values.get("remark", "")),
        "DENIED" if claim.polarity == "denies" else "",
    ]
    hedge = "inferred by the curator" + (f" from {claim.locator}" if claim.locator else "")
    if not claim.inferred:
        hedge = claim.hedge
    if claim.hedge_word:
        hedge += f' ("{claim.hedge_word}")'
    return ", ".join([statement, *(part for part in details if part), hedge])


def cited(claim: ClaimRecord) -> str:
    """Return where a claim stands, its paraphrase, and whom its source cites."""
    place = " ".join(part for part in (f"[{claim.source_id}]", claim.locator) if part)
    citation = claim.values.get("citation")
    said_there = " ".join(part for part in (claim.note, f"It cites {citation}" if citation else "") if part)
    return f"{place}: {said_there}" if said_there else place


def _deaths(claim: ClaimRecord) -> str:
    """Return how many lives a record says that its event cost, with its own lowest and highest estimate."""
    best, low, high = (claim.values.get(f"deaths_{name}") for name in ("best", "low", "high"))
    if best is None or isinstance(best, str):
        return ""
    estimates = "" if low == high == best or low is None or high is None else f" ({low} to {high})"
    return counted(best, "death") + estimates
