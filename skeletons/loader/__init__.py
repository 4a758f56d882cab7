"""Skeleton title: who led what, from a CSV file. ``README.md`` here says what it emits."""

from tertius_loaders.skeleton_name.read import LOADER

__all__ = ["LOADER"]
