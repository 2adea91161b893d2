ALTER TABLE users ADD COLUMN department_order text NOT NULL DEFAULT 'weakest_first';
