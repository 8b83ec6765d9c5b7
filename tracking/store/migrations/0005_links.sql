-- Links by which a spreadsheet fetches one CSV file without a login. Of the secret in a link only a digest is kept.

CREATE TABLE links (
    id INTEGER NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

-- A link that somebody ended before its time.
CREATE TABLE ended_links (
    link INTEGER NOT NULL PRIMARY KEY REFERENCES links (id),
    ended_at TEXT NOT NULL
);

CREATE TRIGGER links_keep_update BEFORE UPDATE ON links
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER links_keep_delete BEFORE DELETE ON links
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
CREATE TRIGGER ended_links_keep_update BEFORE UPDATE ON ended_links
BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER ended_links_keep_delete BEFORE DELETE ON ended_links
BEGIN SELECT RAISE(ABORT, 'rows of the history are never removed'); END;
