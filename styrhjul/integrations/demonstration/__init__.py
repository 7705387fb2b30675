"""The demonstration: Lomma kommun from 2019 to 14 September 2026, built by the same actions that people use.

Facts of the municipality carry over; what is composed is marked as an example, and nobody in it exists.
"""

from styrhjul.integrations.demonstration.story import load

__all__ = ["load"]
