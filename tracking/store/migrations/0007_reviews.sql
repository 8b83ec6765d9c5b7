-- What people write down in their reviews, and the reviews as they were closed. `item` is the name of a promise, blocker,
-- check-in, decision or review; each change of it is a further version, and the newest one counts. `body` is the value
-- as canonical JSON. Saving twice with one `idempotency_key` is saving once.
CREATE TABLE review_records (
    kind TEXT NOT NULL CHECK (kind IN ('promise', 'blocker', 'check_in', 'decision', 'review')),
    item TEXT NOT NULL,
    version INTEGER NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    cycle TEXT NOT NULL,
    team TEXT NOT NULL,
    review TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, item, version)
);
CREATE INDEX review_records_by_team ON review_records (team, kind, review);
CREATE INDEX review_records_by_run ON review_records (run);

CREATE TRIGGER review_records_keep_update BEFORE UPDATE ON review_records
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER review_records_keep_delete BEFORE DELETE ON review_records
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
