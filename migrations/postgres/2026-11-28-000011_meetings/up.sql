CREATE TABLE meetings (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    brand_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    department_id uuid,
    title text NOT NULL,
    held_on date NOT NULL,
    state text NOT NULL,
    facilitator_id uuid,
    key_result_ids text NOT NULL,
    confidence_shown boolean NOT NULL,
    minutes text,
    ended_on date,
    ended_revision bigint,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    FOREIGN KEY (organisation_id, facilitator_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE meeting_confidences (
    organisation_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    user_id uuid NOT NULL,
    ratings text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, meeting_id, user_id),
    FOREIGN KEY (organisation_id, meeting_id) REFERENCES meetings (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE blockers (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    text text NOT NULL,
    owner_id uuid,
    due_on date,
    key_result_id uuid,
    state text NOT NULL,
    resolved_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, meeting_id) REFERENCES meetings (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_results (organisation_id, id)
);

CREATE TABLE decisions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    text text NOT NULL,
    objective_id uuid,
    key_result_id uuid,
    owner_id uuid,
    due_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, meeting_id) REFERENCES meetings (organisation_id, id),
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objectives (organisation_id, id),
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_results (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id)
);

CREATE INDEX meetings_of_cycle ON meetings (organisation_id, cycle_id);
CREATE INDEX meeting_confidences_of_user ON meeting_confidences (organisation_id, user_id);
CREATE INDEX blockers_of_meeting ON blockers (organisation_id, meeting_id);
CREATE INDEX blockers_of_owner ON blockers (organisation_id, owner_id);
CREATE INDEX blockers_of_key_result ON blockers (organisation_id, key_result_id);
CREATE INDEX decisions_of_meeting ON decisions (organisation_id, meeting_id);
CREATE INDEX decisions_of_objective ON decisions (organisation_id, objective_id);
CREATE INDEX decisions_of_key_result ON decisions (organisation_id, key_result_id);
