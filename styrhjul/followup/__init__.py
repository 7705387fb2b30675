"""Follow-up: rounds, reports, parts, assessments and forecasts (F)."""
