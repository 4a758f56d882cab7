"""Answers: any question of the catalogue with the claims behind each row, and single records by their ids."""

from tertius.answers.answer import Answer, Assumed, Column
from tertius.answers.ask import Answers
from tertius.answers.claims import ClaimRecord
from tertius.answers.evidence import Evidence
from tertius.answers.records import Records
from tertius.answers.sources import SourceRecord
from tertius.answers.things import EntityRecord, EntitySummary, Page, TieRecord

__all__ = [
    "Answer",
    "Answers",
    "Assumed",
    "ClaimRecord",
    "Column",
    "EntityRecord",
    "EntitySummary",
    "Evidence",
    "Page",
    "Records",
    "SourceRecord",
    "TieRecord",
]
