"""UCDP's Georeferenced Event Dataset (GED) and its Candidate files. ``README.md`` here says what it emits."""

from tertius_loaders.ucdp_ged.read import LOADER

__all__ = ["LOADER"]
