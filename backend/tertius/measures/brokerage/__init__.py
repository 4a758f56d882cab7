"""Brokerage: who stands between others, and between groups."""
