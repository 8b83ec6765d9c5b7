-- What is known of every metric, key result and source, and since when. Rows are only ever added: a later run that
-- knows better adds its own row, so what was known at any moment stays readable.
-- Instants are ISO 8601 texts in UTC with microseconds, days ISO dates, lists and mappings JSON texts.

-- Each text of SQL once, however many readings came from it.
CREATE TABLE queries (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);

-- The configuration as compiled. `sound` is 1 where nothing in the files was an error.
CREATE TABLE configurations (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    sound INTEGER NOT NULL CHECK (sound IN (0, 1)),
    body TEXT NOT NULL,
    issues TEXT NOT NULL
);

-- Everything that is recorded belongs to a run, and is known from `recorded_at`, which grows with `id`.
CREATE TABLE runs (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('refresh', 'record')),
    recorded_at TEXT NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    as_of TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'partial', 'failed')),
    back_filled INTEGER NOT NULL DEFAULT 0 CHECK (back_filled IN (0, 1)),
    in_force INTEGER REFERENCES configurations (id),
    as_written INTEGER REFERENCES configurations (id),
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX runs_by_kind ON runs (kind, id);

CREATE TABLE source_runs (
    run INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'partial', 'failed')),
    watermark TEXT,
    history_from TEXT,
    seconds DOUBLE PRECISION NOT NULL,
    readings_read INTEGER NOT NULL,
    readings_added INTEGER NOT NULL,
    failure TEXT NOT NULL DEFAULT '',
    temporary INTEGER NOT NULL DEFAULT 0 CHECK (temporary IN (0, 1)),
    failing_since TEXT,
    PRIMARY KEY (run, source)
);

-- How one metric fared in one run. `watermark` is null where it failed; `maturity_days` is how long after its last day
-- a figure of this definition is final.
CREATE TABLE metric_runs (
    run INTEGER NOT NULL REFERENCES runs (id),
    metric TEXT NOT NULL,
    source TEXT NOT NULL,
    definition_version TEXT NOT NULL,
    maturity_days INTEGER NOT NULL,
    watermark TEXT,
    seconds DOUBLE PRECISION NOT NULL,
    failure TEXT NOT NULL DEFAULT '',
    failing_since TEXT,
    PRIMARY KEY (run, metric)
);
CREATE INDEX metric_runs_by_metric ON metric_runs (metric, run);

-- One line of readings: a metric under one definition, in one window, of one group, at one offset (-1: none).
CREATE TABLE series (
    id INTEGER NOT NULL PRIMARY KEY,
    metric TEXT NOT NULL,
    definition_version TEXT NOT NULL,
    label TEXT NOT NULL,
    group_name TEXT NOT NULL DEFAULT '',
    cohort_offset INTEGER NOT NULL DEFAULT -1,
    UNIQUE (metric, definition_version, label, group_name, cohort_offset)
);

-- `as_of` is the last whole day that counts; a cohort's figure counts from the day on which it is final.
-- Kept in the order in which a line is drawn, so one line is read in one stretch.
CREATE TABLE readings (
    series INTEGER NOT NULL REFERENCES series (id),
    as_of TEXT NOT NULL,
    period_start TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    period_end TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    value DOUBLE PRECISION,
    lower DOUBLE PRECISION,
    upper DOUBLE PRECISION,
    numerator DOUBLE PRECISION,
    denominator DOUBLE PRECISION,
    n INTEGER,
    level DOUBLE PRECISION NOT NULL,
    interval_name TEXT NOT NULL,
    excluded_immature INTEGER NOT NULL,
    excluded_null INTEGER NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    mature_at TEXT,
    cohort_size INTEGER,
    statistics TEXT NOT NULL,
    fields TEXT NOT NULL,
    watermark TEXT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    query INTEGER REFERENCES queries (id),
    PRIMARY KEY (series, as_of, period_start, run)
) WITHOUT ROWID;

-- What was said of a key result on a day, with everything it was said from. The predecessor is the row whose
-- `remembered` was handed in, since a word changes only on a real move or after two reviews.
CREATE TABLE statuses (
    key_result TEXT NOT NULL,
    cycle TEXT NOT NULL,
    as_of TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    status TEXT NOT NULL,
    sentence TEXT NOT NULL,
    inputs TEXT NOT NULL,
    remembered TEXT,
    predecessor_as_of TEXT,
    predecessor_run INTEGER,
    PRIMARY KEY (cycle, key_result, as_of, run)
);

-- Values that people entered; the idempotency key makes saving the same form twice one row.
CREATE TABLE manual_values (
    id INTEGER NOT NULL PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    metric TEXT NOT NULL,
    on_day TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    note TEXT NOT NULL,
    team TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE
);
CREATE INDEX manual_values_by_metric ON manual_values (metric, on_day, id);

CREATE TRIGGER queries_keep_update BEFORE UPDATE ON queries
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER queries_keep_delete BEFORE DELETE ON queries
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER configurations_keep_update BEFORE UPDATE ON configurations
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER configurations_keep_delete BEFORE DELETE ON configurations
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER runs_keep_update BEFORE UPDATE ON runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER runs_keep_delete BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER source_runs_keep_update BEFORE UPDATE ON source_runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER source_runs_keep_delete BEFORE DELETE ON source_runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER metric_runs_keep_update BEFORE UPDATE ON metric_runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER metric_runs_keep_delete BEFORE DELETE ON metric_runs
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER series_keep_update BEFORE UPDATE ON series
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER series_keep_delete BEFORE DELETE ON series
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER readings_keep_update BEFORE UPDATE ON readings
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER readings_keep_delete BEFORE DELETE ON readings
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER statuses_keep_update BEFORE UPDATE ON statuses
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER statuses_keep_delete BEFORE DELETE ON statuses
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER manual_values_keep_update BEFORE UPDATE ON manual_values
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER manual_values_keep_delete BEFORE DELETE ON manual_values
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
