"""The one Jinja environment: our templates, everything escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("papergraph.exporters", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )


def template(name: str) -> Template:
    """The template of a name; what is put into it is escaped as HTML."""
    return _environment().get_template(name)
