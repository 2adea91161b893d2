CREATE TABLE meetings (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    brand_id BLOB NOT NULL,
    cycle_id BLOB NOT NULL,
    department_id BLOB,
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    state TEXT NOT NULL,
    facilitator_id BLOB,
    key_result_ids TEXT NOT NULL,
    confidence_shown BOOLEAN NOT NULL,
    minutes TEXT,
    ended_on DATE,
    ended_revision BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, brand_id) REFERENCES brands (organisation_id, id),
    FOREIGN KEY (organisation_id, cycle_id) REFERENCES cycles (organisation_id, id),
    FOREIGN KEY (organisation_id, department_id) REFERENCES departments (organisation_id, id),
    FOREIGN KEY (organisation_id, facilitator_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE meeting_confidences (
    organisation_id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    ratings TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, meeting_id, user_id),
    FOREIGN KEY (organisation_id, meeting_id) REFERENCES meetings (organisation_id, id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id)
);

CREATE TABLE blockers (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    text TEXT NOT NULL,
    owner_id BLOB,
    due_on DATE,
    key_result_id BLOB,
    state TEXT NOT NULL,
    resolved_on DATE,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, meeting_id) REFERENCES meetings (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES users (organisation_id, id),
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_results (organisation_id, id)
);

CREATE TABLE decisions (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    text TEXT NOT NULL,
    objective_id BLOB,
    key_result_id BLOB,
    owner_id BLOB,
    due_on DATE,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
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
