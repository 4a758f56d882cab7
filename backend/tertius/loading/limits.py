"""What is too long or too odd to be an id or part of a decision. Claims have limits of their own in the model."""

from tertius.errors import InputError
from tertius.model.claims import MAX_TEXT
from tertius.model.ids import entity_id
from tertius.wording import counted


def check_text(name: str, text: str, limit: int = MAX_TEXT) -> None:
    """Refuse a text that is too long, or that no encoding can write.

    Raises
    ------
    InputError
        With the text's name in ``where``.
    """
    if len(text) > limit:
        raise InputError(
            f"The {name} has {counted(len(text), 'character')}",
            where=name,
            next_step=f"Shorten it to {limit:,} at most.",
        )
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(
            f"The {name} holds half a character (a lone surrogate)", where=name, next_step="Mend the encoding."
        )


def check_id(entity: str) -> None:
    """Refuse an id that is none, or that is not in the one form that an id has (`tertius.model.ids.entity_id`).

    Raises
    ------
    InputError
        With ``id`` in ``where``.
    """
    try:
        sound = entity_id(entity)
    except InputError as error:
        raise InputError(error.what, where="id", next_step=error.next_step) from None
    if sound != entity:
        raise InputError(
            f"{entity[:60]!r} is another form of the id {sound}", where="id", next_step=f"Write {sound} everywhere."
        )
