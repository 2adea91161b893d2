CREATE TABLE search_documents (
    organisation_id uuid NOT NULL,
    entity text NOT NULL,
    entity_id text NOT NULL,
    part text NOT NULL,
    number bigint NOT NULL,
    cycle text,
    texts text NOT NULL,
    terms text NOT NULL,
    PRIMARY KEY (organisation_id, entity, entity_id, part),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE UNIQUE INDEX search_documents_by_number ON search_documents (organisation_id, number);

-- Each document has a term for its organisation. What was written since the last clean-up of the index is read one by
-- one, so that list is kept short.
CREATE INDEX search_documents_terms ON search_documents
    USING gin (array_to_tsvector(string_to_array(terms, ' '))) WITH (gin_pending_list_limit = 256);

CREATE TABLE search_words (
    organisation_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation_id, word),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
