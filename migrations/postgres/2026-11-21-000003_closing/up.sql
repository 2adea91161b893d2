ALTER TABLE cycles ADD COLUMN closed_at timestamptz;
ALTER TABLE cycles ADD COLUMN closed_on date;
ALTER TABLE cycles ADD COLUMN retrospective text;

CREATE TABLE snapshots (
    organisation_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    brand_id uuid NOT NULL,
    part text NOT NULL,
    as_of date NOT NULL,
    revision bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (organisation_id, cycle_id, brand_id, part),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE
);

ALTER TABLE objectives ADD COLUMN carried_from_id uuid;
ALTER TABLE objectives ADD FOREIGN KEY (organisation_id, carried_from_id) REFERENCES objectives (organisation_id, id);
ALTER TABLE key_results ADD COLUMN carried_from_id uuid;
ALTER TABLE key_results ADD COLUMN grade double precision;
ALTER TABLE key_results ADD COLUMN grade_comment text;
ALTER TABLE key_results ADD FOREIGN KEY (organisation_id, carried_from_id) REFERENCES key_results (organisation_id, id);

CREATE INDEX objectives_carried_from ON objectives (organisation_id, carried_from_id);
CREATE INDEX key_results_carried_from ON key_results (organisation_id, carried_from_id);
