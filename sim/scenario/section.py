"""The base of every mapping in a scenario file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Frozen, closed (an unknown key is an error), with defaults checked like written values.

    Field descriptions are the documentation that users see: `sim schema`, `docs/scenario.md`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        defer_build=True,  # one validator for a whole scenario, made when it is first used
    )
