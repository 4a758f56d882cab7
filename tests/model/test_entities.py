"""An entity is its id and its type, and no more."""

from dataclasses import FrozenInstanceError, fields

import pytest

from tertius.model.entities import Entity
from tertius.model.kinds import EntityType


def test_an_entity_is_its_id_and_its_type() -> None:
    one = Entity("un:QDi.313", EntityType.PERSON)
    assert one == Entity("un:QDi.313", EntityType.PERSON)
    assert one != Entity("un:QDi.313", EntityType.ORGANIZATION)
    assert len({one, Entity("un:QDi.313", EntityType.PERSON), Entity("un:QDi.314", EntityType.PERSON)}) == 2
    assert [field.name for field in fields(Entity)] == ["id", "type"]


def test_its_type_never_changes() -> None:
    one = Entity("un:QDi.313", EntityType.PERSON)
    with pytest.raises(FrozenInstanceError):
        one.type = EntityType.PLACE  # type: ignore[misc]
