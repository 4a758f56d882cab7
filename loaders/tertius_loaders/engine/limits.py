"""What is too long or too odd to be an id or part of a decision. Claims have limits of their own in the model."""

from tertius.errors import InputError
from tertius.model.claims import MAX_TEXT
from tertius.model.ids import MAX_ID_LENGTH


def check_text(name: str, text: str, limit: int = MAX_TEXT) -> None:
    """Refuse a text that is too long, or that no encoding can write.

    Raises
    ------
    InputError
        With the text's name in ``where``.
    """
    if len(text) > limit:
        raise InputError(
            f"The {name} has {len(text):,} characters", where=name, next_step=f"Shorten it to {limit:,} at most."
        )
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(
            f"The {name} holds half a character (a lone surrogate)", where=name, next_step="Mend the encoding."
        )


def check_id(entity: str) -> None:
    """Refuse an entity's id that is too long, or is no text.

    Raises
    ------
    InputError
        With ``id`` in ``where``.
    """
    check_text("id", entity, MAX_ID_LENGTH)
    if not entity.strip():
        raise InputError("The entity has no id", where="id", next_step="Give it one, and keep it.")
