"""Commands of the integrations."""
