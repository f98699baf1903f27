"""`python -m dialogues.sample_endpoint`: serve stored dialogues until told to stop."""

import argparse
import signal
import sys
from pathlib import Path

from dialogues.sample_endpoint.faults import Faults
from dialogues.sample_endpoint.server import HOST, SampleServer


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dialogues.sample_endpoint")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="where the port is written")
    parser.add_argument("--delay", type=_seconds, default=0.0, metavar="SECONDS")
    parser.add_argument("--hang", type=_seconds, default=90.0, metavar="SECONDS")
    parser.add_argument("--faults", type=_share, default=0.0, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    try:
        server = SampleServer(
            options.port,
            delay=options.delay,
            hang=options.hang,
            wrong=Faults(options.faults, options.seed),
        )
    except (OSError, OverflowError) as error:
        parser.exit(1, f"Port {options.port} cannot be used: {error}\n")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if options.port_file:
        _write(options.port_file, str(server.port))
    address = f"http://{HOST}:{server.port}/v1"
    sys.stderr.write(f"Sample endpoint: stored dialogues, no model, at {address}\n")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stopping.set()
        server.server_close()
    return 0


def _write(path: Path, text: str) -> None:
    """Write so that a reader finds the whole number or no file."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(text)
    unfinished.replace(path)


def _seconds(text: str) -> float:
    if not 0 <= (seconds := float(text)) <= 3600:
        raise argparse.ArgumentTypeError("is between 0 and 3600")
    return seconds


def _share(text: str) -> float:
    if not 0 <= (share := float(text)) <= 1:
        raise argparse.ArgumentTypeError("is between 0 and 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
