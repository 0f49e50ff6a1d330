"""A server's process without a port: does jobs until it is ended. Arguments: database, folder."""

import sys
import time
from pathlib import Path

from pydantic import SecretStr
from starlette.testclient import TestClient

from server.app import ROOMS, create_app
from server.settings import Settings
from tests.server.jobs.doers import TESTING

if __name__ == "__main__":
    settings = Settings(
        server_folder=Path(sys.argv[2]), database_url=SecretStr(sys.argv[1]), host="127.0.0.1"
    )
    with TestClient(create_app(settings, (*ROOMS, TESTING))):
        print("ready", flush=True)
        while True:
            time.sleep(1)
