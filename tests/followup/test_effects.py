"""Effort against effect, asked without a database (X-9)."""

import pytest

from styrhjul.followup.effects import Course, Effort, course_of, effort_and_effect, told_effort

B, S, W, U = Course.BETTER, Course.SAME, Course.WORSE, Course.UNKNOWN


@pytest.mark.parametrize(
    ("direction", "now", "before", "course"),
    [
        ("higher", 96.0, 93.0, B), ("higher", 93.0, 93.0, S), ("higher", 90.0, 93.0, W),
        ("lower", 90.0, 93.0, B), ("lower", 96.0, 93.0, W), ("at_least", 96.0, 93.0, B),
        ("higher", None, 93.0, U), ("higher", 96.0, None, U), ("higher", 0.1 + 0.2, 0.3, S),
    ],
)  # fmt: skip
def test_x9_a_measure_moves_by_its_own_direction(
    direction: str, now: float | None, before: float | None, course: Course
) -> None:
    assert course_of(direction, now, before) is course


def test_x9_within_a_span_nearer_is_better() -> None:
    assert course_of("within", 11, 13, 5, 10) is B
    assert course_of("within", 7, 9, 5, 10) is S
    assert course_of("within", 4, 6, 5, 10) is W


@pytest.mark.parametrize(
    ("planned", "done", "courses", "words"),
    [
        (3, 3, [S], "Alla 3 aktiviteter är klara, men inget mått har blivit bättre."),
        (1, 1, [W, U], "Den enda aktiviteten är klar, men inget mått har blivit bättre."),
        (3, 3, [S, B], ""),
        (3, 2, [S], ""),
        (0, 0, [B], "Måttet har blivit bättre, fast inga aktiviteter var planerade för målet."),
        (2, 0, [B, B], "Måtten har blivit bättre, fast ingen aktivitet för målet är klar."),
        (0, 0, [B, W, U], "1 av 2 mått har blivit bättre, fast inga aktiviteter var planerade för målet."),
        (2, 1, [B], ""),
        (3, 3, [U], ""),
        (3, 3, [], ""),
    ],
)
def test_x9_effort_without_effect_and_effect_without_effort_are_told(
    planned: int, done: int, courses: list[Course], words: str
) -> None:
    assert effort_and_effect(Effort(planned, done), courses, keeps=False) == words
    assert effort_and_effect(Effort(planned, done), courses, keeps=True) == ""


def test_what_was_done_is_told_in_a_sentence() -> None:
    assert told_effort(Effort(0, 0), 2025) == "Inga aktiviteter är planerade för målet 2025."
    assert told_effort(Effort(1, 1), 2025) == "Den enda aktiviteten för målet 2025 är klar."
    assert told_effort(Effort(1, 0), 2025) == "Den enda aktiviteten för målet 2025 är inte klar."
    assert told_effort(Effort(3, 1), 2025) == "1 av 3 aktiviteter är klara."
