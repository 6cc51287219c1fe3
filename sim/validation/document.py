"""The text of docs/validation.md: what was recomputed, how, and where and why it differs."""

from __future__ import annotations

from pathlib import Path

from sim.data.tables import load_elasticities
from sim.validation import caliendo_parro, gegravity, ossa, ossa_tables, own_war
from sim.validation.printed import PrintedTable

_HEAD = """\
# Validation: published numbers, recomputed

Written by `python -m sim.validation --cases ../shared/cases --write docs/validation.md`; do not
edit. Each cell reads *ours / printed (difference)*, ours with one digit more. A cell in bold rounds
to another number than the printed one; every such cell is explained.

| source | table | numbers | to the printed digit | largest difference |
|---|---|---|---|---|
"""

_CALIENDO_PARRO = """\
## Caliendo and Parro (2015)

*Estimates of the Trade and Welfare Effects of NAFTA*, Review of Economic Studies 82(1). 31
countries, 40 sectors, input-output links, perfect competition: `Economy` itself. Deficits are set
to zero first, then tariffs move; negative final shares are clipped at zero, as the authors do.

What the paper prints as welfare is its first-order formula (terms of trade plus volume of trade)
with finite changes at base weights: `first_order_welfare`. Exact real income (`welfare_hat`) is
another number, given in its own table: Mexico gains 0.007 %, not 1.31 %. Portugal and China are
printed with one decimal in table 7 and compared at that. The printed order puts the United States
before the United Kingdom; the data have them the other way round.
"""

_OSSA = """\
## Ossa (2014)

*Trade Wars and Trade Talks with Data*, American Economic Review 104(12). 7 regions, 33 industries,
monopolistic competition with a fixed number of firms, hence profits; no inputs. `TariffModel` with
`profit_share = 1 / sigma`. We purge the raw 2007 trade flows of their imbalances ourselves.

Tables 3 and 4 are first evaluated at the author's own tariffs: this tests the equilibrium and the
welfare of governments. Then we look for the tariffs ourselves (`best_reply`, `nash_tariffs`,
`efficient_tariffs`): this tests the optimisation.
"""

_OSSA_DIFFERENCES = """\
### Where ours differs, and why

- **At the author's tariffs nothing differs**: all numbers of tables 2, 3 and 4 round to what is
  printed. So every bold cell of the tables at our tariffs comes from the tariffs.
- **The optimum is flat, and the author's search ends earlier.** The Nash iteration of his programs
  ends when the mean rate moves by less than a percentage point; ours when no rate is further than
  0.001 % of 1 + t from where its first-order condition holds. Rates on small flows can differ by
  points at no cost: median rates are up to 0.64 points apart, wages and profits up to 0.06.
  Government welfare and welfare are at most 0.017 points apart. One of their 96 numbers in tables 3
  and 4 crosses a rounding boundary: the EU's government welfare in the political war, -2.14 at our
  rates, -2.16 at his, printed as -2.2.
- **Our unilateral optima are no worse.** For each of the 14, the government's welfare at our rates
  is at least that at the author's, to 1e-10 (a test). First-order conditions alone would not do:
  with political weights Japan has a second local optimum with wheat open, worth 0.03 % less than
  the wall; walls of other heights are therefore tried in every market.
- **Talks can reach a little more than table 5 says.** Its numbers are local optima near the start,
  and so are ours beside them. With walls of other heights tried (`walls=True`) the common gain with
  political weights is 3.63 % instead of 3.60 from Nash tariffs, 0.53 instead of 0.48 from factual
  ones and 0.216 instead of 0.214 from free trade; with lambda = 1 nothing changes.
- **Table 5 from Nash tariffs** starts from our Nash equilibrium, not the author's, and three of its
  wages inherit a difference of a few hundredths of a point.
- **Tables 3c, 4c, 5c with political weights are not recomputed**: they need weights estimated anew
  for each elasticity, which the case files do not hold.
"""

_GEGRAVITY = """\
## gegravity

The package's own example: Canada and Japan sign an agreement, 30 countries, one sector, 2006,
sigma 5. We estimate trade costs from its sample by Poisson likelihood with importer and exporter
effects, fit trade to output and expenditure, and solve with `Economy` (one sector, no inputs, no
tariffs).

**The models agree on everything but the closure.** The package finds multilateral resistances at
benchmark output and expenditure *shares* and reads producer prices off them: nominal incomes do not
answer. In `Economy` that is a world whose productivities keep every wage where it was; solved so,
all 180 numbers agree. The last table lets incomes answer, as general equilibrium has it, with
deficits fixed in the numeraire: Canada's gain is then 0.428 % instead of 0.418 %, Japan's 0.052 %
instead of 0.054 %. Its cells are bold because they are another model's numbers.

The sample's expenditures sum to 0.8 % less than its outputs; as in the package only shares matter.
"""

_OWN = """\
## Tariff wars on our own benchmark

No published number exists for them. Governments choose rates by partner and goods sector on the
2024 benchmark (9 x 24, inputs, perfect competition, economic welfare, rates between 0 and 1,000 %),
starting from current rates. Gains against 2024 in USD bn a year, from exact solutions of `Economy`:
each of USA, JPN and CHN *alone* at its optimum; the *war of three*, while all others keep their
rates; the *war of all* nine regions. Median rates are those of the war of three. First-order
residuals are below 1e-5 everywhere.

In the war of three all three gain: regions that do not retaliate pay for it through their terms of
trade. When all nine choose, all three lose. So a war's cost depends on who answers, and a no-deal
outcome that assumes passive third countries flatters it.
"""


def write_document(cases: Path) -> str:
    """Recompute everything and return the document; deterministic on one machine."""
    sections = [
        ("Caliendo-Parro", _CALIENDO_PARRO, _caliendo_parro(cases), ""),
        ("Ossa", _OSSA, _ossa(cases), _OSSA_DIFFERENCES),
        ("gegravity", _GEGRAVITY, gegravity.tables(gegravity.load(cases)), ""),
    ]
    head, body = [_HEAD.rstrip("\n")], []
    for case, text, tables, after in sections:
        head += [_summary(case, table) for table in tables]
        body.append(text)
        body += [table.markdown() + "\n" for table in tables]
        if after:
            body.append(after)
    wars = [own_war.own_war(name) for name in load_elasticities()]
    body += [_OWN, own_war.markdown(wars) + "\n"]
    return "\n".join(head) + "\n\n" + "\n".join(body)


def _caliendo_parro(cases: Path) -> list[PrintedTable]:
    return caliendo_parro.tables(caliendo_parro.load(cases))


def _ossa(cases: Path) -> list[PrintedTable]:
    case = ossa.load(cases)
    tables = [ossa_tables.table_2(case)]
    for kind in ossa_tables.KINDS:
        for table in (ossa_tables.table_3, ossa_tables.table_4):
            tables += [table(case, kind, author=True), table(case, kind)]
    for kind in ossa_tables.KINDS:
        tables += ossa_tables.table_5(case, kind)
    return tables + ossa_tables.sensitivity(cases)


def _summary(case: str, table: PrintedTable) -> str:
    apart = abs(table.difference).max()
    agreeing = int(table.to_the_digit.sum())
    return f"| {case} | {table.title} | {table.printed.size} | {agreeing} | {apart:.2g} |"
