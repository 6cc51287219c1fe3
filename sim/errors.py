"""Every error that `sim` raises on purpose: what must hold, what came, what to do.

Each class knows the exit code of the command line (design: 0 done, 1 failed, 2 usage,
3 invalid scenario or data, 4 finished with some failed runs, 130 interrupted).
"""

from __future__ import annotations


class SimError(Exception):
    """Base of all errors of this package; `str()` is a message for the user."""

    exit_code = 1


class InvalidInputError(SimError, ValueError):
    """A scenario, seed file, table or option is wrong; nothing was written."""

    exit_code = 3


class BenchmarkError(InvalidInputError):
    """A benchmark economy does not add up or has a negative cell."""


class PolicyError(InvalidInputError):
    """A policy has the wrong shape or an impossible value."""


class NotConvergedError(SimError, ArithmeticError):
    """An equilibrium was not reached; carries the worst relative residual."""


class ResultsError(SimError):
    """A results folder is missing, incomplete or in the way."""


class WorkerError(SimError):
    """A worker process ended before its work was done."""


class MissingPackageError(SimError):
    """A package that only some commands need is not installed."""

    @classmethod
    def of(cls, what: str, package: str, extra: str) -> MissingPackageError:
        """Return the error of a command or option that needs an extra.

        >>> str(MissingPackageError.of("sim explore", "Flask", "explore"))
        "sim explore needs Flask, which is not installed. Run: pip install 'sim[explore]'"
        """
        return cls(
            f"{what} needs {package}, which is not installed. Run: pip install 'sim[{extra}]'"
        )
