"""Charts: well-formed for any numbers, labels that do not collide, findings in words (L-9)."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from styrhjul.documents.chart_layout import Labels, plot_for
from styrhjul.documents.chart_words import describe
from styrhjul.documents.charts import NARROW, WIDE, outcome_chart, print_chart, sparkline
from styrhjul.documents.content import Chart, Figure
from styrhjul.documents.words import values_table

N = None
SCHOOL = Chart(
    years=tuple(range(2018, 2027)),
    own=(92.4, 95.8, 95.9, 96.5, 96.4, 96.2, 95.4, 98.4, N),
    name="Lomma",
    targets=(N, N, N, N, N, 97, 97, 97, 98),
    forecast=(N,) * 8 + (97.5,),
    lower=(84, 88, 91, 87, 85, 88, 86, 86, N),
    median=(91.9, 91.3, 92.5, 91, 91.6, 90.4, 90.5, 91, N),
    upper=(93, 92, 94, 93, 94, 93, 92, 93, N),
    others="sju kommuner",
    unit="%",
    decimals=1,
)
ODD = {
    "no years": Chart((), (), "K"),
    "no values": Chart((2025, 2026), (N, N), "K"),
    "one value": Chart((2026,), (5,), "K"),
    "all equal": Chart((2024, 2025, 2026), (3, 3, 3), "K", targets=(3, 3, 3)),
    "all zero": Chart((2025, 2026), (0, 0), "K", decimals=1),
    "huge": Chart((2024, 2025, 2026), (1e300, -1.7e308, 5e-300), "K", decimals=2),
    "negative": Chart((2024, 2025, 2026), (-12, -4000000, N), "K", forecast=(N, N, -5e6)),
    "gaps": Chart((2022, 2023, 2024, 2025, 2026), (1, N, 3, N, 5), "K", lower=(0, 0, N, 1, 1), upper=(2, 2, N, N, 4)),
}  # fmt: skip
finite = st.floats(allow_nan=False, allow_infinity=False) | st.none()
anything = st.floats() | st.none()


def _texts(svg: str) -> list[str]:
    return [node.text for node in etree.fromstring(svg).iter("{*}text")]


@given(st.lists(anything, max_size=12), anything, st.text())
def test_a_sparkline_is_well_formed_whatever_it_is_given(values, target, label):
    svg = etree.fromstring(sparkline(values, target, label))
    assert svg.get("role") == "img"
    assert "nan" not in sparkline(values, target, "")


def test_a_sparkline_is_drawn_as_in_the_design():
    svg = sparkline([67, 25, 95, None, 67, 42, 45, 111], 60, 'Väntetid <"1">')
    assert svg.startswith('<svg class="spark" viewBox="0 0 104 32" role="img" aria-label="Väntetid &lt;&quot;1')
    assert '<path class="c-dots" d="M2 18.2H101"/>' in svg
    assert svg.count("M57.9") == 1  # the line starts anew after the gap
    assert '<circle class="c-end" cx="99.0" cy="4.0" r="3.2"/>' in svg


@given(st.lists(st.tuples(finite, finite, finite, finite), min_size=1, max_size=12), st.integers(0, 4))
def test_a_chart_is_well_formed_whatever_it_is_given(rows, decimals):
    own, targets, forecast, median = zip(*rows, strict=True)
    chart = Chart(
        tuple(range(2010, 2010 + len(rows))), own, "K<&", targets, forecast, (), median, (), "A", "%", decimals
    )
    figure = Figure(chart, "T", describe(chart))
    both = etree.fromstring(f"<a>{outcome_chart(figure, 'c1')}{print_chart(figure)}</a>")
    assert len(both) == 3
    assert "nan" not in print_chart(figure)


@pytest.mark.parametrize("name", ODD)
def test_odd_numbers_give_a_chart_with_its_title(name):
    svg = etree.fromstring(print_chart(Figure(ODD[name], "Titel", describe(ODD[name]))))
    assert svg.findtext("{*}title") == "Titel"
    assert svg.findtext("{*}desc") == describe(ODD[name])


def test_equal_whole_numbers_have_whole_numbers_on_the_axis():
    assert not any("," in text for text in _texts(print_chart(Figure(ODD["all equal"], "T", "D"))))


def test_the_page_has_two_drawings_and_print_its_own_colours():
    figure = Figure(SCHOOL, "Behöriga", describe(SCHOOL))
    page, paper = outcome_chart(figure, "c1"), print_chart(figure)
    assert page.count("<svg") == 2
    assert 'aria-labelledby="c1t c1d"' in page
    assert 'aria-labelledby="c1nt c1nd"' in page
    assert "#" not in page
    assert "style=" not in page
    assert "class=" not in paper
    assert {"Mål 98,0", "Prognos 97,5", "Sju kommuner", "median 91,0", "98,4", "Lomma 92,4"} <= set(_texts(paper))


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("chart", [SCHOOL, *ODD.values()])
def test_labels_cover_neither_each_other_nor_stand_outside(chart, size):
    labels = Labels(chart, plot_for(chart, size), size).placed()
    for one, other in combinations([label.box() for label in labels], 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_the_finding_is_said_in_words():
    assert describe(SCHOOL) == (
        "Lomma har ökat från 92,4 (2018) till 98,4\N{NO-BREAK SPACE}procent (2025). "
        "Utfallet 2025 är över målet, 97,0\N{NO-BREAK SPACE}procent. Målet för 2026 är 98,0\N{NO-BREAK SPACE}procent. "
        "År 2025 var medianen för sju kommuner 91,0\N{NO-BREAK SPACE}procent. "
        "Prognosen för 2026 är 97,5\N{NO-BREAK SPACE}procent."
    )
    assert describe(ODD["no values"]) == "Det finns inga utfall ännu."
    assert describe(ODD["one value"]) == "K har ett utfall: 5 (2026)."


@pytest.mark.parametrize(
    ("line", "others", "sentence", "beside"),
    [
        ("best", "sju kommuner", "var det bästa värdet bland sju kommuner", "bäst 91,0"),
        ("one", "Vellinge", "hade Vellinge", "Vellinge 91,0"),
    ],
)
def test_m4_the_others_line_says_what_it_is(line, others, sentence, beside):
    chart = replace(SCHOOL, line=line, others=others)
    assert f"År 2025 {sentence} 91,0\N{NO-BREAK SPACE}procent." in describe(chart)
    assert beside in _texts(print_chart(Figure(chart, "T", "D")))
    names = [str(row.cells[0]) for row in values_table(Figure(chart, "T", "D")).rows]
    assert names[3] == ("Bäst bland sju kommuner" if line == "best" else "Vellinge")
