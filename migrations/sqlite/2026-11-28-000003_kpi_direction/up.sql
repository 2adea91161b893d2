ALTER TABLE kpis ADD COLUMN better TEXT NOT NULL DEFAULT 'higher';
UPDATE kpis SET better = 'lower'
WHERE EXISTS (SELECT 1 FROM targets WHERE targets.organisation_id = kpis.organisation_id AND targets.kpi_id = kpis.id AND targets.target < targets.baseline)
AND NOT EXISTS (SELECT 1 FROM targets WHERE targets.organisation_id = kpis.organisation_id AND targets.kpi_id = kpis.id AND targets.target > targets.baseline);
CREATE TABLE new_targets (
    organisation_id BLOB NOT NULL,
    kpi_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    baseline DOUBLE,
    target DOUBLE,
    weight DOUBLE NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    low DOUBLE,
    high DOUBLE,
    tolerance DOUBLE,
    waypoints TEXT,
    PRIMARY KEY (organisation_id, kpi_id, cycle_id),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id)
);
INSERT INTO new_targets (organisation_id, kpi_id, cycle_id, baseline, target, weight, version, created_at, updated_at)
SELECT organisation_id, kpi_id, cycle_id, baseline, target, weight, version, created_at, updated_at FROM targets;
DROP TABLE targets;
ALTER TABLE new_targets RENAME TO targets;
CREATE INDEX targets_of_cycle ON targets (organisation_id, cycle_id);
