ALTER TABLE users ADD COLUMN department_order TEXT NOT NULL DEFAULT 'weakest_first';
