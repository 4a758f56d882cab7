"""Claims folders: a document's claims as a person writes them by hand. ``README.md`` here describes the format."""

from tertius_loaders.claims.folder import LOADER, ClaimsLoader, load_folder

__all__ = ["LOADER", "ClaimsLoader", "load_folder"]
