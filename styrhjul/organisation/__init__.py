"""Bodies, units, people and the positions that give them rights (O-1 to O-9)."""
