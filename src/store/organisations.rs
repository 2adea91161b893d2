//! Organisations (the tenants). `all` lists every one, for the command line and the readiness check; `any` says whether
//! there is one, for sign-up. All other queries are limited to the caller's. The row also holds the revision, which
//! only `store/engine/pending_changes.rs` raises, so an update here leaves it alone. Sign-up is in
//! `app/organisations.rs`.

use diesel::{connection::SimpleConnection, prelude::*};

use super::engine::{
    connection::AnyConnection,
    error::StoreError,
    row::word,
    schema::organisations,
    tx::{Reader, Table, Tx},
    types::At,
};
use crate::domain::{
    organisation::{FiscalYear, Organisation, Tenant, TimeZone},
    values::{
        record::{ById, Stamp, Stored},
        text::Name,
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = organisations)]
struct OrganisationRow {
    id: Tenant,
    name: String,
    time_zone: String,
    language: String,
    version: i64,
    created_at: At,
    updated_at: At,
    fiscal_year_starts: i64,
    guided: bool,
}

impl TryFrom<OrganisationRow> for Stored<Organisation> {
    type Error = StoreError;

    fn try_from(row: OrganisationRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Organisation {
                name: Name::trusted(row.name),
                time_zone: TimeZone::parse(&row.time_zone)
                    .map_err(|fault| StoreError::Corrupt(format!("{fault:?}")))?,
                language: word(&row.language)?,
                fiscal_year_starts: fiscal_year(row.fiscal_year_starts)?,
                guided: row.guided,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

fn fiscal_year(month: i64) -> Result<FiscalYear, StoreError> {
    let known = u32::try_from(month).ok().and_then(FiscalYear::starting);
    known.ok_or_else(|| StoreError::Corrupt(format!("a fiscal year that begins in month {month}")))
}

impl Table for Organisation {
    fn insert(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
        diesel::insert_into(organisations::table)
            .values((
                organisations::id.eq(row.id()),
                organisations::name.eq(row.name.as_str()),
                organisations::time_zone.eq(row.time_zone.name()),
                organisations::language.eq(row.language.as_str()),
                organisations::revision.eq(0_i64),
                organisations::version.eq(row.stamp.version),
                organisations::created_at.eq(At(row.stamp.created_at)),
                organisations::updated_at.eq(At(row.stamp.updated_at)),
                organisations::fiscal_year_starts.eq(i64::from(row.fiscal_year_starts.first_month())),
                organisations::guided.eq(row.guided),
            ))
            .execute(reader.connection)?;
        Ok(())
    }

    fn update(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
        let target = organisations::table
            .filter(organisations::id.eq(reader.organisation()))
            .filter(organisations::version.eq(row.stamp.version - 1));
        let count = diesel::update(target)
            .set((
                organisations::name.eq(row.name.as_str()),
                organisations::time_zone.eq(row.time_zone.name()),
                organisations::language.eq(row.language.as_str()),
                organisations::version.eq(row.stamp.version),
                organisations::updated_at.eq(At(row.stamp.updated_at)),
                organisations::fiscal_year_starts.eq(i64::from(row.fiscal_year_starts.first_month())),
                organisations::guided.eq(row.guided),
            ))
            .execute(reader.connection)?;
        if count == 1 { Ok(()) } else { Err(StoreError::Stale) }
    }

    fn delete(reader: &mut Reader<'_>, key: &ById<Self>) -> Result<(), StoreError> {
        diesel::delete(organisations::table.filter(organisations::id.eq(key.id))).execute(reader.connection)?;
        Ok(())
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>) -> Result<Stored<Organisation>, StoreError> {
    organisations::table
        .filter(organisations::id.eq(reader.organisation()))
        .select(OrganisationRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The organisation's last revision.
///
/// # Errors
/// `NotFound` if there is no such organisation.
pub fn revision(reader: &mut Reader<'_>) -> Result<i64, StoreError> {
    if let Some(revision) = reader.revision {
        return Ok(revision);
    }
    let revision = organisations::table
        .filter(organisations::id.eq(reader.organisation()))
        .select(organisations::revision)
        .first(reader.connection)?;
    Ok(revision)
}

/// Every organisation's id, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn all(reader: &mut Reader<'_>) -> Result<Vec<Tenant>, StoreError> {
    Ok(organisations::table.order(organisations::id).select(organisations::id).load(reader.connection)?)
}

/// Whether any organisation exists.
///
/// # Errors
/// Any error of the database.
pub fn any(reader: &mut Reader<'_>) -> Result<bool, StoreError> {
    let first: Option<Tenant> =
        organisations::table.select(organisations::id).limit(1).first(reader.connection).optional()?;
    Ok(first.is_some())
}

/// Locks out other sign-ups until the commit, so that only one organisation can be the first. SQLite has a single
/// writer and needs no lock.
///
/// # Errors
/// Any error of the database.
pub fn lock_sign_up(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(postgres) = &mut *tx.connection {
        postgres.batch_execute("LOCK TABLE organisations IN SHARE ROW EXCLUSIVE MODE")?;
    }
    Ok(())
}
