"""What a row says: a row in, entities and claims out. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.ids import entity_id
from tertius.model.kinds import EntityType, is_lasting
from tertius.model.sources import Source

SOURCE = Source(id="skeleton_name", title="Skeleton title", author="", publisher="", url="", licence="not known")
"""Whose words these are, as a citation needs it."""

COLUMNS = ("row_id", "person_id", "person", "organization_id", "organization", "role", "when")
"""The columns that this loader reads."""


def shape(row: RawRow) -> Shaped:
    """Return what a row says: that a person led an organization, and what the two are called.

    A name that stands in many rows is the same claim each time, and counts once.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    person = _entity(row, "person_id", EntityType.PERSON)
    organization = _entity(row, "organization_id", EntityType.ORGANIZATION)
    when = row.values["when"].strip()
    with _in_column("when"):
        bounds = read_edtf(when, lasting=is_lasting("LEADS"))
    leads, *names = records(row)
    return Shaped(
        entities=(person, organization),
        claims=(
            Claim(
                source=SOURCE.id,
                record=leads,
                kind="LEADS",
                about=(("subject", person.id), ("object", organization.id)),
                role=row.values["role"].strip(),
                edtf=when,
                bounds=bounds,
                locator=f"row {leads}",
            ),
            *(
                Claim(
                    source=SOURCE.id,
                    record=record,
                    kind="NAME",
                    about=(("subject", entity.id),),
                    value=row.values[column].strip(),
                )
                for record, entity, column in zip(
                    names, (person, organization), ("person", "organization"), strict=True
                )
            ),
        ),
    )


def records(row: RawRow) -> tuple[str, ...]:
    """Return the source's own keys of the claims that a row is meant to carry, even a bad one."""
    cells = {name: row.values[name].strip() for name in ("row_id", "person_id", "organization_id")}
    return cells["row_id"], f"name of {cells['person_id']}", f"name of {cells['organization_id']}"


def _entity(row: RawRow, column: str, kind: EntityType) -> Entity:
    with _in_column(column):
        return Entity(entity_id(row.values[column], authority=SOURCE.id), kind)


@contextmanager
def _in_column(column: str) -> Iterator[None]:
    """Say of a refusal in which column it is."""
    try:
        yield
    except InputError as error:
        raise InputError(error.what, where=column, next_step=error.next_step) from None
