"""What a batch settles by itself: that of which no claim before it can have spoken."""

from collections.abc import Set

from tertius.loading.premises import Premises
from tertius.loading.properties import EVENT_TIES
from tertius.model.claims import Claim
from tertius.model.derive import TieKey, tie_keys
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS


def settles(claim: Claim, fresh: Set[str], known: Premises) -> tuple[str | None, tuple[TieKey, ...]]:
    """Return the entity and the tie keys that a claim of a batch speaks of and no claim before the batch does.

    Of an entity that the batch makes nobody has spoken yet: neither of what it is, nor of its ties. Those that an end
    of theirs clips wait, for what is known of lives is known at the end of the load.

    Parameters
    ----------
    claim
        The claim.
    fresh
        Ids of the entities that the batch makes.
    known
        Who is one with whom.

    Returns
    -------
    None and no keys when what it speaks of has to be derived at the end, together with other claims.
    """
    if claim.kind == EVENT_RECORD:
        event = claim.entity("event")
        return (event, tie_keys(claim, known.identity.canonical)) if event in fresh else (None, ())
    if claim.kind in ATTRIBUTE_KINDS:
        subject = claim.entity("subject")
        return (subject, ()) if subject in fresh else (None, ())
    if claim.kind in EVENT_TIES:
        event = claim.entity("object" if claim.kind == "PARTICIPATED_IN" else "subject")
        return (None, tie_keys(claim, known.identity.canonical)) if event in fresh else (None, ())
    if claim.kind in TIE_KINDS and not TIE_KINDS[claim.kind].mortal:
        ends = [entity for role, entity in claim.about if role in ("subject", "object") and entity in fresh]
        if any(len(known.identity.group(end)) == 1 for end in ends):
            return None, tie_keys(claim, known.identity.canonical)
    return None, ()
