"""Management of the follow-up."""
