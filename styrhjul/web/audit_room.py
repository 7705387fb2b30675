"""The auditors' reading room: what is decided and handed in of a year, question by question, with a package (L-7)."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from styrhjul.budget.models import Budget, BudgetChange, PlanningConditions
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.documents.content import Column, Document, Note, Paragraph, Row, Section, Table
from styrhjul.documents.page import to_page
from styrhjul.followup.models import RemedyPlan, Report
from styrhjul.goals.models import Plan
from styrhjul.governance.archiving import name_of
from styrhjul.governance.documents import document_of_version
from styrhjul.governance.models import FrozenVersion, Matter
from styrhjul.governance.printing import printed
from styrhjul.organisation.clock import now, today
from styrhjul.organisation.models import reader_without_positions, rights_of
from styrhjul.organisation.terms import Role
from styrhjul.web.audit_evidence import QUESTIONS, Evidence, evidence_of, shown
from styrhjul.web.kept import kept
from styrhjul.web.matters import address_of, kind_name
from styrhjul.web.year_facts import facts_of

#: The documents of a year that the auditors read, and where each says its year.
MATERIAL: tuple[tuple[type[Matter], str, tuple[str, ...]], ...] = (
    (PlanningConditions, "year", ()),
    (Budget, "year", ("body",)),
    (BudgetChange, "year", ("body",)),
    (Plan, "year", ("unit",)),
    (Report, "round__year", ("round", "body")),
    (RemedyPlan, "report__round__year", ("body", "report__round")),
    (ControlPlan, "year", ("body",)),
    (ControlFollowup, "year", ("body",)),
)

#: States in which nothing has been handed in.
WRITTEN = ("draft", "returned")


class Paper(NamedTuple):
    """A document in the reading room: what it is, its name, how far it has come, and where it is read."""

    kind: str
    name: str
    state: str
    address: str


def may_enter(user: object) -> bool:
    """Tell whether the user enters the reading room: auditors, and overseers, who see what the auditors see (L-7)."""
    rights = rights_of(user)
    return rights.has(Role.AUDITOR) or rights.is_overseer


def _enter(request: HttpRequest) -> None:
    if not may_enter(request.user):
        raise PermissionDenied


def audit_now(request: HttpRequest) -> HttpResponse:
    """Lead to the year that is (L-7)."""
    _enter(request)
    return redirect("audit", year=today().year)


def audit(request: HttpRequest, year: int) -> HttpResponse:
    """Show the four questions with how much evidence and how many gaps each has, and the year's material (L-7)."""
    _enter(request)
    found = kept(request, "audit", year, make=lambda: _evidence(request, year))
    papers = kept(request, "audit-papers", year, make=lambda: [_paper(one) for one in _material(year)])
    context = {
        "year": year,
        "years": range(today().year - 2, today().year + 2),
        "questions": [(one.question, sum(len(table.rows) for table, _ in one.tables), one) for one in found],
        "papers": papers,
    }
    return render(request, "audit/audit.html", context)


def audit_question(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show a question with its evidence and its gaps, each linked (L-7)."""
    _enter(request)
    found = kept(request, "audit", year, make=lambda: _evidence(request, year))
    one = next((one for one in found if one.question.slug == slug), None)
    if one is None:
        raise Http404
    others = [(other.question.slug, other.question.title) for other in found]
    context = {"year": year, "evidence": one, "tables": shown(one.tables), "others": others}
    return render(request, "audit/question.html", context)


def _evidence(request: HttpRequest, year: int) -> list[Evidence]:
    facts, reader = facts_of(year, request), reader_without_positions()
    return [evidence_of(question, year, facts, reader) for question in QUESTIONS]


def _material(year: int) -> Iterator[Any]:
    """Yield what has been handed in or decided of the year, by kind; drafts are nobody's to audit (O-8)."""
    reader = reader_without_positions()
    for model, path_to_year, related in MATERIAL:
        rows = model._default_manager.visible_to(reader).exclude(state__in=WRITTEN)  # type: ignore[attr-defined]
        listed = rows.filter(**{path_to_year: year}).select_related(*related)
        yield from listed.order_by("round__opens_on", "body__rank", "pk") if model is Report else listed


def _paper(thing: Model) -> Paper:
    assert isinstance(thing, Matter)
    return Paper(kind_name(thing), str(thing), thing.state_label, address_of(thing))


def audit_package(request: HttpRequest, year: int) -> HttpResponse:
    """Give the year's decided documents and the evidence as one ZIP file (L-7).

    A document whose PDF has been made comes as that, else as a web page that needs nothing beside it: making all PDFs
    would let the auditor wait for minutes.
    """
    _enter(request)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        papers = []
        for thing in _material(year):
            found = list(_files(thing))
            for name, content in found:
                package.writestr(_readable(name), content)
            papers.append((_paper(thing), found[0][0] if found else "ingen fil: inte beslutad än"))
        package.writestr(_readable(f"underlag-{year}.xlsx"), printed(_workbook(request, year, papers), "xlsx"))
    answer = HttpResponse(out.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="revision-{year}.zip"'
    return answer


def _readable(name: str) -> zipfile.ZipInfo:
    """Return a place in the package for a file that everybody may read once it is unpacked."""
    info = zipfile.ZipInfo(name, now().timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _files(thing: Matter) -> Iterator[tuple[str, bytes]]:
    """Yield the last frozen version of a decided document as a file, nothing for what only waits."""
    version = FrozenVersion.objects.of(thing).last() if thing.state not in {"handed", *WRITTEN} else None
    if version is None:
        return
    name = f"handlingar/{name_of(version, thing)}-{thing.pk}"
    made = version.documents.filter(format="pdf").first()
    yield (f"{name}.pdf", bytes(made.content)) if made else (
        f"{name}.html", to_page(document_of_version(version)).encode()
    )  # fmt: skip


def _workbook(request: HttpRequest, year: int, papers: list[tuple[Paper, str]]) -> Document:
    """Return the list of the documents, the evidence and the gaps as a document whose tables become sheets."""
    rows = tuple(Row((paper.name, paper.kind, paper.state, file)) for paper, file in papers)
    columns = tuple(Column(name) for name in ("Handling", "Slag", "Läge", "Fil"))
    sections = [Section("Årets handlingar", (Table(f"Handlingar {year}", columns, rows),))]
    for one in kept(request, "audit", year, make=lambda: _evidence(request, year)):
        gaps = tuple(Paragraph(str(gap)) for gap in (*one.missing, *one.awaited))
        tables = tuple(table for table, _ in one.tables)
        sections.append(Section(one.question.title, (Note(one.question.law), *tables, *gaps)))
    return Document(
        title=f"Underlag för revisionen {year}", author=settings.MUNICIPALITY_NAME, date=today().isoformat(),
        standing=f"Som det stod {today().isoformat()}", blocks=tuple(sections),
    )  # fmt: skip


urlpatterns = [
    path("revision/", audit_now, name="audit_now"),
    path("revision/<year:year>/", audit, name="audit"),
    path("revision/<year:year>/underlag.zip", audit_package, name="audit_package"),
    path("revision/<year:year>/<slug:slug>/", audit_question, name="audit_question"),
]
