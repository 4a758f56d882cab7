"""Answers: any question of the catalogue, asked, with the claims behind each row."""

from tertius.answers.answer import Answer, AnswerColumn, Assumed
from tertius.answers.ask import Answers

__all__ = ["Answer", "AnswerColumn", "Answers", "Assumed"]
