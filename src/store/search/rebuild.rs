//! Builds the search index of an organisation from its rows: for a database that is older than the index, after a
//! restore, and after somebody was anonymised, whose name must not stay among the words.
//! Whatever is written afterwards is indexed in `index.rs`.

use chrono::DateTime;
use diesel::{
    connection::{SimpleConnection, TransactionManager},
    dsl::{exists, not},
    prelude::*,
};

use super::index;
use crate::{
    domain::{
        change::Change,
        context::Ctx,
        organisation::Tenant,
        search::documents::{IndexEntry, entry},
        values::{
            id::Id,
            record::{ById, Entity, Stored},
        },
    },
    store::{
        brands::{self, BrandFilter},
        check_ins::{self, CheckInsFilter},
        cycles::{self, CycleFilter},
        departments::{self, DepartmentFilter},
        engine::{
            connection::{AnyConnection, DatabaseUrl, each},
            error::StoreError,
            group_commit::{Manager, begin},
            migrate,
            row::Page,
            schema::{organisations, search_documents, search_words},
            tx::Reader,
        },
        key_results::{self, KeyResultFilter},
        kpis::{
            self, KpiFilter,
            measurements::{self, MeasurementsFilter},
        },
        meetings::{
            self, MeetingFilter,
            blockers::{self, BlockerFilter},
            decisions::{self, DecisionFilter},
        },
        models,
        objectives::{self, ObjectiveFilter},
        people::users::{self, UserFilter},
    },
};

/// How many rows are read at once.
const PAGE: i64 = 1_000;

/// Indexes every organisation that has no index yet, each in a transaction of its own.
///
/// # Errors
/// Any error of the database.
pub fn missing(url: &DatabaseUrl) -> Result<(), StoreError> {
    if unindexed(&mut url.connect()?)?.is_empty() {
        return Ok(());
    }
    migrate::locked(url, |connection| {
        for organisation in unindexed(connection)? {
            begin(connection)?;
            organisation_anew(connection, organisation)?;
            Manager::commit_transaction(connection)?;
        }
        Ok(())
    })
}

/// The same within an open transaction.
///
/// # Errors
/// Any error of the database.
pub fn missing_within(connection: &mut AnyConnection) -> Result<(), StoreError> {
    for organisation in unindexed(connection)? {
        organisation_anew(connection, organisation)?;
    }
    Ok(())
}

/// The organisations without an index. Every organisation has people, so an index is never empty.
fn unindexed(connection: &mut AnyConnection) -> Result<Vec<Tenant>, StoreError> {
    let documents = search_documents::table.filter(search_documents::organisation_id.eq(organisations::id));
    let query = organisations::table.filter(not(exists(documents))).select(organisations::id);
    Ok(each!(connection, inner => query.load(inner)?))
}

/// Locks the organisation against writers of other nodes, which would miss the index.
fn organisation_anew(connection: &mut AnyConnection, organisation: Tenant) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(postgres) = &mut *connection {
        let row = organisations::table.filter(organisations::id.eq(organisation)).select(organisations::revision);
        row.for_no_key_update().first::<i64>(postgres)?;
    }
    let ctx = Ctx::system(organisation, DateTime::UNIX_EPOCH, "search-index".to_owned());
    anew(&mut Reader::new(connection, &ctx))
}

/// Builds the index of the organisation anew, without any trace of what it held.
///
/// # Errors
/// Any error of the database.
pub fn anew(reader: &mut Reader<'_>) -> Result<(), StoreError> {
    clear(reader)?;
    let mut building = Building { done: 0 };
    building.all(reader)?;
    match &mut *reader.connection {
        // The index forgets what was deleted.
        AnyConnection::Sqlite(sqlite) => {
            sqlite.batch_execute("INSERT INTO search_index (search_index) VALUES ('optimize')")?;
        }
        // With statistics of before, searches would read every row.
        AnyConnection::Postgres(postgres) => postgres.batch_execute("ANALYZE search_documents")?,
    }
    tracing::info!(organisation = %reader.organisation(), entities = building.done, "the search index is built");
    Ok(())
}

