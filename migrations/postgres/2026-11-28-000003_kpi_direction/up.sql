ALTER TABLE kpis ADD COLUMN better text NOT NULL DEFAULT 'higher';
UPDATE kpis SET better = 'lower'
WHERE EXISTS (SELECT 1 FROM targets WHERE targets.organisation_id = kpis.organisation_id AND targets.kpi_id = kpis.id AND targets.target < targets.baseline)
AND NOT EXISTS (SELECT 1 FROM targets WHERE targets.organisation_id = kpis.organisation_id AND targets.kpi_id = kpis.id AND targets.target > targets.baseline);
ALTER TABLE targets ALTER COLUMN baseline DROP NOT NULL;
ALTER TABLE targets ALTER COLUMN target DROP NOT NULL;
ALTER TABLE targets ADD COLUMN low double precision;
ALTER TABLE targets ADD COLUMN high double precision;
ALTER TABLE targets ADD COLUMN tolerance double precision;
ALTER TABLE targets ADD COLUMN waypoints text;
