"""Measures what people wait for, against limits that hold on any computer because the floor is measured beside it."""
