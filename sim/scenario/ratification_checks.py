"""Whether the chambers that must approve a deal fit the talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.ratification import Ratification
    from sim.scenario.schema import Scenario
    from sim.scenario.talk import Talk


def ratification_findings(scenario: Scenario, talk: Talk, on_table: Sequence[str]) -> list[Finding]:
    """Return what does not fit, paths from the scenario; `on_table`: chips on the agenda."""
    name = next(key for key, value in scenario.talks.items() if value is talk)
    head = ("talks", name, "ratification")
    found, seen = [], set()
    for place, vote in enumerate(talk.ratification):
        for field, message, advice in _misfits(scenario, talk, vote, on_table):
            found.append(Finding((*head, place, *field), message, advice))
        if vote.by in seen:
            message = f"every chamber must have a name of its own: `{vote.by}` is listed twice"
            found.append(Finding((*head, place, "by"), message, "name it otherwise"))
        seen.add(vote.by)
    return found


def _misfits(
    scenario: Scenario, talk: Talk, vote: Ratification, on_table: Sequence[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield the field, what is wrong with it, and a way out."""
    party = vote.party
    if party not in talk.parties:
        yield (
            ("party",),
            f"a chamber must belong to one of the parties: got `{party}`",
            f"write one of {', '.join(talk.parties)}",
        )
    elif getattr(getattr(scenario.parties, party), "industries", None) is None:
        yield (
            ("party",),
            f"`{vote.by}` weighs the industries of {party}, which has none",
            f"write `industries: {{}}` under `parties.{party}` for the usual ones",
        )
    if vote.date is not None and vote.date < scenario.as_of:
        message = f"a vote must not lie before `as_of` {scenario.as_of}: got {vote.date}"
        yield ("date",), message, "move one of the two dates"
    if vote.covers is not None and not vote.covers:
        yield ("covers",), "`covers` must name a chip: got []", "take it out to cover all deals"
    for place, kind in enumerate(vote.covers or ()):
        if kind not in on_table:
            message = f"`{kind}` needs approval, but it is not on the table"
            yield ("covers", place), message, f"write some of {', '.join(on_table)}"
