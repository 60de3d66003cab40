"""A report as one HTML file: nothing is fetched, nothing runs, it prints well on A4, and screen readers can follow it.

Jinja2 escapes every value. Bars are inline SVG, hidden from screen readers, which are told the numbers by the table.
"""

from __future__ import annotations

from handlers.reporting.document import Document, quoted

_STYLE = """
:root { color-scheme: light }
body { font: 16px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; color: #222; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; line-height: 1.25 }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #bbb }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem } p.lead { color: #555 }
table { border-collapse: collapse; width: 100%; margin: 1.2rem 0 .3rem }
caption { text-align: left; font-weight: bold; padding: .3rem 0 }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top; overflow-wrap: anywhere }
thead th { font-weight: normal; color: #555; border-bottom: 1px solid #ccc }
tbody th { font-weight: normal; width: 40% }
td.number, th.number { text-align: right; white-space: nowrap; width: 4.5rem } td.bar { width: 35%; padding-right: 0 }
svg { display: block; width: 100%; height: 1.1rem } rect { fill: #0072b2 }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #0072b2; overflow-wrap: anywhere }
li { overflow-wrap: anywhere }
@page { size: A4; margin: 18mm 16mm }
@media print { body { font-size: 11pt; max-width: none; margin: 0; padding: 0 }
  h2, h3, caption { break-after: avoid } table, blockquote, li { break-inside: avoid } rect { fill: #0072b2;
  print-color-adjust: exact; -webkit-print-color-adjust: exact } }
"""

_PAGE = """<!DOCTYPE html>
<html lang="{{ document.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ document.title }}</title>
<style>{{ style }}</style>
</head>
<body>
<main>
<h1>{{ document.title }}</h1>
{% for line in document.lead %}<p class="lead">{{ line }}</p>
{% endfor %}
{%- for section in document.sections %}
<section aria-labelledby="s{{ loop.index }}">
<h2 id="s{{ loop.index }}">{{ section.heading }}</h2>
{%- for block in section.blocks %}
{%- if block.rows is defined %}
{%- if block.rows %}
<table>
<caption>{{ block.caption }}</caption>
<thead><tr><th scope="col">{{ document.answer }}</th><th scope="col" class="number">{{ document.count }}</th>
{%- if block.rows[0].share %}<th scope="col" class="number">{{ document.share }}</th>{% endif -%}
<td></td></tr></thead>
<tbody>
{%- for row in block.rows %}
<tr><th scope="row">{{ row.label }}</th><td class="number">{{ row.count }}</td>
{%- if block.rows[0].share %}<td class="number">{{ row.share }}</td>{% endif -%}
<td class="bar"><svg aria-hidden="true" focusable="false" viewBox="0 0 100 10" preserveAspectRatio="none"><rect \
width="{{ '%.1f' % (row.length * 100) }}" height="10"/></svg></td></tr>
{%- endfor %}
</tbody>
</table>
{%- else %}
<h3>{{ block.caption }}</h3>
{%- endif %}
{%- for note in block.notes %}
<p>{{ note }}</p>
{%- endfor %}
{%- elif block.items is defined %}
{%- if block.caption %}
<h3>{{ block.caption }}</h3>
{%- endif %}
<ul>
{%- for item in block.items %}
<li>{{ item }}</li>
{%- endfor %}
</ul>
{%- else %}
<h3>{{ block.caption }}</h3>
{%- for said in block.said %}
<blockquote>{{ quoted(document, said) }}</blockquote>
{%- endfor %}
{%- endif %}
{%- endfor %}
</section>
{%- endfor %}
</main>
</body>
</html>
"""


def as_html(document: Document) -> str:
    """Write a report as a page of its own."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a report wants it
    from markupsafe import Markup  # noqa: PLC0415 - as above

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(_PAGE)
    return template.render(document=document, quoted=quoted, style=Markup(_STYLE)) + "\n"  # noqa: S704 - our own style
