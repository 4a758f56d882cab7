"""Published networks: ties of the kind that is asked for, citing the publication. ``README.md`` here says how."""

from tertius_loaders.network.read import LOADER

__all__ = ["LOADER"]
