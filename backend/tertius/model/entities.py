"""Entities: a person, an organization, a place or an event, as some source names it.

An entity holds its id and type alone; all else that the graph shows of it is derived from claims.
"""

from dataclasses import dataclass

from tertius.model.kinds import EntityType


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a source speaks of.

    Attributes
    ----------
    id
        ``authority:key`` (`tertius.model.ids.entity_id`).
    type
        What it is. It never changes: another type is another entity.
    """

    id: str
    type: EntityType
