"""Decisions, workflow, adopted versions, meetings, tasks, comments and the governance model's settings."""
