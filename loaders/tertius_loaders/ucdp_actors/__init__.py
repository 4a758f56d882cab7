"""UCDP's list of actors: who they are and were, and where they came from and went. ``README.md`` says what it emits."""

from tertius_loaders.ucdp_actors.read import LOADER

__all__ = ["LOADER"]
