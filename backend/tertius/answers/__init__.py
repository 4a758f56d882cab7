"""Answers: any question of the catalogue, asked, with the claims behind each row."""

from tertius.answers.answer import Answer, Assumed, Column
from tertius.answers.ask import Answers

__all__ = ["Answer", "Answers", "Assumed", "Column"]
