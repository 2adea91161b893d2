CREATE TABLE search_documents (
    organisation_id BLOB NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    part TEXT NOT NULL,
    number BIGINT NOT NULL,
    cycle TEXT,
    texts TEXT NOT NULL,
    terms TEXT NOT NULL,
    PRIMARY KEY (organisation_id, entity, entity_id, part),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE UNIQUE INDEX search_documents_by_number ON search_documents (organisation_id, number);

CREATE TABLE search_words (
    organisation_id BLOB NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (organisation_id, word),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
) WITHOUT ROWID;

-- The rowid is the document's number. The terms are stored here alone, not in search_documents.
CREATE VIRTUAL TABLE search_index USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
);
