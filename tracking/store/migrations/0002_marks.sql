-- What a metric was asked and about which data, as one hash; empty where the source cannot say whether its data changed.
ALTER TABLE metric_runs ADD COLUMN mark TEXT NOT NULL DEFAULT '';
