"""Windows of time after a signature: the months for which a policy is assembled.

A package is valued in two windows, the first year and the twelve months that follow month 60; a
monthly path is made of windows of one month. What starts or opens inside a window counts for the
share of the window that is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from sim.errors import InvalidInputError


@dataclass(frozen=True, order=True)
class Window:
    """The months from `start_month` up to `end_month` after signature.

    Raises InvalidInputError if it is empty.
    """

    start_month: float
    end_month: float

    def __post_init__(self) -> None:
        if not self.start_month < self.end_month:
            raise InvalidInputError(
                "A window of time must end after it starts;"
                f" got months {self.start_month} to {self.end_month}."
            )

    @property
    def months(self) -> float:
        """Return the length of the window in months."""
        return self.end_month - self.start_month

    def share_after(self, month: float) -> float:
        """Return the share of the window that lies after a month.

        >>> [Window(*w).share_after(3) for w in ((0, 12), (60, 72), (0, 1))]
        [0.75, 1.0, 0.0]
        """
        return min(1.0, max(0.0, (self.end_month - month) / self.months))

    def share_before(self, month: float) -> float:
        """Return the share of the window that lies before a month.

        >>> Window(0, 12).share_before(3)
        0.25
        """
        return 1.0 - self.share_after(month)


FIRST_YEAR = Window(0.0, 12.0)
"""The twelve months after signature."""
LONG_RUN = Window(60.0, 72.0)
"""The twelve months after month 60, when trade has nearly adjusted and plants are open."""

Horizon = Literal["first_year", "long_run"]
HORIZONS: Final[tuple[Horizon, ...]] = get_args(Horizon)
"""The two windows in which every package is solved, by name."""
WINDOWS: Final[dict[Horizon, Window]] = {"first_year": FIRST_YEAR, "long_run": LONG_RUN}
