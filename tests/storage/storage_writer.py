"""A process that writes to a catalog, for tests: LOCATION MODE NAME; talks on its pipes."""

import sys

from storage_facts import NOW, facts, work

from papergraph.domain.planning import Changes
from papergraph.storage import Store

STEPS = 10


def main(location: str, mode: str, name: str) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    with Store.open(location) as store:
        if mode == "hang":
            with store.writing() as transaction:
                transaction.apply(facts(), now=NOW)
                print("written", flush=True)
                sys.stdin.read()
        if mode == "hold":
            with store.exclusive("crawl"):
                print("holding", flush=True)
                sys.stdin.read()
        for step in range(STEPS):
            with store.writing() as transaction:
                transaction.apply(Changes(works=(work(f"{name}-{step}"),)), now=NOW)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
