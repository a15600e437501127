"""What ``scripts/replay`` runs: the made world on a port of this machine, until it is stopped."""

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from made_world import MadeWorld
from replay_exchange import Arrival
from replay_faults import NAMED, slow
from replay_server import ReplayServer

_EPILOG = "faults: " + ", ".join(sorted(NAMED))


def main(arguments: Sequence[str] | None = None) -> int:
    """0 after an interrupt; 2 for arguments that mean nothing."""
    options = _parser().parse_args(arguments)
    # A shell starts what it puts in the background deaf to Ctrl-C; this ends by nothing else.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world = MadeWorld()
    if options.weeks:
        for _ in range(options.weeks):
            world.a_week_later(changed=5)
    try:
        server = ReplayServer(world, enforce=options.enforce, port=options.port)
    except OSError as error:
        print(f"port {options.port} cannot be had: {error.strerror}", file=sys.stderr)
        return 2
    with server:
        for host, name in options.fault:
            server.fault(host, NAMED[name]())
        for host, seconds in options.slow:
            server.fault(host, slow(float(seconds)))
        print(f"PAPERGRAPH_GATEWAY={server.url} papergraph crawl", flush=True)
        try:
            _watch(server)
        except KeyboardInterrupt:
            _say_what_was_wrong(server)
    return 0


def _watch(server: ReplayServer) -> None:
    """Print every request as it comes; ends only by an interrupt."""
    shown = 0
    while True:
        for arrival in server.arrivals[shown:]:
            print(_line(arrival), flush=True)
            shown += 1
        time.sleep(0.2)


def _line(arrival: Arrival) -> str:
    query = "&".join(f"{name}={value}" for name, value in arrival.query)
    many = f" ({len(arrival.ids)} ids)" if arrival.ids else ""
    address = f"{arrival.host}{arrival.path}{'?' if query else ''}{query}"
    return f"{arrival.number:5} {arrival.method} {address[:160]}{many}"


def _say_what_was_wrong(server: ReplayServer) -> None:
    print(
        f"\n{len(server.arrivals)} requests, {len(server.repeats)} of them not the first for that"
    )
    for violation in server.violations:
        gap = f" after {violation.gap:.2f} s" if violation.gap is not None else ""
        print(f"  {violation.host}{violation.path}: {violation.what}{gap}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/replay",
        description="Answers for every site, made up, at a gateway on this machine.",
        epilog=_EPILOG,
    )
    parser.add_argument("port", nargs="?", type=int, default=0, help="0, or nothing: any free one")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        type=_fault,
        metavar="HOST=FAULT",
        help="what a host does instead of answering; may be given several times",
    )
    parser.add_argument(
        "--slow",
        action="append",
        default=[],
        type=_slow,
        metavar="HOST=SECONDS",
        help="how long a host takes to answer",
    )
    parser.add_argument(
        "--enforce", action="store_true", help="answer 429 to what comes sooner than a site allows"
    )
    parser.add_argument(
        "--weeks", type=int, default=0, metavar="N", help="let the world grow older by N weeks"
    )
    return parser


def _fault(text: str) -> tuple[str, str]:
    host, _, name = text.partition("=")
    if name not in NAMED:
        raise argparse.ArgumentTypeError(f"{name!r} is no fault; there are {', '.join(NAMED)}")
    return host, name


def _slow(text: str) -> tuple[str, str]:
    host, _, seconds = text.partition("=")
    if not seconds.replace(".", "", 1).isdigit():
        raise argparse.ArgumentTypeError(f"{seconds!r} is no number of seconds")
    return host, seconds


if __name__ == "__main__":
    sys.exit(main())
