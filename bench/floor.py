"""The floor that pages are compared with: what Python, the database and Jinja2 cost when nothing else is done.

300 goals and 100 measures with ten years' values each, fetched by three queries with a raw cursor and written out by
one flat template: about 96 kB of HTML, escaped.
"""

import jinja2
from django.db import connection

GOALS, MEASURES, YEARS = 300, 100, 10

TABLES = f"""
create temporary table bench_goal as
    select n as id, 'Mål ' || n || ': eleverna når sin fulla potential & trivs' as title, 'Nämnd ' || n % 10 as owner,
           'fastställt' as state, 2026 as first_year, 2029 as last_year
    from generate_series(1, {GOALS}) n;
create temporary table bench_measure as
    select n as id, 'Mått ' || n || ': andel nöjda, procent' as name, 'procent' as unit
    from generate_series(1, {MEASURES}) n;
create temporary table bench_value as
    select m as measure, y as year, (m * 37 + y * 11) % 1000 / 10.0 as value
    from generate_series(1, {MEASURES}) m, generate_series(2017, {2016 + YEARS}) y;
"""

PAGE = jinja2.Environment(autoescape=True).from_string(
    """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Mål</title></head><body><main>
<h1>Mål och mått</h1><table class="ds-table"><caption>Alla mål</caption><thead>
<tr><th scope="col">Mål</th><th scope="col">Ansvarig</th><th scope="col">Läge</th><th scope="col">År</th></tr>
</thead><tbody>{% for id, title, owner, state, first, last in goals %}
<tr><th scope="row"><a href="/mal/{{ id }}/">{{ title }}</a></th><td>{{ owner }}</td><td><span class="state">{{ state }}
</span></td><td>{{ first }}–{{ last }}</td></tr>{% endfor %}
</tbody></table><table class="ds-table"><caption>Alla mått</caption><tbody>{% for id, name, unit in measures %}
<tr><th scope="row"><a href="/matt/{{ id }}/">{{ name }}</a></th><td>{{ unit }}</td>{% for value in values[id] %}
<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}
</tbody></table></main></body></html>"""
)


def make_tables() -> None:
    """Make the tables of the floor; they are gone with the connection."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def floor() -> bytes:
    """Return the page of the floor."""
    with connection.cursor() as cursor:
        cursor.execute("select id, title, owner, state, first_year, last_year from bench_goal order by id")
        goals = cursor.fetchall()
        cursor.execute("select id, name, unit from bench_measure order by id")
        measures = cursor.fetchall()
        cursor.execute("select measure, value from bench_value order by measure, year")
        values: dict[int, list[float]] = {}
        for measure, value in cursor.fetchall():
            values.setdefault(measure, []).append(value)
    return PAGE.render(goals=goals, measures=measures, values=values).encode()
