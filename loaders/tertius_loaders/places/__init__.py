"""Gazetteers: places with codes, names and what they lie in. ``README.md`` here says how they are read."""

from tertius_loaders.places.read import LOADER

__all__ = ["LOADER"]
