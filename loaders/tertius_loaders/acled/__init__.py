"""ACLED's events: who took part in what, where and when. ``README.md`` here says what it emits, and on what terms."""

from tertius_loaders.acled.read import LOADER

__all__ = ["LOADER"]
