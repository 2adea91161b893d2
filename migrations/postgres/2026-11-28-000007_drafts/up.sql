-- What people typed into a form and have not saved yet, so that it survives leaving the page. The content is a list of
-- the fields, as JSON. Technical: a draft is nobody else's business and changes nothing.
CREATE TABLE drafts (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    form TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, user_id, form),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);
