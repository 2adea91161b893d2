DROP INDEX changes_of_kind;
ALTER TABLE targets DROP COLUMN counts_from;
ALTER TABLE key_results DROP COLUMN counts_from;
ALTER TABLE objectives DROP COLUMN counts_from;
