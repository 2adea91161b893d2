CREATE TABLE api_keys (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_on DATE,
    secret_hash BLOB NOT NULL,
    last_used_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE idempotency_keys (
    organisation_id BLOB NOT NULL,
    credential BLOB NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    tag TEXT,
    body BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, credential, path, key),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (organisation_id, created_at);
CREATE INDEX key_results_by_external_ref ON key_results (organisation_id, external_ref);
