"""Critical inputs: stages apart, licences, stocks, the shortage rule and scarcity prices."""

from sim.economy.critical_inputs.approvals import approvals_behind, continued, odds_growth
from sim.economy.critical_inputs.chain import Chain, NewPlants
from sim.economy.critical_inputs.licences import Office, Served, queue, serve
from sim.economy.critical_inputs.lost_lines import lost_share
from sim.economy.critical_inputs.nest import nest_cost, nest_shares
from sim.economy.critical_inputs.path import MonthlyShortage, Users, follow, simulate
from sim.economy.critical_inputs.scarcity_price import clearing_price, uncapped_price
from sim.economy.critical_inputs.stocks import StockPath, run_down

__all__ = [
    "Chain",
    "MonthlyShortage",
    "NewPlants",
    "Office",
    "Served",
    "StockPath",
    "Users",
    "approvals_behind",
    "clearing_price",
    "continued",
    "follow",
    "lost_share",
    "nest_cost",
    "nest_shares",
    "odds_growth",
    "queue",
    "run_down",
    "serve",
    "simulate",
    "uncapped_price",
]
