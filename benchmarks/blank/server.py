"""Serve the blank page on the port that ``PORT`` names, with the settings of the dashboard."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from streamlit.web.cli import main

if __name__ == "__main__":
    port = os.environ["PORT"]
    print(f"http://127.0.0.1:{port} ", flush=True)
    sys.argv = ["streamlit", "run", str(Path(__file__).with_name("page.py")), "--server.port", port]
    sys.exit(main())
