"""A report as one HTML page with everything inside."""

from papergraph.exporters.report import Report
from papergraph.exporters.templating import template


def render_html(report: Report) -> str:
    """The page as text; it loads nothing from outside."""
    return template("report.html.jinja").render(report=report)
