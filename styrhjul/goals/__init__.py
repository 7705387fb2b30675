"""The goal chain: goals and their versions, measures and outcomes, plans and activities (G, M, P)."""
