//! Writes the search index for entries of the change log, within their transaction. A document of a check-in or key
//! result gets the cycle of what it belongs to, which is indexed before it.
//! Which texts an entry is found by is decided in `domain/search/documents.rs`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::{
    PgConnection, SqliteConnection,
    dsl::{max, sql},
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Text},
};

use super::terms;
use crate::{
    domain::{
        organisation::Tenant,
        search::{
            documents::{Document, IndexEntry},
            words::words,
        },
        values::record::EntityKind,
    },
    store::engine::{
        connection::{AnyConnection, each},
        error::StoreError,
        row::to_json,
        schema::search_documents,
        types::Key,
    },
};

diesel::table! {
    /// The FTS5 table, only on SQLite.
    search_index (rowid) {
        rowid -> BigInt,
        terms -> Text,
    }
}

/// The most rows in one statement of PostgreSQL.
const ROWS_MAX: usize = 1_000;

#[derive(Insertable)]
#[diesel(table_name = search_documents, treat_none_as_default_value = false)]
struct DocumentRow {
    organisation_id: Tenant,
    entity: &'static str,
    entity_id: String,
    part: String,
    number: i64,
    cycle: Option<String>,
    texts: String,
    terms: String,
}

/// Brings the index up to date with the entries, in their order.
///
/// # Errors
/// Any error of the database.
pub fn write(connection: &mut AnyConnection, entries: Vec<(Tenant, IndexEntry)>) -> Result<(), StoreError> {
    let mut of_organisation: BTreeMap<Tenant, Vec<IndexEntry>> = BTreeMap::new();
    for (organisation, entry) in entries {
        of_organisation.entry(organisation).or_default().push(entry);
    }
    for (organisation, entries) in of_organisation {
        let entries = latest(entries);
        for entry in entries.iter().filter(|entry| !entry.is_new) {
            remove(connection, organisation, entry)?;
        }
        add(connection, organisation, entries)?;
    }
    Ok(())
}

/// The last entry of each entity.
fn latest(entries: Vec<IndexEntry>) -> Vec<IndexEntry> {
    let mut places: HashMap<(EntityKind, String), usize> = HashMap::new();
    let mut last: Vec<IndexEntry> = Vec::new();
    for entry in entries {
        let place = *places.entry((entry.entity, entry.entity_id.clone())).or_insert(last.len());
        match last.get_mut(place) {
            Some(known) => known.documents = entry.documents,
            None => last.push(entry),
        }
    }
    last
}

fn remove(connection: &mut AnyConnection, organisation: Tenant, entry: &IndexEntry) -> Result<(), StoreError> {
    let target = search_documents::table
        .filter(search_documents::organisation_id.eq(organisation))
        .filter(search_documents::entity.eq(entry.entity.as_str()))
        .filter(search_documents::entity_id.eq(&entry.entity_id));
    if let AnyConnection::Sqlite(sqlite) = &mut *connection {
        let numbers: Vec<i64> = target.select(search_documents::number).load(sqlite)?;
        for number in numbers {
            diesel::delete(search_index::table.filter(search_index::rowid.eq(number))).execute(sqlite)?;
        }
    }
    each!(connection, inner => diesel::delete(target).execute(inner)?);
    Ok(())
}

