from __future__ import annotations

from sim.validation.own_war import markdown, own_war


def test_a_war_of_all_costs_what_a_war_of_three_earns() -> None:
    """One elasticity set: alone every government gains, and in the war of all each loses."""
    war = own_war("U4")
    assert war.residual <= 1e-4
    assert (war.alone_usd_bn > 0.0).all()
    assert (war.war_usd_bn < war.alone_usd_bn).all()
    assert (war.war_of_all_usd_bn < 0.0).all()
    # Near 1 / theta = 25 %, less for large countries' partners, as closed forms have it.
    assert (war.median_rate_pct > 15.0).all()
    assert (war.median_rate_pct < 25.0).all()
    assert markdown([war]).splitlines()[2].startswith("| U4 | ")
