CREATE INDEX check_ins_by_update ON check_ins (organisation_id, updated_at, id);
CREATE INDEX measurements_by_update ON measurements (organisation_id, updated_at, kpi_id, date);
