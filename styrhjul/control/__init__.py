"""Internal control: risks, controls, results, deviations with remedies, and how they are followed up (C-1 to C-3)."""
