-- SQLite adds no foreign key to a table that is there, so two are made again. References to them are checked at the end.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE old_objectives AS SELECT organisation_id, id, brand_id, cycle_id, department_id, title, description, contribution, principle_ids, parent_id, owner_id, weight, version, created_at, updated_at FROM objectives;
CREATE TABLE old_objective_shares AS SELECT organisation_id, objective_id, department_id FROM objective_shares;
CREATE TABLE old_key_results AS SELECT organisation_id, id, objective_id, cycle_id, title, description, owner_id, weight, ambition, measure, check_in_every_days, external_ref, kpi_id, state, cancelled_on, override_status, override_reason, override_set_at, version, created_at, updated_at FROM key_results;
DROP TABLE key_results;
DROP TABLE objectives;

CREATE TABLE objectives (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    department_id BLOB NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    contribution TEXT NOT NULL,
    principle_ids TEXT NOT NULL,
    parent_id BLOB,
    owner_id BLOB,
    weight DOUBLE NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    FOREIGN KEY (organisation_id, parent_id) REFERENCES objectives (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE key_results (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    objective_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    owner_id BLOB,
    weight DOUBLE NOT NULL,
    ambition TEXT NOT NULL,
    measure TEXT NOT NULL,
    check_in_every_days BIGINT NOT NULL,
    external_ref TEXT,
    kpi_id BLOB,
    state TEXT NOT NULL,
    cancelled_on DATE,
    override_status TEXT,
    override_reason TEXT,
    override_set_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objectives (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id),
    UNIQUE (organisation_id, cycle_id, external_ref)
);

INSERT INTO objectives (organisation_id, id, brand_id, cycle_id, department_id, title, description, contribution, principle_ids, parent_id, owner_id, weight, version, created_at, updated_at) SELECT organisation_id, id, brand_id, cycle_id, department_id, title, description, contribution, principle_ids, parent_id, owner_id, weight, version, created_at, updated_at FROM old_objectives;
DELETE FROM objective_shares;
INSERT INTO objective_shares SELECT organisation_id, objective_id, department_id FROM old_objective_shares;
INSERT INTO key_results (organisation_id, id, objective_id, cycle_id, title, description, owner_id, weight, ambition, measure, check_in_every_days, external_ref, kpi_id, state, cancelled_on, override_status, override_reason, override_set_at, version, created_at, updated_at) SELECT organisation_id, id, objective_id, cycle_id, title, description, owner_id, weight, ambition, measure, check_in_every_days, external_ref, kpi_id, state, cancelled_on, override_status, override_reason, override_set_at, version, created_at, updated_at FROM old_key_results;
DROP TABLE old_objectives;
DROP TABLE old_objective_shares;
DROP TABLE old_key_results;

CREATE INDEX objectives_of_cycle ON objectives (organisation_id, cycle_id);
CREATE INDEX objectives_of_department ON objectives (organisation_id, department_id);
CREATE INDEX objectives_of_parent ON objectives (organisation_id, parent_id);
CREATE INDEX key_results_of_objective ON key_results (organisation_id, objective_id);
CREATE INDEX key_results_of_owner ON key_results (organisation_id, owner_id);
CREATE INDEX key_results_of_kpi ON key_results (organisation_id, kpi_id);
CREATE INDEX key_results_by_external_ref ON key_results (organisation_id, external_ref);

DROP TABLE snapshots;
ALTER TABLE cycles DROP COLUMN retrospective;
ALTER TABLE cycles DROP COLUMN closed_on;
ALTER TABLE cycles DROP COLUMN closed_at;
