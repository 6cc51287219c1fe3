"""Every closed form of ../shared/cases/theory_values.json, by name.

Each entry is played on arrays, read off a tactic or belief, or computed; what has no mechanism in
the product is named with the reason. The games are also played by governments, in
`tests/bargaining/test_played_values.py`. docs/theory.md says the same in a table.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.bargaining.beliefs import after_demand, after_refusals
from sim.bargaining.games.concessions import play_zeuthen
from sim.bargaining.games.pie import play_pie
from sim.bargaining.solutions.alternating_offers import (
    OfferCalendar,
    pie_equilibrium,
    rubinstein_share,
)
from sim.bargaining.solutions.coalitions import coalition_game
from sim.bargaining.solutions.egalitarian import egalitarian_point
from sim.bargaining.solutions.frontier import Frontier, on_curve
from sim.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky_point
from sim.bargaining.solutions.maximum_sum import maximum_sum_packages, maximum_sum_point
from sim.bargaining.solutions.myerson import myerson_values
from sim.bargaining.solutions.nash import nash_point
from sim.bargaining.solutions.nash_in_nash import nash_in_nash
from sim.bargaining.solutions.owen import owen_values
from sim.bargaining.solutions.shapley import sampled_shapley, shapley_values
from sim.bargaining.solutions.take_it_or_leave_it import best_demand
from sim.bargaining.solutions.variable_threats import variable_threats_with_transfers
from sim.bargaining.solutions.win_set import restricted_frontier, win_set_interval
from sim.bargaining.tactics import demanded_value, polynomial_concession
from sim.bargaining.tactics_behaviour import (
    absolute_tit_for_tat,
    averaged_tit_for_tat,
    relative_tit_for_tat,
)
from sim.bargaining.tactics_exponential import exponential_concession
from sim.economy.optimal_tariffs import TariffGame, best_reply
from sim.economy.tariff_model import TariffModel
from tests.bargaining.solutions.cases import THEORY, load_json, needs_cases
from tests.economy.economies import one_sector

pytestmark = needs_cases

Floats = NDArray[np.float64]
Values = list[float]

PIE = Frontier.interpolated([[0.0, 1.0], [1.0, 0.0]])
LINE = Frontier.interpolated([[0.0, 4.0], [10.0, 0.0]])  # u1/10 + u2/4 = 1
USA, JPN, CHN = 0, 1, 2
TRIO = coalition_game(3, {(USA, JPN): 60, (USA, CHN): 90, (JPN, CHN): 30, (USA, JPN, CHN): 120})


def _played(calendar: OfferCalendar) -> Values:
    """Play the equilibrium of a calendar on the pie; the first party opens and speaks at once."""
    plan = pie_equilibrium(calendar)
    dice = np.full((1, calendar.n_dates, 2), 0.5)
    played = play_pie(calendar, plan.demands, plan.settles_for, dice)
    assert played.agreed.all()
    assert played.date[0] == 0
    return [float(played.payoffs[0, 0])]


def _rubinstein(d1: float, d2: float) -> Values:
    return _played(OfferCalendar.regular(600, (d1, d2)))


def _stahl(n_dates: int) -> Values:
    return _played(OfferCalendar.regular(n_dates, (0.9, 0.8)))


def _outside(w2: float) -> Values:
    return _played(OfferCalendar.regular(600, (0.9, 0.9), outside=(0.0, w2)))


def _breakdown(p: float, payoffs: tuple[float, float]) -> Values:
    return _played(OfferCalendar.regular(3000, breakdown=p, breakdown_payoffs=payoffs))


def _square_root(exponent: float) -> Values:
    """u1 = x^g, u2 = 1 - x: the share x of the Nash point."""
    found = on_curve(lambda f: nash_point(f, [0, 0]), lambda u: 1 - u ** (1 / exponent), 0.0, 1.0)
    return [float(1.0 - found[1])]


def _on_parabola(solve: Callable[[Frontier], Floats]) -> Values:
    return [float(on_curve(solve, lambda u: 1 - u**2, 0.0, 1.0)[0])]


def _zeuthen() -> Values:
    x = np.linspace(0.0, 1.0, 101)[None]
    ended = play_zeuthen(np.sqrt(x), 1 - x, np.zeros((1, 2)), np.zeros(1))
    return [float(x[0, ended.package[0]])]


def _all_orders() -> Values:
    orders = np.array(list(permutations(range(3))))
    return sampled_shapley(lambda masks: TRIO[masks], orders)[0].tolist()  # type: ignore[no-any-return]


def _what_the_link_adds(player: int) -> float:
    with_link = myerson_values(TRIO, [(USA, JPN), (USA, CHN)])
    without = myerson_values(TRIO, [(USA, CHN)])
    return float((with_link - without)[player])


def _uniform_threshold() -> Values:
    best = best_demand(lambda keep: np.clip(1 - keep, 0, 1), 0.0, 0.0, 1.0)
    return [1.0 - best.keeps, best.value]


def _fearon() -> Values:
    p, cost = 0.6, 0.1
    best = best_demand(lambda x: np.clip(1 - (x - p) / 0.3, 0, 1), p - cost, 0.0, 1.0)
    return [best.keeps, best.refusal_chance]


def _zoomed(deal: Callable[[Floats, Floats], tuple[float, float]]) -> tuple[float, float]:
    """Solve on levels of x and y in [0, 2], no deal among them, ever closer around the answer."""
    x = y = np.linspace(0.0, 2.0, 41)
    for step in 0.05 / 10 ** np.arange(1, 9):
        at_x, at_y = deal(x, y)
        near = step * np.arange(-20, 21)
        x, y = (np.concatenate([[0.0], np.maximum(at + near, 0.0)]) for at in (at_x, at_y))
    return deal(x, y)


def _hub_payoffs(x: Floats, y: Floats, externality: float = 0.0) -> Floats:
    """U opens its market by x to J and y to C; partners gain 4x - x^2, U loses x y."""
    to_j, to_c = x[:, None], y[None, :]
    partners = [
        4 * to_j - to_j**2 - externality * to_c,
        4 * to_c - to_c**2 - externality * to_j,
    ]
    return np.stack(np.broadcast_arrays(-to_j * to_c, *partners), axis=-1)


def _nash_in_nash() -> Values:
    transfers: list[float] = []

    def deal(x: Floats, y: Floats) -> tuple[float, float]:
        found = nash_in_nash(_hub_payoffs(x, y, 1.0), [(USA, JPN), (USA, CHN)])
        transfers.append(float(found.transfers[0]))
        return float(x[found.packages[0]]), float(y[found.packages[1]])

    return [*_zoomed(deal), transfers[-1]]


def _joint_optimum() -> Values:
    def deal(x: Floats, y: Floats) -> tuple[float, float]:
        table = _hub_payoffs(x, y, 1.0).reshape(-1, 3)
        # The top is flat to rounding within 2e-6: take the middle of what ties.
        i, j = np.divmod(maximum_sum_packages(table), len(y))
        return float(x[i].mean()), float(y[j].mean())

    return list(_zoomed(deal))


def _two_level(floor: float) -> Values:
    return [float(nash_point(restricted_frontier(PIE, floor), [0, 0])[0])]


def _linkage() -> Values:
    """Two pies: A values them at 9 and 1, B at 1 and 9; settled one by one or together."""
    one_by_one = sum(
        nash_point(Frontier.interpolated([[0, b], [a, 0]]), [0, 0]) for a, b in ((9, 1), (1, 9))
    )
    assert np.allclose(one_by_one, [5, 5])
    together = [[9 * x + y, (1 - x) + 9 * (1 - y)] for x in (0, 1) for y in (0, 1)]
    return list(nash_point(Frontier.interpolated(together), [0, 0]))


def _in_kind() -> Values:
    received, own = [[20.0, 18.0, 15.0]], [10.0]
    return [
        float(relative_tit_for_tat(received, own, 8, 16)[0]),
        float(absolute_tit_for_tat(received, own, 8, 16)[0]),
        float(averaged_tit_for_tat(received, own, 8, 16, window=2)[0]),
    ]


def _buyer(conceded: object) -> Values:
    return list(10 + 10 * np.atleast_1d(np.asarray(conceded, dtype=np.float64)))


def _bayes() -> Values:
    reservation = np.array([0.2, 0.6])
    expected = demanded_value(1.0, reservation, polynomial_concession(0.5, 0.0, 1.0))
    return [float(after_demand([[0.5, 0.5]], expected[None], [0.75], 0.1)[0, 1])]


def _threats(first: object, second: object, joint: float | None = None) -> Values:
    return list(variable_threats_with_transfers(first, second, joint).point)  # type: ignore[arg-type]


def _optimal_tariff(theta: float) -> float:
    """A country too small to move prices abroad, against a free trader: 1 / theta."""
    small = one_sector(np.array([[1e-7, 1e-7], [1e-7, 1000.0]]))
    game = TariffGame.of(TariffModel(small, theta))
    return float(best_reply(game, "R0", tolerance=1e-9).tariff_rate[0, 0, 1])


OURS: dict[str, Callable[[], Values]] = {
    # Played: offers and answers on a calendar, until somebody accepts.
    "Rubinstein x1(d1=0.9,d2=0.8)": lambda: _rubinstein(0.9, 0.8),
    "Rubinstein x1(d1=0.95,d2=0.9)": lambda: _rubinstein(0.95, 0.9),
    "Rubinstein x1(d1=0.9,d2=0.9)": lambda: _rubinstein(0.9, 0.9),
    "Rubinstein x1(d1=0.5,d2=0.5)": lambda: _rubinstein(0.5, 0.5),
    "Finite alternating offers N=2, d=.9,.8: x1=1-d2": lambda: _stahl(2),
    "N=3: 1-d2+d1*d2": lambda: _stahl(3),
    "Stahl finite horizon N=7, d=(.9,.8)": lambda: _stahl(7),
    "Stahl finite horizon N=10, d=(.9,.8)": lambda: _stahl(10),
    "Stahl finite horizon N=25, d=(.9,.8)": lambda: _stahl(25),
    "Outside option binding w2=.6 d=.9: x1=1-w2": lambda: _outside(0.6),
    "Outside option slack w2=.3 d=.9": lambda: _outside(0.3),
    "BRW breakdown p=0.1 b=(0, 0) x1": lambda: _breakdown(0.1, (0.0, 0.0)),
    "BRW breakdown p=0.1 b=(0.2, 0.1) x1": lambda: _breakdown(0.1, (0.2, 0.1)),
    "BRW breakdown p=0.01 b=(0.2, 0.1) x1": lambda: _breakdown(0.01, (0.2, 0.1)),
    "Zeuthen on sqrt(x),1-x grid 1/100 -> Nash grid point .33": _zeuthen,
    # Functions.
    "Rubinstein limit dt->0: r2/(r1+r2)": lambda: [
        rubinstein_share(np.exp(-np.array([0.05, 0.1]) * 1e-6))
    ],
    "BRW p->0 -> Nash (1+b1-b2)/2": lambda: [
        rubinstein_share((1, 1), breakdown=1e-8, breakdown_payoffs=(0.2, 0.1))
    ],
    "Nash split d=(.2,.1)": lambda: [float(nash_point(PIE, [0.2, 0.1])[0])],
    "asymmetric Nash d=(.2,.1) alpha=.7: d1+a*(1-d1-d2)": lambda: [
        float(nash_point(PIE, [0.2, 0.1], 0.7)[0])
    ],
    "Nash with u1=sqrt(x),u2=1-x,d=0: x=1/3": lambda: _square_root(0.5),
    "Nash risk aversion u1=x^g: x=g/(1+g), g=.5": lambda: _square_root(0.5),
    "KS on u2=1-u1^2,d=0 ideal(1,1): u1=(sqrt5-1)/2": lambda: _on_parabola(
        lambda f: kalai_smorodinsky_point(f, [0, 0], [1, 1])
    ),
    "Nash on u2=1-u1^2: u1=1/sqrt3": lambda: _on_parabola(lambda f: nash_point(f, [0, 0])),
    "max-sum on u2=1-u1^2: u1=1/2": lambda: _on_parabola(maximum_sum_point),
    "KS u1/10+u2/4=1,d=(2,1): (4.75,2.1)": lambda: list(kalai_smorodinsky_point(LINE, [2, 1])),
    "Egalitarian same set: gain=11/7": lambda: [float(egalitarian_point(LINE, [2, 1])[0] - 2)],
    "Nash same set: u1=4.75": lambda: [float(nash_point(LINE, [2, 1])[0])],
    "Shapley v(UJ)=60,v(UC)=90,v(JC)=30,N=120 -> 55,25,40": _all_orders,
    "..weights formula": lambda: list(shapley_values(TRIO)),
    "Myerson links U-J,U-C -> 65,20,35": lambda: list(
        myerson_values(TRIO, [(USA, JPN), (USA, CHN)])
    ),
    "Myerson fairness dU=dJ": lambda: [_what_the_link_adds(USA)],
    "TIOLI vs uniform threshold: y=.5, value .25": _uniform_threshold,
    "Owen {U,J},{C}: 60,30,30": lambda: list(owen_values(TRIO, [[USA, JPN], [CHN]])),
    "Nash 1953 variable threat A=[[5,1],[2,3]],B=[[3,0],[1,4]]: S=8,phi=1 -> (4.5,3.5)": (
        lambda: _threats([[5, 1], [2, 3]], [[3, 0], [1, 4]])
    ),
    "Tariff PD free(0,0) both(-2,-3) 1only(1,-5) 2only(-4,1): phi=1 -> (.5,-.5)": (
        lambda: _threats([[0, -4], [1, -2]], [[0, 1], [-5, -3]])
    ),
    "Mixed threats A-B=[[3,-1],[-2,2]]: phi=.5, S=5 -> (2.75,2.25)": (
        lambda: _threats([[3, -1], [-2, 2]], np.zeros((2, 2)), 5.0)
    ),
    "Nash-in-Nash hub-and-spoke: x=y=4/3, tJ=(4x-x^2+xy)/2=8/3": _nash_in_nash,
    "..joint optimum with externality e=1: x=y=(4-e)/3=1 < 4/3 (over-liberalisation as in BSY)": (
        _joint_optimum
    ),
    "Fearon 1995 p=.6,cA=.1,cB~U[0,.3]: x*=.7, P(war)=1/3": _fearon,
    "Win-set m=.3,q=1: [-.4,1]": lambda: list(win_set_interval(0.3, 1.0)),
    "Two-level Nash, ratification floor x>=0: x=max(.5,r)": lambda: _two_level(0.0),
    "Two-level Nash, ratification floor x>=0.4: x=max(.5,r)": lambda: _two_level(0.4),
    "Two-level Nash, ratification floor x>=0.7: x=max(.5,r)": lambda: _two_level(0.7),
    "Linkage: A values issues (9,1), B (1,9): linked Nash (9,9) v issue-by-issue split (5,5)": (
        _linkage
    ),
    "Optimal tariff 1/eps with eps=4: .25": lambda: [_optimal_tariff(4.0)],
    # Read off a tactic or a belief.
    "Faratin poly buyer [10,20],k=.1,t/T=.5: beta=.2->11.28125, 1->15.5, 5->18.834955": (
        lambda: _buyer(polynomial_concession(0.5, 0.1, [0.2, 1, 5]))
    ),
    "Faratin exp buyer same: beta=.2->11.347254, 5->19.305720": (
        lambda: _buyer(exponential_concession(0.5, 0.1, [0.2, 5]))
    ),
    "Faratin end points: t=0 -> lo+k(hi-lo)=11 ; t=T -> 20": (
        lambda: _buyer(polynomial_concession([0.0, 1.0], 0.1, 0.2))
    ),
    "1-t^e aspiration (e=4,1,.25) at t=.5 equals NegMAS PolyAspiration": (
        lambda: list(demanded_value(1, 0, polynomial_concession(0.5, 0, [1 / 4, 1, 4])))
    ),
    "Bayes two hypotheses r in{.2,.6}, linear conceder t=.5, demand .75, s=.1: "
    "posterior(.6)=1/(1+exp(-(1)))": _bayes,
    "Reputation p=.2, soft rejects w.p .5, 3 rejections: 2/3": (
        lambda: [float(after_refusals([0.2, 0.8], [1.0, 0.5], 3)[0])]
    ),
    "Behaviour tactics opp 20,18,15 own 10 limits [8,16]: relative 12, absolute 13, "
    "averaged(2) 13.333333": _in_kind,
}

NO_COMMITMENT = "no mechanism: nobody can bind itself and pay to undo it"
LEFT_OUT = {
    "Muthoo 1996 commitment kA=3,kB=1: share A=(1+kA)/(2+kA+kB)=2/3": NO_COMMITMENT,
    "Muthoo fixed point z=(1+kA z/(1+kA)-kB(1-z)/(1+kB))/2, kA=3,kB=1": NO_COMMITMENT,
    "Chatterjee-Samuelson U[0,1]: P(trade)=9/32, gains=9/64 (first best 1/6)": (
        "no mechanism: offers are packages in turn, not sealed bids on a price"
    ),
    "..best bid of buyer v=.8 is 2v/3+1/12=.616667": (
        "no mechanism: offers are packages in turn, not sealed bids on a price"
    ),
    "War of attrition V=10,c=2: rival's hazard c/V; indifference: payoff of holding to T is 0": (
        "no mechanism: waiting costs by dates, nobody draws a random time to give in"
    ),
    "War of attrition P(still fighting at 5), V=10,c=2": (
        "no mechanism: waiting costs by dates, nobody draws a random time to give in"
    ),
    "Grim trigger D=1,C=0,P=-2: at delta=1/3 deviation value = cooperation value (0)": (
        "no mechanism: a negotiation is not repeated for ever"
    ),
}


def _published() -> dict[str, Values]:
    if not THEORY.is_file():
        return {}
    return {case["name"]: case["closed_form"] for case in load_json(THEORY)}


def test_every_value_has_its_place() -> None:
    published = _published()
    assert len(published) == 59
    assert not OURS.keys() & LEFT_OUT.keys()
    assert OURS.keys() | LEFT_OUT.keys() == published.keys()


@pytest.mark.parametrize("name", list(OURS))
def test_value(name: str) -> None:
    np.testing.assert_allclose(OURS[name](), _published()[name], rtol=0.0, atol=1e-6)


def test_fairness_holds_for_both_ends_of_the_link() -> None:
    assert _what_the_link_adds(USA) == pytest.approx(_what_the_link_adds(JPN), abs=1e-12)
