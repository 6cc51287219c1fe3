"""What was changed: each parameter before and after, with its reason and the line that sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.comparison_answer import names
from sim.report.page.parts import Section, Table

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison


def section(comparison: Comparison, suffix: str) -> Section:
    """Return the changed parameters; says so if nothing differs or if that is unknown."""
    base, other = names(comparison)
    changes = comparison.changes
    if changes is None:
        lead = "A resolved scenario is missing, so what was changed is unknown."
        return Section(f"changes{suffix}", "What was changed", lead)
    if not changes:
        lead = "No parameter differs."
        return Section(f"changes{suffix}", "What was changed", lead)
    rows = [
        (
            change.path,
            "absent" if change.before is None else change.before,
            "removed" if change.after is None else change.after,
            change.source or "–",
            change.set_in or "–",
        )
        for change in changes
    ]
    count = f"{len(changes)} parameter{'s' if len(changes) > 1 else ''}"
    table = Table(
        f"{count} changed",
        ("parameter", "A", "B", "source or reason", "set in"),
        rows,
        folded=False,
        prose=frozenset({1, 2, 3, 4}),
    )
    verb = "differ" if len(changes) > 1 else "differs"
    lead = f"{count} {verb} from {base} (A) to {other} (B); everything else is the same."
    return Section(f"changes{suffix}", "What was changed", lead, (), (table,))
