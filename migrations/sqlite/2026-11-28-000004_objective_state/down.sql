ALTER TABLE objectives DROP COLUMN cancelled_on;
ALTER TABLE objectives DROP COLUMN state;
