"""What a bargaining chip is worth in a tariff negotiation.

From Python: `sim.run` and `sim.sweep`; see docs/python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import run, sweep

__all__ = ["run", "sweep"]


def __getattr__(name: str) -> Any:
    """Import what is offered to Python only when it is used: commands start without it."""
    if name in __all__:
        from sim import api  # noqa: PLC0415

        return getattr(api, name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
