CREATE TABLE old_targets (
    organisation_id BLOB NOT NULL,
    kpi_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    baseline DOUBLE NOT NULL,
    target DOUBLE NOT NULL,
    weight DOUBLE NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, kpi_id, cycle_id),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id)
);
INSERT INTO old_targets (organisation_id, kpi_id, cycle_id, baseline, target, weight, version, created_at, updated_at)
SELECT organisation_id, kpi_id, cycle_id, baseline, target, weight, version, created_at, updated_at FROM targets
WHERE target IS NOT NULL;
DROP TABLE targets;
ALTER TABLE old_targets RENAME TO targets;
CREATE INDEX targets_of_cycle ON targets (organisation_id, cycle_id);
ALTER TABLE kpis DROP COLUMN better;
