"""The `papergraph` command. `--version` answers before anything heavy is imported."""

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    if sys.argv[1:] == ["--version"]:
        from papergraph import __version__

        print(f"papergraph {__version__}")
        return
    from papergraph.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
