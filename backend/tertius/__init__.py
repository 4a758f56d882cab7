"""Tertius: who stands between armed groups, according to which published source, and how sure can we be."""

__version__ = "0.1.0"
