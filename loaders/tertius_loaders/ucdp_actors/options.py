"""What a user can choose when UCDP's list of actors is loaded. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tertius_loaders.ucdp.actor_list import Coalitions
from tertius_loaders.ucdp_ged.editions import release_called


class ActorsOptions(BaseModel):
    """Options of ``tertius load ucdp-actors``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str = Field(
        "", description="The edition's name, such as 22.1; read from the file's column Version if left out"
    )
    published: date | None = Field(None, description="The day the edition was published")
    coalitions: Coalitions = Field(
        Coalitions.AS_CODED,
        description="A coalition as an actor of its own, as coded, or as ties between each two of its members",
    )

    @field_validator("release")
    @classmethod
    def ordered(cls, text: str) -> str:
        """Return the edition's name as UCDP writes it.

        Raises
        ------
        InputError
            If it is none, so that nothing would tell which of two editions is newer.
        """
        return release_called(text, annual=True) if text.strip() else ""
