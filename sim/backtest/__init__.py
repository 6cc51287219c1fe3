"""Past tariff talks, played and scored beside simple rules."""
