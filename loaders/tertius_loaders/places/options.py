"""What a user says of a gazetteer that its file does not say."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PlacesOptions(BaseModel):
    """How to load a gazetteer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gazetteer: Literal["auto", "ocha", "geonames"] = Field(
        default="auto", description="Whose file it is [default: told from its columns]"
    )
    country: list[str] = Field(
        default_factory=list, description="Only places of this country (ISO 3166-1 alpha-2, such as ML)."
    )
    feature: list[str] = Field(
        default_factory=lambda: ["A", "P"],
        description="GeoNames: only this class of features, such as P (populated places) [default: A and P]",
    )
    aliases: bool = Field(default=True, description="Whether other names are taken, too.")
    release: str = Field(default="", description="Name of the edition [default: the day, else the file's name]")
    published: str = Field(default="", description="Day of the edition, as 2025-01-31.")
