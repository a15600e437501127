"""The session of a crawl, made of what the sources say of their sites and of the settings."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from papergraph.domain.answers import SourceState
from papergraph.domain.asking import Asked
from papergraph.fetching.hosts import HostRule, Parked
from papergraph.fetching.pacing import OnWait
from papergraph.fetching.session import Session, is_mail
from papergraph.settings import Settings
from papergraph.sources import SOURCES
from papergraph.sources.source import Source


def open_session(settings: Settings, *, files: Path, on_wait: OnWait | None = None) -> Session:
    """The polite session for all sources; close it when done.

    Raises:
        SettingsError: gateway, contact or a key cannot be used.
    """
    return Session(
        contact=settings.contact,
        gateway=settings.gateway,
        hosts=host_rules(polite=is_mail(settings.contact)),
        keys=keys_of(settings),
        state=settings.host_state,
        cache=files / "cache",
        on_wait=on_wait or (lambda *_: None),
    )


def host_rules(*, polite: bool = True) -> dict[str, HostRule]:
    """How each host of a source wants to be asked; ``polite`` with a mail address to write to."""
    return {
        name: HostRule(
            interval=host.interval if polite else host.anonymous or host.interval,
            backoff=host.backoff,
            no=host.no,
            setting=source.key.setting if source.key and source.key.host == host.name else None,
            site=host.name,
            refusals=host.refusals,
        )
        for source in SOURCES
        for host in source.hosts
        for name in (host.name, *host.also)
    }


def keys_of(settings: Settings) -> dict[str, tuple[str, str]]:
    """Host -> the header that its key goes in, with its value, where a key is set."""
    return {
        source.key.host: (source.key.header, source.key.template.format(value))
        for source in SOURCES
        if source.key and (value := settings.key(source.key.setting))
    }


def names_of_hosts() -> dict[str, str]:
    """Host -> the name of the source that asks it."""
    return {
        name: source.name
        for source in SOURCES
        for host in source.hosts
        for name in (host.name, *host.also)
    }


def by_source(sent: Mapping[str, int]) -> dict[str, int]:
    """Requests by source of requests by host; whatever is no source's own host is the web."""
    names = names_of_hosts()
    found: dict[str, int] = {}
    for host, count in sorted(sent.items()):
        name = names.get(host, "web")
        found[name] = found.get(name, 0) + count
    return dict(sorted(found.items()))


def states(
    settings: Settings, *, parked: Mapping[str, Parked], asked: tuple[Asked, ...]
) -> tuple[SourceState, ...]:
    """Every source as it stands, in the order in which they are asked."""
    last: dict[str, datetime] = {}
    for item in asked:
        if item.outcome in ("found", "partial", "absent"):
            last[item.source] = max(item.at, last.get(item.source, item.at))
    return tuple(_state(source, settings, parked, last.get(source.name)) for source in SOURCES)


def _state(
    source: Source, settings: Settings, parked: Mapping[str, Parked], last: datetime | None
) -> SourceState:
    held = [parked[host.name] for host in source.hosts if host.name in parked]
    longest = max(held, key=lambda each: each.until, default=None)
    return SourceState(
        name=source.name,
        title=source.title,
        hosts=tuple(host.name for host in source.hosts),
        facts=tuple(dict.fromkeys(fact for facet in source.facets for fact in facet.facts)),
        schemes=tuple(dict.fromkeys(s for facet in source.facets for s in facet.schemes)),
        limits=source.limits,
        licence=source.licence,
        key=bool(settings.key(source.key.setting)) if source.key else None,
        key_setting=source.key.setting if source.key else None,
        parked_until=longest.until if longest else None,
        parked_why=longest.reason if longest else None,
        last_success=last,
    )
