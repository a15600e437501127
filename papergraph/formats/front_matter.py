"""The YAML between two lines of ``---`` that a page of a static site begins with."""

from collections.abc import Mapping
from typing import Any

#: Longer than any; YAML of that length would take its parser a minute.
_LONGEST = 1_000_000
#: Time of parsing grows with the square of how deep brackets nest.
_DEEPEST = 50


def parse_front_matter(text: str) -> Mapping[str, Any]:
    """The fields of the front matter, as YAML types them; empty where there is none to be read.

    Only plain data is read (``safe_load``); aliases, with which a short text stands for a long
    one, are refused.
    """
    import yaml

    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---" or len(text) > _LONGEST:
        return {}
    end = next((n for n, line in enumerate(lines) if n and line.strip() in ("---", "...")), None)
    if end is None:
        return {}
    source = "\n".join(lines[1:end])
    if _depth(source) > _DEEPEST:
        return {}
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source)):
            return {}
        data = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _depth(text: str) -> int:
    """How deep brackets nest at the most, wherever they stand."""
    deepest = depth = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}" and depth:
            depth -= 1
    return deepest
