"""Numbers as the page writes them."""

from __future__ import annotations

import re

from sim.report.labels import fixed, region


def signed(value: float, decimals: int = 1) -> str:
    """Return a change with its sign, a true minus, and no sign at zero.

    >>> signed(-68.52), signed(0.126, 2), signed(0.01)
    ('−68.5', '+0.13', '0.0')
    """
    return fixed(value, decimals, signed=True).replace("-", "−")


def plain(value: float, decimals: int = 2) -> str:
    """Return a number without a plus, with a true minus.

    >>> plain(2.648), plain(-0.34)
    ('2.65', '−0.34')
    """
    return fixed(value, decimals).replace("-", "−")


def percent(share: float, decimals: int = 0) -> str:
    """Return a share in percent.

    >>> percent(0.908), percent(0.908, 1)
    ('91 %', '90.8 %')
    """
    return f"{100 * share:.{decimals}f} %"


def runs_text(count: int) -> str:
    """Return a number of runs in words.

    >>> runs_text(1), runs_text(1000)
    ('1 run', '1,000 runs')
    """
    return f"{count:,} run{'s' if count != 1 else ''}"


def kept_together(text: str) -> str:
    """Return a text whose numbers stay on the line of their unit.

    >>> kept_together("76 % of USD 2 bn") == "76\u00a0% of USD\u00a02\u00a0bn"
    True
    """
    text = re.sub(r"(?<=\d) (?=%|bn\b|kt\b)", "\u00a0", text)
    return re.sub(r"\bUSD (?=[\d−])", "USD\u00a0", text)


def named(code: str) -> str:
    """Return a region as a sentence names it.

    >>> named("USA"), named("JPN")
    ('the US', 'Japan')
    """
    name = region(code)
    return f"the {name}" if name in ("US", "EU") else name
