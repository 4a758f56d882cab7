"""Runs any question and returns the answer with its evidence."""
