"""SIE: the Swedish exchange format for ledgers. Types 1–4 (files of lines) and SIE 5 (XML).

``reading.read`` gives a ``content.SieFile``; ``inspection`` says what a file holds; ``coding`` turns it into the rows
that every ledger file becomes (``styrhjul.integrations.ledger``).
"""
