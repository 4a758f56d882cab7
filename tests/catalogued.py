"""The catalogue that tests ask: read once a process, since it is nowhere changed."""

from tertius.catalog.catalogue import Catalogue

CATALOGUE = Catalogue.load()
