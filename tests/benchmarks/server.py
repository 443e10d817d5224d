"""The product's server on a benchmark's office: `python -m tests.benchmarks.server URL FOLDER` tells its port."""

import logging
import sys
from pathlib import Path
from typing import Any

from waitress.server import create_server

from engine.clock import ManualClock
from tests.benchmarks.office import MASTER, MEETING
from web.app import create_app
from web.services import compose
from web.settings import Settings


def main(url: str, folder: Path) -> None:
    """Serve until ended, at the moment the office's cases wait at."""
    settings = Settings(folder, url, b"s" * 32, MASTER, plain_http=True)
    services = compose(settings, ManualClock(MEETING))
    logging.getLogger("waitress").setLevel(logging.WARNING)
    server: Any = create_server(create_app(settings, services), host="127.0.0.1", port=0, threads=8, ident=None)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
