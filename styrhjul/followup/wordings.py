"""Documents of what is frozen as wording: handovers and discharges (F-5, F-10, L-10, O-5)."""

from collections.abc import Mapping
from typing import Any

from styrhjul.documents.content import Block, Column, Document, Paragraph, Row, Table
from styrhjul.followup.models import Discharge, Handover
from styrhjul.followup.terms import Verdict
from styrhjul.governance.documents import said, worded


def of_handover(handover: Handover, content: Mapping[str, Any]) -> Document:
    """Return what passes from a body that ends to its successors, as it was frozen (O-5, L-10)."""
    rows = tuple(Row((what, to)) for what, to in content.get("rows", ()))
    table = Table("Det som går över", (Column("Mål eller åtgärdsplan"), Column("Till")), rows)
    blocks: list[Block] = [table] if rows else [Paragraph("Inget går över.")]
    return worded(handover, str(content.get("body", "")), blocks)


def of_discharge(discharge: Discharge, content: Mapping[str, Any]) -> Document:
    """Return the council's decision on discharge for a body, as it was frozen (F-10, L-10)."""
    named = {"Revisorerna föreslår": content["recommended"], "Fullmäktige beslutade": content["verdict"]}
    told = {label: Verdict(value).label for label, value in named.items() if value}
    blocks = said({**told, "Revisorernas skäl": content["ground"]})
    return worded(discharge, content["body"], blocks)
