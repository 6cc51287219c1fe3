"""What a documented measure says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasureInfo:
    """What one measure means.

    `label` is plain words; `unit` is "" where each column has its own (amounts of chips); `sign`
    says what plus means; `sector_is` says what the sector part holds, "" if it has none;
    `indicator` marks measures that are 0 or 1 in a run, so that their mean is a share.
    """

    label: str
    unit: str
    sign: str
    description: str
    sector_is: str = ""
    indicator: bool = False
