"""What cross-checks report: several findings at once, each with the path it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Finding(NamedTuple):
    """Something that does not fit together: where (a path), what, and a way out."""

    path: tuple[str | int, ...]
    message: str
    help: str = ""


class FindingsError(InvalidInputError):
    """Raised inside a section's validator; the loader turns each finding into an error."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))
