-- Failed sign-ins of the last minutes, a row for each way in which one counts. They are written before it is known to
-- which organisation somebody belongs, or whether they exist. The subject is a keyed hash, so no address is stored.
CREATE TABLE failed_sign_ins (
    subject BLOB NOT NULL,
    id BLOB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, id)
);

CREATE INDEX failed_sign_ins_by_age ON failed_sign_ins (at);
