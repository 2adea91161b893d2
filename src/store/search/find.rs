//! Reads the search index: the documents that have all terms, the newest first, and the words of an organisation.
//! The same terms give the same documents on both engines; only the syntax of the expression differs.
//! How well a document matches is decided in `app/search`.

use diesel::{
    QueryableByName, RunQueryDsl,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Nullable, Text},
};

use super::terms;
use crate::{
    domain::{
        organisation::Tenant,
        search::{documents::Texts, excerpt::Term},
        values::record::EntityKind,
    },
    store::engine::{
        connection::{AnyConnection, each},
        error::StoreError,
        row::{from_json, word},
        schema::search_words,
        tx::Reader,
        types::Key,
    },
};

/// Joined to the documents only for the newest matches, so that a frequent word is quick too.
const ON_SQLITE: &str = "
    SELECT d.entity, d.entity_id, d.number, d.cycle, d.texts
    FROM search_index i JOIN search_documents d ON d.organisation_id = $1 AND d.number = i.rowid
    WHERE search_index MATCH $2 ORDER BY i.rowid DESC LIMIT $3";

const ON_POSTGRES: &str = "
    WITH found AS MATERIALIZED (
        SELECT number FROM search_documents
        WHERE organisation_id = $1 AND array_to_tsvector(string_to_array(terms, ' ')) @@ $2::tsquery
    ), newest AS (SELECT number FROM found ORDER BY number DESC LIMIT $3)
    SELECT d.entity, d.entity_id, d.number, d.cycle, d.texts
    FROM newest n JOIN search_documents d ON d.organisation_id = $1 AND d.number = n.number
    ORDER BY d.number DESC";

/// What to look up.
#[derive(Debug, Clone, Copy)]
pub struct Lookup<'a> {
    pub terms: &'a [Term],
    /// Whether all words must be in the title.
    pub in_title: bool,
    /// The cycles whose documents are looked up, with those that belong to no cycle; or only all others.
    pub cycles: &'a [String],
    pub others: bool,
}

/// A document that matches.
#[derive(Debug)]
pub struct FoundDocument {
    pub entity: EntityKind,
    pub entity_id: String,
    /// Later documents have higher numbers.
    pub number: i64,
    pub cycle: Option<String>,
    pub texts: Texts,
}

#[derive(QueryableByName)]
struct FoundRow {
    #[diesel(sql_type = Text)]
    entity: String,
    #[diesel(sql_type = Text)]
    entity_id: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Nullable<Text>)]
    cycle: Option<String>,
    #[diesel(sql_type = Text)]
    texts: String,
}

/// The newest documents that match, at most `limit`.
///
/// # Errors
/// Any error of the database.
pub fn documents(reader: &mut Reader<'_>, lookup: &Lookup<'_>, limit: i64) -> Result<Vec<FoundDocument>, StoreError> {
    let organisation = reader.organisation();
    let rows: Vec<FoundRow> = match &mut *reader.connection {
        AnyConnection::Sqlite(sqlite) => sql_query(ON_SQLITE)
            .bind::<Key, _>(organisation)
            .bind::<Text, _>(Syntax::FTS5.expression(organisation, lookup))
            .bind::<BigInt, _>(limit)
            .load(sqlite)?,
        AnyConnection::Postgres(postgres) => sql_query(ON_POSTGRES)
            .bind::<Key, _>(organisation)
            .bind::<Text, _>(Syntax::TSQUERY.expression(organisation, lookup))
            .bind::<BigInt, _>(limit)
            .load(postgres)?,
    };
    let found = |row: FoundRow| {
        Ok(FoundDocument {
            entity: word(&row.entity)?,
            entity_id: row.entity_id,
            number: row.number,
            cycle: row.cycle,
            texts: from_json(&row.texts)?,
        })
    };
    rows.into_iter().map(found).collect()
}

/// How an engine writes an expression.
struct Syntax {
    and: &'static str,
    or: &'static str,
    but_not: &'static str,
    quote: char,
    prefix: &'static str,
}

impl Syntax {
    const FTS5: Self = Self { and: " AND ", or: " OR ", but_not: " NOT ", quote: '"', prefix: " *" };
    const TSQUERY: Self = Self { and: " & ", or: " | ", but_not: " & !", quote: '\'', prefix: ":*" };

    /// Terms are letters and digits, so nothing in them needs escaping.
    fn expression(&self, organisation: Tenant, lookup: &Lookup<'_>) -> String {
        let term_of = if lookup.in_title { terms::word_of_title } else { terms::word };
        let mut parts = vec![self.term(&terms::organisation(organisation), false)];
        for term in lookup.terms {
            let forms = term.forms(lookup.in_title).map(|(form, is_prefix)| self.term(&term_of(form), is_prefix));
            parts.push(self.any(forms));
        }
        let cycles = lookup.cycles.iter().map(|cycle| Some(cycle.as_str())).chain([None]);
        let cycles = self.any(cycles.map(|cycle| self.term(&terms::cycle(cycle), false)));
        let words = parts.join(self.and);
        if lookup.others {
            format!("({words}){}{cycles}", self.but_not)
        } else {
            format!("{words}{}{cycles}", self.and)
        }
    }

    fn any(&self, terms: impl Iterator<Item = String>) -> String {
        format!("({})", terms.collect::<Vec<_>>().join(self.or))
    }

    fn term(&self, term: &str, is_prefix: bool) -> String {
        let (quote, prefix) = (self.quote, if is_prefix { self.prefix } else { "" });
        format!("{quote}{term}{quote}{prefix}")
    }
}

/// The words of the organisation that begin with a letter, or all.
///
/// # Errors
/// Any error of the database.
pub fn vocabulary(reader: &mut Reader<'_>, first: Option<char>) -> Result<Vec<String>, StoreError> {
    let of_organisation = search_words::organisation_id.eq(reader.organisation());
    let (from, to) =
        first.map_or((String::new(), char::MAX.to_string()), |first| (first.to_string(), format!("{first}\u{10FFFF}")));
    let query = search_words::table
        .filter(of_organisation)
        .filter(search_words::word.ge(from))
        .filter(search_words::word.lt(to))
        .order(search_words::word)
        .select(search_words::word);
    Ok(each!(&mut *reader.connection, inner => query.load(inner)?))
}
