-- What people agreed on, each record as it was first found in the files; and the chain that proves when.

-- A record is a seal, an amendment, a changed definition, a closing, or a result that became final after it. `hash` is
-- that of the record as written in its file (or of the body where no file holds it), `number` counts from 1.
CREATE TABLE agreed_records (
    kind TEXT NOT NULL CHECK (kind IN ('seal', 'amendment', 'definition', 'closing', 'final')),
    cycle TEXT NOT NULL,
    number INTEGER NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, cycle, number)
);

-- One link for each run: `digest` covers every row that the run added, `hash` covers the digest and the link before,
-- so that no row can be changed, removed or put in between without changing every later hash.
CREATE TABLE chain (
    run INTEGER NOT NULL PRIMARY KEY REFERENCES runs (id),
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);

-- What one run added is read when it is linked and when the chain is verified.
CREATE INDEX readings_by_run ON readings (run);
CREATE INDEX statuses_by_run ON statuses (run);

CREATE TRIGGER agreed_records_keep_update BEFORE UPDATE ON agreed_records
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER agreed_records_keep_delete BEFORE DELETE ON agreed_records
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER chain_keep_update BEFORE UPDATE ON chain
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER chain_keep_delete BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
