ALTER TABLE users DROP COLUMN department_order;
