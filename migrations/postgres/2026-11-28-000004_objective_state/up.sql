ALTER TABLE objectives ADD COLUMN state text NOT NULL DEFAULT 'active';
ALTER TABLE objectives ADD COLUMN cancelled_on date;
