CREATE TABLE model_versions (
    organisation_id uuid NOT NULL,
    brand_id uuid NOT NULL,
    number bigint NOT NULL,
    note text NOT NULL,
    published_by uuid,
    purpose text,
    strategic_heart text,
    custodian_id uuid,
    content text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, brand_id, number),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, published_by) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, custodian_id) REFERENCES users (organisation_id, id)
);
