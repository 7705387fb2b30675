"""Foreign formats: each part knows one, and calls actions with what it says."""
