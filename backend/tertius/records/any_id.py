"""What is behind any id that is ever printed: of a tie, a claim, an entity, a source, an edition or a decision."""

import re
from contextlib import suppress

from pydantic import ConfigDict, Field

from tertius.errors import NotFoundError
from tertius.model.kinds import TIE_KINDS
from tertius.model.spelling import spelled
from tertius.records.claims import ClaimRecord
from tertius.records.decisions import DecisionRecord
from tertius.records.entity_records import EntityRecord, TieRecord
from tertius.records.look_ups import Records
from tertius.records.sources import Cited, SourceRecord

_CLAIM = re.compile(r"[0-9a-f]{24}(\.[1-9][0-9]*)?")


class Behind(Cited):
    """What is behind an id: the thing itself, in one of the fields that name its kind, and claims."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="What was asked for.")
    tie: TieRecord | None = Field(default=None, description="The tie.")
    entity: EntityRecord | None = Field(default=None, description="The entity.")
    source: SourceRecord | None = Field(default=None, description="The source.")
    decision: DecisionRecord | None = Field(default=None, description="The decision.")
    revisions: list[str] | None = Field(default=None, description="Of a claim: the ids of all revisions, oldest first.")
    claims: list[ClaimRecord] = Field(default_factory=list, description="The claims behind it; of a source none here.")
    total: int = Field(description="How many claims there are behind it.")
    named: str | None = Field(default=None, description="Which id a name was taken for, where one was given.")


async def behind(records: Records, text: str, *, limit: int = 100, offset: int = 0) -> Behind:
    """Return what is behind an id.

    Parameters
    ----------
    records
        The look-ups.
    text
        The id of a tie, an entity, a source, an edition or a decision; or of a claim: its id, its key, its source's own
        key, alone or after the source and a ``#``; or the name of an entity.
    limit, offset
        Claims at most of an entity, and claims to skip.

    Raises
    ------
    NotFoundError
        Nothing has the id or the name.
    AmbiguousError
        Several entities have the name.
    """
    text = spelled(text)
    if text.partition(":")[0] in TIE_KINDS:
        return await _tie(records, text)
    if "#" in text or _CLAIM.fullmatch(text):
        try:
            return await _claim(records, text, text)
        except NotFoundError:
            if "#" in text or "." in text:
                raise
            return await _decision(records, text)
    if ":" not in text:
        try:
            return await _source(records, text)
        except NotFoundError:
            if "@" in text:
                raise
        with suppress(NotFoundError):
            return await _claim(records, text, await records.claim_key(text, where="id"))
    return await _entity(records, text, limit, offset)


async def _tie(records: Records, id_: str) -> Behind:
    tie = await records.tie(id_)
    alone = TieRecord(**{name: value for name, value in tie if name in TieRecord.model_fields})
    return Behind(id=id_, tie=alone, claims=tie.evidence, total=tie.claims, cited=tie.cited)


async def _claim(records: Records, asked: str, id_: str) -> Behind:
    claim = await records.claim(id_)
    alone = ClaimRecord.model_validate({name: value for name, value in claim if name in ClaimRecord.model_fields})
    return Behind(id=asked, claims=[alone], revisions=claim.revisions, total=1, cited=claim.cited)


async def _decision(records: Records, id_: str) -> Behind:
    decision = await records.decisions.one(id_)
    if decision.claim is None:
        return Behind(id=id_, decision=decision, total=0)
    about = await _claim(records, id_, decision.left)
    return about.model_copy(update={"decision": decision})


async def _entity(records: Records, id_: str, limit: int, offset: int) -> Behind:
    entity = await records.entity(id_)
    page = await records.entity_claims(entity.canonical_id, limit=limit, offset=offset)
    shown = entity if entity.canonical_id == entity.id else await records.entity(entity.canonical_id)
    return Behind(id=id_, entity=shown, claims=page.items, total=page.total, cited=page.cited, named=entity.named)


async def _source(records: Records, text: str) -> Behind:
    source = await records.source(text.partition("@")[0])
    if "@" in text and text not in {release.id for release in source.releases}:
        raise NotFoundError(
            f"There is no edition {text[:200]!r}.",
            where="id",
            next_step=f"Its source has {', '.join(release.id for release in source.releases)}.",
        )
    return Behind(id=text, source=source, total=await records.claims_of(source.id), cited={source.id: source})
