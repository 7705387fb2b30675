"""Verbs of the goal chain: everything that writes goals, measures, plans and activities."""
