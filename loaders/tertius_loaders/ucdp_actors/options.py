"""What a user can choose when UCDP's list of actors is loaded. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from tertius_loaders.ucdp.actor_list import Coalitions


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
