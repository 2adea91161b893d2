CREATE TABLE model_versions (
    organisation_id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    published_by BLOB,
    purpose TEXT,
    strategic_heart TEXT,
    custodian_id BLOB,
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, brand_id, number),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, published_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, custodian_id) REFERENCES users (organisation_id, id)
);
