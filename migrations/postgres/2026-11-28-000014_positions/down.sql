ALTER TABLE key_results DROP COLUMN position;
ALTER TABLE objectives DROP COLUMN position;
