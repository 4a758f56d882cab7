"""Loaders: one folder a source."""
