"""Servers that tests may use: each is started once a session on a free loopback port, and ends with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.clickhouse import clickhouse
from tests.engines.clickhouse import is_installed as clickhouse_is_installed
from tests.engines.mariadb import mariadb
from tests.engines.mariadb import program as mariadb_program
from tests.engines.postgres import postgres
from tests.engines.postgres import programs as postgres_programs
from tests.engines.spark import is_installed as spark_is_installed
from tests.engines.spark import spark


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL, as an SQLAlchemy URL of a role that may do everything."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres(programs) as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """An empty MariaDB, as an SQLAlchemy URL of a user that may do everything."""
    program = mariadb_program()
    if program is None:
        pytest.skip("MariaDB is not installed")
    with mariadb(program) as url:
        yield url


@pytest.fixture(scope="session")
def clickhouse_url() -> Iterator[str]:
    """An empty ClickHouse, as an SQLAlchemy URL of a user who may do everything."""
    if not clickhouse_is_installed():
        pytest.skip("chdb and clickhouse-connect are not installed (requirements/engines.txt)")
    with clickhouse() as url:
        yield url


@pytest.fixture(scope="session")
def spark_url() -> Iterator[str]:
    """An empty Spark, as an SQLAlchemy URL of a user who may do everything."""
    if not spark_is_installed():
        pytest.skip("pyspark, pyhive or Java are not installed (requirements/engines.txt)")
    with spark() as url:
        yield url
