"""What a bargaining chip is worth in a tariff negotiation."""
