ALTER TABLE key_results DROP COLUMN grade_comment;
ALTER TABLE key_results DROP COLUMN grade;
ALTER TABLE key_results DROP COLUMN carried_from_id;
ALTER TABLE objectives DROP COLUMN carried_from_id;
DROP TABLE snapshots;
ALTER TABLE cycles DROP COLUMN retrospective;
ALTER TABLE cycles DROP COLUMN closed_on;
ALTER TABLE cycles DROP COLUMN closed_at;
