"""Committee budgets, appropriation areas: goals and money (B)."""
