-- Gap cubes: how many actors of a source did something on a day, by how many days ago they did it before. They name
-- nobody, are kept only as they are now, and can be deleted: the next refresh brings them back.
CREATE TABLE gap_cubes (
    source TEXT NOT NULL,
    relation TEXT NOT NULL,
    generation TEXT NOT NULL,
    settled TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    cap INTEGER NOT NULL,
    PRIMARY KEY (source, relation)
) WITHOUT ROWID;
-- A gap of 0 is the first day ever of these actors; one above the cap stands for every longer one.
CREATE TABLE gap_cells (
    source TEXT NOT NULL,
    relation TEXT NOT NULL,
    day INTEGER NOT NULL,
    gap INTEGER NOT NULL,
    actors INTEGER NOT NULL,
    PRIMARY KEY (source, relation, day, gap)
) WITHOUT ROWID;
