ALTER TABLE sessions ADD COLUMN previous_at timestamptz;
