ALTER TABLE organisations ADD COLUMN fiscal_year_starts BIGINT NOT NULL DEFAULT 1;
ALTER TABLE organisations ADD COLUMN guided BOOLEAN NOT NULL DEFAULT FALSE;

-- Organisations that never reported anything are still on their way to a first score.
UPDATE organisations SET guided = TRUE
WHERE NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.organisation_id = organisations.id);