/// Adds documents to the index, which holds none of them.
pub(super) fn add(
    connection: &mut AnyConnection,
    organisation: Tenant,
    entries: Vec<IndexEntry>,
) -> Result<(), StoreError> {
    let mut cycles = Cycles::around(connection, organisation, &entries)?;
    let (mut rows, mut vocabulary) = (Vec::new(), BTreeSet::new());
    for IndexEntry { entity, entity_id, documents, .. } in entries {
        for document in documents {
            let cycle = cycles.of(&document);
            cycles.know(entity, &entity_id, cycle.clone());
            rows.push(DocumentRow {
                organisation_id: organisation,
                entity: entity.as_str(),
                entity_id: entity_id.clone(),
                terms: joined_terms(organisation, cycle.as_deref(), &document, &mut vocabulary),
                part: document.part,
                number: 0,
                cycle,
                texts: to_json(&document.texts),
            });
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    match connection {
        AnyConnection::Sqlite(sqlite) => into_sqlite(sqlite, organisation, rows, &vocabulary),
        AnyConnection::Postgres(postgres) => into_postgres(postgres, organisation, rows, vocabulary),
    }
}

/// The terms of a document, and its words for the vocabulary.
fn joined_terms(
    organisation: Tenant,
    cycle: Option<&str>,
    document: &Document,
    vocabulary: &mut BTreeSet<String>,
) -> String {
    let mut found = vec![terms::organisation(organisation), terms::cycle(cycle)];
    let mut known = HashSet::new();
    for (place, (_, text)) in document.texts.all().enumerate() {
        let is_title = place == 0 && document.texts.title.is_some();
        for (_, word) in words(text) {
            if known.contains(&word) {
                continue;
            }
            found.push(terms::word(&word));
            if is_title {
                found.push(terms::word_of_title(&word));
            }
            known.insert(word);
        }
    }
    vocabulary.extend(known);
    found.join(" ")
}

/// The cycles of entities, to be shared by what belongs to them.
struct Cycles(HashMap<(EntityKind, String), Option<String>>);

impl Cycles {
    /// Those of the entities that the documents are about and that are indexed already.
    fn around(
        connection: &mut AnyConnection,
        organisation: Tenant,
        entries: &[IndexEntry],
    ) -> Result<Self, StoreError> {
        let own: HashSet<(EntityKind, &str)> =
            entries.iter().map(|entry| (entry.entity, entry.entity_id.as_str())).collect();
        let mut wanted: BTreeMap<EntityKind, BTreeSet<&str>> = BTreeMap::new();
        for (kind, id) in entries.iter().flat_map(|entry| &entry.documents).filter_map(|one| one.about.as_ref()) {
            if !own.contains(&(*kind, id.as_str())) {
                wanted.entry(*kind).or_default().insert(id);
            }
        }
        let mut known = HashMap::new();
        for (kind, ids) in wanted {
            let ids = Vec::from_iter(ids);
            for part in ids.chunks(ROWS_MAX) {
                let target = search_documents::table
                    .filter(search_documents::organisation_id.eq(organisation))
                    .filter(search_documents::entity.eq(kind.as_str()))
                    .filter(search_documents::entity_id.eq_any(part))
                    .select((search_documents::entity_id, search_documents::cycle));
                let rows: Vec<(String, Option<String>)> = each!(&mut *connection, inner => target.load(inner)?);
                known.extend(rows.into_iter().map(|(id, cycle)| ((kind, id), cycle)));
            }
        }
        Ok(Self(known))
    }

    fn of(&self, document: &Document) -> Option<String> {
        let shared = || document.about.as_ref().and_then(|about| self.0.get(about).cloned().flatten());
        document.cycle.clone().or_else(shared)
    }

    fn know(&mut self, entity: EntityKind, id: &str, cycle: Option<String>) {
        if matches!(entity, EntityKind::Objective | EntityKind::KeyResult | EntityKind::Meeting) {
            self.0.insert((entity, id.to_owned()), cycle);
        }
    }
}

fn into_sqlite(
    sqlite: &mut SqliteConnection,
    organisation: Tenant,
    rows: Vec<DocumentRow>,
    vocabulary: &BTreeSet<String>,
) -> Result<(), StoreError> {
    for row in rows {
        diesel::insert_into(search_index::table).values(search_index::terms.eq(&row.terms)).execute(sqlite)?;
        let number = diesel::select(sql::<BigInt>("last_insert_rowid()")).get_result(sqlite)?;
        let row = DocumentRow { number, terms: String::new(), ..row };
        diesel::insert_into(search_documents::table).values(row).execute(sqlite)?;
    }
    sql_query("INSERT OR IGNORE INTO search_words (organisation_id, word) SELECT ?, value FROM json_each(?)")
        .bind::<Key, _>(organisation)
        .bind::<Text, _>(to_json(vocabulary))
        .execute(sqlite)?;
    Ok(())
}

fn into_postgres(
    postgres: &mut PgConnection,
    organisation: Tenant,
    mut rows: Vec<DocumentRow>,
    vocabulary: BTreeSet<String>,
) -> Result<(), StoreError> {
    let last: Option<i64> = search_documents::table
        .filter(search_documents::organisation_id.eq(organisation))
        .select(max(search_documents::number))
        .first(postgres)?;
    for (number, row) in (last.unwrap_or(0) + 1..).zip(&mut rows) {
        row.number = number;
    }
    for part in rows.chunks(ROWS_MAX) {
        diesel::insert_into(search_documents::table).values(part).execute(postgres)?;
    }
    sql_query("INSERT INTO search_words (organisation_id, word) SELECT $1, unnest($2) ON CONFLICT DO NOTHING")
        .bind::<Key, _>(organisation)
        .bind::<Array<Text>, _>(Vec::from_iter(vocabulary))
        .execute(postgres)?;
    Ok(())
}
