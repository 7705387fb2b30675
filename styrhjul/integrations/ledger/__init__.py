"""Ledger files as CSV and Excel, by a saved profile; and the rows that every ledger becomes, SIE too.

``reading.Ledger`` reads a file in batches of rows, ``proposing.propose`` guesses its profile, ``content`` holds the
shapes. No Django, no tables: nothing here saves anything.
"""
