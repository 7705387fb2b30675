"""What budgets and changes of them share: a committee's or the municipality's, and the way of each (B-1, B-5)."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from styrhjul.budget import rules
from styrhjul.governance.models import Matter, is_public
from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind

M = TypeVar("M", bound="MoneyMatter")


class MoneyMatterQuerySet(models.QuerySet[M]):
    """Reading of budgets and changes by the three steps of O-8."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read; a draft of the municipality's is read by those who draft for the board."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.public()
        if rights.is_overseer:
            return self
        boards = Body.objects.filter(kind=BodyKind.BOARD, pk__in=rights.reads_drafts_of)
        whole = Q(body=None) & Q(models.Exists(boards))
        return self.filter(~Q(state__in=rules.UNFINISHED) | Q(body__in=rights.reads_drafts_of) | whole)

    def public(self) -> Self:
        """Return what is decided or handed between bodies, with approved minutes: what the public reads (O-8, T-2)."""
        return self.filter(state__in=rules.SHOWN).filter(is_public(self.model))


class MoneyMatter(Matter):
    """Budget eller ändring av den: a committee's, or without a body the municipality's, which the board prepares."""

    body: models.ForeignKey[Body | None, Body | None]
    body_id: int | None

    class Meta:
        abstract = True

    @property
    def workflow(self) -> Workflow:
        """The table for what a committee adopts itself, or for what the council decides (B-1, B-5)."""
        return rules.COMMITTEE_BUDGET if self.body_id else rules.MUNICIPAL_BUDGET

    @property
    def places(self) -> Places:
        """The bodies where its steps are taken; the board owns what the council decides."""
        places = super().places
        return places if self.body_id else Places(owner=places.board, board=places.board, council=places.council)

    @property
    def owner_body_id(self) -> int | None:
        """The committee whose money it is; for the municipality's the board, which prepares it."""
        return self.body_id or Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()
