"""Centralities: how a node stands among the others."""
