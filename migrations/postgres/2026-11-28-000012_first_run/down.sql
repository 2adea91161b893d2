ALTER TABLE organisations DROP COLUMN guided;
ALTER TABLE organisations DROP COLUMN fiscal_year_starts;
