"""A claim in two sentences for people: what it says and how surely, and where that stands."""

from tertius.records.claims import ClaimRecord


def said(claim: ClaimRecord) -> str:
    """Return what a claim says, as what, when, and how its source hedges it."""
    names = {part.as_: part.name for part in claim.about}
    if "event" in names:
        sides = ", ".join(f"{role.replace('_', ' ')} {name}" for role, name in names.items() if role != "event")
        statement = f"{names['event']}: {sides}"
    else:
        statement = f"{names.get('subject', '?')} {claim.kind} {names.get('object') or claim.value or ''}".rstrip()
    details = [claim.role, claim.edtf, "DENIED" if claim.polarity == "denies" else ""]
    hedge = "inferred by the curator" + (f" from {claim.locator}" if claim.locator else "")
    if not claim.inferred:
        hedge = claim.hedge
    if claim.hedge_word:
        hedge += f' ("{claim.hedge_word}")'
    return ", ".join([statement, *(part for part in details if part), hedge])


def cited(claim: ClaimRecord) -> str:
    """Return where a claim stands, and its paraphrase."""
    place = " ".join(part for part in (f"[{claim.source_id}]", claim.locator) if part)
    return f"{place}: {claim.note}" if claim.note else place
