-- What a person follows. The entity may have been deleted since; such rows are skipped.
CREATE TABLE stars (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, user_id, entity, entity_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

-- The filters and the sorting of a list that a person keeps under a name.
CREATE TABLE saved_views (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    list text NOT NULL,
    name text NOT NULL,
    parameters text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);

CREATE INDEX saved_views_by_user ON saved_views (organisation_id, user_id);
