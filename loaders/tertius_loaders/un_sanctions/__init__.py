"""The UN Security Council's consolidated list: who is on it, and their ties. ``README.md`` here says what it emits."""

from tertius_loaders.un_sanctions.read import LOADER

__all__ = ["LOADER"]