fn clear(reader: &mut Reader<'_>) -> Result<(), StoreError> {
    let organisation = reader.organisation();
    let documents = search_documents::table.filter(search_documents::organisation_id.eq(organisation));
    if let AnyConnection::Sqlite(sqlite) = &mut *reader.connection {
        let numbers: Vec<i64> = documents.select(search_documents::number).load(sqlite)?;
        for number in numbers {
            let row = index::search_index::table.filter(index::search_index::rowid.eq(number));
            diesel::delete(row).execute(sqlite)?;
        }
    }
    let words = search_words::table.filter(search_words::organisation_id.eq(organisation));
    each!(&mut *reader.connection, inner => diesel::delete(documents).execute(inner)?);
    each!(&mut *reader.connection, inner => diesel::delete(words).execute(inner)?);
    Ok(())
}

/// How many entities are indexed so far.
struct Building {
    done: usize,
}

type Pages<'l, T> = &'l dyn Fn(&mut Reader<'_>, Page<<T as Entity>::Key>) -> Result<Vec<Stored<T>>, StoreError>;

impl Building {
    /// Objectives come before their key results, and these before their check-ins, which share their cycles; so do
    /// meetings before what they leave behind.
    fn all(&mut self, reader: &mut Reader<'_>) -> Result<(), StoreError> {
        self.by_id(reader, |reader, page| users::list(reader, &UserFilter::default(), page))?;
        self.by_id(reader, |reader, page| departments::list(reader, &DepartmentFilter::default(), page))?;
        self.by_id(reader, |reader, page| cycles::list(reader, &CycleFilter::default(), page))?;
        let brands = self.by_id(reader, |reader, page| brands::list(reader, &BrandFilter::default(), page))?;
        let models = models::of_brands(reader, &brands.iter().map(|key| key.id).collect::<Vec<_>>())?;
        self.add(reader, &models)?;
        self.by_id(reader, |reader, page| kpis::list(reader, &KpiFilter::default(), page))?;
        self.by_id(reader, |reader, page| objectives::list(reader, &ObjectiveFilter::default(), page))?;
        self.by_id(reader, |reader, page| key_results::list(reader, &KeyResultFilter::default(), page))?;
        self.by_id(reader, |reader, page| check_ins::list_all(reader, &CheckInsFilter::default(), page))?;
        self.by_id(reader, |reader, page| meetings::list(reader, &MeetingFilter::default(), page))?;
        self.by_id(reader, |reader, page| blockers::list(reader, &BlockerFilter::default(), page))?;
        self.by_id(reader, |reader, page| decisions::list(reader, &DecisionFilter::default(), page))?;
        self.pages(reader, &|reader, page| measurements::list_all(reader, &MeasurementsFilter::default(), page))?;
        Ok(())
    }

    fn by_id<T: Entity<Key = ById<T>> + 'static>(
        &mut self,
        reader: &mut Reader<'_>,
        list: impl Fn(&mut Reader<'_>, Page<Id<T>>) -> Result<Vec<Stored<T>>, StoreError>,
    ) -> Result<Vec<ById<T>>, StoreError> {
        self.pages(reader, &|reader, Page { after, limit }: Page<ById<T>>| {
            list(reader, Page { after: after.map(|key| key.id), limit })
        })
    }

    /// Indexes a list page by page; the keys of what it holds.
    fn pages<T: Entity>(&mut self, reader: &mut Reader<'_>, list: Pages<'_, T>) -> Result<Vec<T::Key>, StoreError> {
        let mut keys: Vec<T::Key> = Vec::new();
        loop {
            let rows = list(reader, Page { after: keys.last().cloned(), limit: PAGE })?;
            let is_last = i64::try_from(rows.len()).is_ok_and(|rows| rows < PAGE);
            self.add(reader, &rows)?;
            keys.extend(rows.into_iter().map(|row| row.key));
            if is_last {
                return Ok(keys);
            }
        }
    }

    fn add<T: Entity>(&mut self, reader: &mut Reader<'_>, rows: &[Stored<T>]) -> Result<(), StoreError> {
        let entries: Vec<IndexEntry> = rows.iter().filter_map(|row| entry(&Change::between(None, Some(row)))).collect();
        index::add(reader.connection, reader.organisation(), entries)?;
        let before = self.done / 10_000;
        self.done += rows.len();
        if self.done / 10_000 > before {
            tracing::info!(entities = self.done, "building the search index");
        }
        Ok(())
    }
}
