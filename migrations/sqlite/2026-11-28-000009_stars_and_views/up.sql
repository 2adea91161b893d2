-- What a person follows. The entity may have been deleted since; such rows are skipped.
CREATE TABLE stars (
    organisation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    entity TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, entity, entity_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

-- The filters and the sorting of a list that a person keeps under a name.
CREATE TABLE saved_views (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    parameters TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE INDEX saved_views_by_user ON saved_views (organisation_id, user_id);
