ALTER TABLE objectives ADD COLUMN counts_from date;
ALTER TABLE key_results ADD COLUMN counts_from date;
ALTER TABLE targets ADD COLUMN counts_from date;

-- To find what entered a score since a day.
CREATE INDEX changes_of_kind ON changes (organisation_id, entity, at);
