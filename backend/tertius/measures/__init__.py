"""Measures: pure, fast functions on a network in memory. No driver, no web, no files."""
