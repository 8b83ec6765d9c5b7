-- Names of events as they were first seen in a source, so that the files can be checked without asking it.
-- `events` is the hash of where the source's events are: another database or table knows nothing of these names.
CREATE TABLE event_names (
    source TEXT NOT NULL,
    events TEXT NOT NULL,
    name TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    PRIMARY KEY (source, events, name)
);
CREATE TRIGGER event_names_keep_update BEFORE UPDATE ON event_names
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER event_names_keep_delete BEFORE DELETE ON event_names
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
