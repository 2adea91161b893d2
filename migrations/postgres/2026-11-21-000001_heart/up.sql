CREATE TABLE organisations (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    time_zone text NOT NULL,
    language text NOT NULL,
    revision bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE emails (
    email text NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL
);

CREATE TABLE users (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL,
    language text NOT NULL,
    password_hash text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE sessions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE invitations (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, user_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE departments (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    code text,
    description text,
    archived boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE members (
    organisation_id uuid NOT NULL,
    department_id uuid NOT NULL,
    user_id uuid NOT NULL,
    lead boolean NOT NULL,
    ambassador boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, department_id, user_id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE brands (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    archived boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE models (
    organisation_id uuid NOT NULL,
    brand_id uuid NOT NULL,
    purpose text,
    strategic_heart text,
    custodian_id uuid,
    content text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, brand_id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, custodian_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE cycles (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE objectives (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    brand_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    department_id uuid NOT NULL,
    title text NOT NULL,
    description text,
    contribution text NOT NULL,
    principle_ids text NOT NULL,
    parent_id uuid,
    owner_id uuid,
    weight double precision NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    FOREIGN KEY (organisation_id, parent_id) REFERENCES objectives (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE objective_shares (
    organisation_id uuid NOT NULL,
    objective_id uuid NOT NULL,
    department_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, objective_id, department_id),
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objectives (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id)
);

CREATE TABLE kpis (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    brand_id uuid NOT NULL,
    department_id uuid,
    name text NOT NULL,
    category text NOT NULL,
    unit text NOT NULL,
    aggregation text NOT NULL,
    channel text,
    market text,
    external_ref text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    UNIQUE (organisation_id, external_ref)
);

CREATE TABLE key_results (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    objective_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    title text NOT NULL,
    description text,
    owner_id uuid,
    weight double precision NOT NULL,
    ambition text NOT NULL,
    measure text NOT NULL,
    check_in_every_days bigint NOT NULL,
    external_ref text,
    kpi_id uuid,
    state text NOT NULL,
    cancelled_on date,
    override_status text,
    override_reason text,
    override_set_at timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objectives (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id),
    UNIQUE (organisation_id, cycle_id, external_ref)
);

CREATE TABLE check_ins (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    key_result_id uuid NOT NULL,
    author_id uuid,
    value double precision,
    steps_done text NOT NULL,
    steps_undone text NOT NULL,
    observed_on date NOT NULL,
    confidence bigint,
    note text,
    source text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_results (organisation_id, id),
    FOREIGN KEY (organisation_id, author_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE targets (
    organisation_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    baseline double precision NOT NULL,
    target double precision NOT NULL,
    weight double precision NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, kpi_id, cycle_id),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id)
);

CREATE TABLE measurements (
    organisation_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    date date NOT NULL,
    value double precision NOT NULL,
    note text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, kpi_id, date),
    FOREIGN KEY (organisation_id, kpi_id) REFERENCES kpis (organisation_id, id)
);

CREATE TABLE scoring_policies (
    organisation_id uuid NOT NULL,
    brand_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    policy text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, brand_id, cycle_id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE changes (
    organisation_id uuid NOT NULL,
    revision bigint NOT NULL,
    ordinal bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id text NOT NULL,
    before text,
    after text,
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
