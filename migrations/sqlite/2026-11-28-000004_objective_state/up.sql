ALTER TABLE objectives ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE objectives ADD COLUMN cancelled_on DATE;
