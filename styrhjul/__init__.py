"""Styrhjul: the software a Swedish municipality steers with, from the council's goals to their follow-up."""
