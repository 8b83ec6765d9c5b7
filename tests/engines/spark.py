"""Spark SQL as pyspark has it: its Thrift server in one process, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.engines.running import Program, new_folder, running
from tests.plugins.served import free_port

PATIENCE_SECONDS = 240.0
"""It takes half a minute on a quiet machine."""
SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
SETTINGS = {
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "Asia/Kathmandu",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.thriftServer.incrementalCollect": "false",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "WARN",
}
"""Small data want few tasks; its own zone is one that no right answer can depend on."""


def is_installed() -> bool:
    """Whether the engine, its driver and a Java are there."""
    return find_spec("pyspark") is not None and find_spec("pyhive") is not None and shutil.which("java") is not None


@contextmanager
def spark(settings: Mapping[str, str] | None = None, memory: str = "1g") -> Iterator[str]:
    """An empty server with the settings given besides, as an SQLAlchemy URL."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with new_folder("spark") as folder:
        port = free_port()
        own = SETTINGS | {"spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "tables")}
        known = [word for item in (own | dict(settings or {})).items() for word in ("--conf", "=".join(item))]
        words = ["--master", "local[2]", "--driver-memory", memory, "--class", SERVER, *known, "spark-internal"]
        hive = {"hive.server2.thrift.port": str(port), "hive.server2.thrift.bind.host": "127.0.0.1"}
        answers = [word for item in hive.items() for word in ("--hiveconf", "=".join(item))]
        command = [str(home / "bin" / "spark-submit"), *words, *answers]
        environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
        server = Program(
            command, folder, lambda: _is_answering(port), environment=environment, patience_seconds=PATIENCE_SECONDS
        )
        with running(server):
            yield f"spark://reader@127.0.0.1:{port}/default"


def _is_answering(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
