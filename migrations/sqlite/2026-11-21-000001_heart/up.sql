CREATE TABLE organisations (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE emails (
    email TEXT NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    user_id BLOB NOT NULL
);

CREATE TABLE users (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE sessions (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE invitations (
    organisation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE departments (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    description TEXT,
    archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE members (
    organisation_id BLOB NOT NULL,
    department_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    lead BOOLEAN NOT NULL,
    ambassador BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, department_id, user_id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE brands (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE models (
    organisation_id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    purpose TEXT,
    strategic_heart TEXT,
    custodian_id BLOB,
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, brand_id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, custodian_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE cycles (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

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

CREATE TABLE objective_shares (
    organisation_id BLOB NOT NULL,
    objective_id BLOB NOT NULL,
    department_id BLOB NOT NULL,
    PRIMARY KEY (organisation_id, objective_id, department_id),
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objectives (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id)
);

CREATE TABLE kpis (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    department_id BLOB,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    unit TEXT NOT NULL,
    aggregation TEXT NOT NULL,
    channel TEXT,
    market TEXT,
    external_ref TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    UNIQUE (organisation_id, external_ref)
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

CREATE TABLE check_ins (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    key_result_id BLOB NOT NULL,
    author_id BLOB,
    value DOUBLE,
    steps_done TEXT NOT NULL,
    steps_undone TEXT NOT NULL,
    observed_on DATE NOT NULL,
    confidence BIGINT,
    note TEXT,
    source TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_results (organisation_id, id),
    FOREIGN KEY (organisation_id, author_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE targets (
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

CREATE TABLE measurements (
    organisation_id BLOB NOT NULL,
    kpi_id BLOB NOT NULL,
    date DATE NOT NULL,
    value DOUBLE NOT NULL,
    note TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, kpi_id, date),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id)
);

CREATE TABLE scoring_policies (
    organisation_id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    policy TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, brand_id, cycle_id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE changes (
    organisation_id BLOB NOT NULL,
    revision BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BLOB,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (organisation_id, revision, ordinal),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE INDEX sessions_of_user ON sessions (organisation_id, user_id);
CREATE INDEX objectives_of_cycle ON objectives (organisation_id, cycle_id);
CREATE INDEX objectives_of_department ON objectives (organisation_id, department_id);
CREATE INDEX objectives_of_parent ON objectives (organisation_id, parent_id);
CREATE INDEX objective_shares_of_department ON objective_shares (organisation_id, department_id);
CREATE INDEX kpis_of_brand ON kpis (organisation_id, brand_id);
CREATE INDEX key_results_of_objective ON key_results (organisation_id, objective_id);
CREATE INDEX key_results_of_owner ON key_results (organisation_id, owner_id);
CREATE INDEX key_results_of_kpi ON key_results (organisation_id, kpi_id);
CREATE INDEX check_ins_of_key_result ON check_ins (organisation_id, key_result_id, observed_on);
CREATE INDEX members_of_user ON members (organisation_id, user_id);
CREATE INDEX targets_of_cycle ON targets (organisation_id, cycle_id);
CREATE INDEX changes_of_entity ON changes (organisation_id, entity_id, revision);
