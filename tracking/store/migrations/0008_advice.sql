-- What would make a source cheaper to read, one sentence each, kept only as it is now: the next refresh looks again.
CREATE TABLE source_advice (
    source TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (source, sentence)
) WITHOUT ROWID;
