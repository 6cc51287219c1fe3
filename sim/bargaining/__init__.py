"""Bargaining: agendas and packages, what they are worth, tactics, threats, solution concepts."""
