ALTER TABLE objectives ADD COLUMN position bigint NOT NULL DEFAULT 0;
ALTER TABLE key_results ADD COLUMN position bigint NOT NULL DEFAULT 0;
