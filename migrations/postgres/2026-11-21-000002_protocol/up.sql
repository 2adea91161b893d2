CREATE TABLE api_keys (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    expires_on date,
    secret_hash bytea NOT NULL,
    last_used_at timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE idempotency_keys (
    organisation_id uuid NOT NULL,
    credential uuid NOT NULL,
    path text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status bigint NOT NULL,
    location text,
    tag text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, credential, path, key),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (organisation_id, created_at);
CREATE INDEX key_results_by_external_ref ON key_results (organisation_id, external_ref);
