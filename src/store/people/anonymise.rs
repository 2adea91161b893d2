//! Anonymises a person in every text of an organisation, including the change log. Only this file may rewrite the log,
//! and change rows without logging it: a log entry would preserve what must be removed. Rows and log are rewritten as
//! if the stand-in had always been there; versions and revisions stay. The names of organisation and brands are the
//! company's own and stay, even if they contain the person's name. What counts as a mention is decided in
//! `domain/people/anonymity.rs`; `tests/schema.rs` lists the text columns that are not rewritten.

use chrono::NaiveDate;
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Bool},
};
use serde_json::Value;

use super::email_addresses;
use crate::{
    domain::{
        change::ActorKind,
        people::{anonymity::Anonymiser, user::User},
        values::{
            id::Id,
            record::{EntityKind, Stored},
            text::Email,
        },
    },
    store::engine::{
        error::StoreError,
        row::{from_json, to_json},
        schema::{
            api_keys, blockers, changes, check_ins, cycles, decisions, departments, drafts, key_results, kpis,
            measurements, meetings, model_versions, models, objectives, saved_views, snapshots,
        },
        tx::{Reader, Tx},
    },
};

/// The number of rows per query, exceeded if more rows share the first part of a compound key.
const PAGE: i64 = 1_000;

type PersonKey = Id<()>;

/// Expands to the type of a column, once for each column of a list.
macro_rules! text_of {
    ($column:ident) => {
        Option<String>
    };
}

/// Rewrites the given columns of a table, page by page in the order of the key's first part.
macro_rules! rewrite_table {
    ($tx:ident, $who:ident, $table:ident [$first:ident: $first_type:ty $(, $more:ident: $more_type:ty)*]
        { $($column:ident: $form:ident),+ }) => {{
        let organisation = $tx.organisation();
        let mut after: Option<$first_type> = None;
        loop {
            let page = || {
                let query = $table::table.filter($table::organisation_id.eq(organisation)).into_boxed();
                if let Some(after) = after { query.filter($table::$first.gt(after)) } else { query }
            };
            let (to_find_last, mut rows) = (page(), page());
            let last: Option<$first_type> = to_find_last
                .order($table::$first)
                .offset(PAGE - 1)
                .limit(1)
                .select($table::$first)
                .first($tx.connection)
                .optional()?;
            if let Some(last) = last {
                rows = rows.filter($table::$first.le(last));
            }
            let rows = rows
                .select((($table::$first, $($table::$more,)*), ($($table::$column.nullable(),)+)))
                .load::<(($first_type, $($more_type,)*), ($(text_of!($column),)+))>($tx.connection)?;
            for (($first, $($more,)*), ($($column,)+)) in rows {
                let row = $table::table
                    .filter($table::organisation_id.eq(organisation))
                    .filter($table::$first.eq($first))
                    $(.filter($table::$more.eq($more)))*;
                $(if let Some(text) = $form($who, $column.as_deref())? {
                    diesel::update(row).set($table::$column.eq(text)).execute($tx.connection)?;
                })+
            }
            if last.is_none() {
                break;
            }
            after = last;
        }
    }};
}

macro_rules! texts {
    ($($table:ident $key:tt { $($column:ident: $form:ident),+ })+) => {
        /// The rewritten columns by table, apart from those of the change log.
        pub const REWRITTEN: &[(&str, &[&str])] = &[$((stringify!($table), &[$(stringify!($column)),+])),+];

        fn rewrite_tables(tx: &mut Tx<'_>, who: &Anonymiser) -> Result<(), StoreError> {
            $(rewrite_table!(tx, who, $table $key { $($column: $form),+ });)+
            Ok(())
        }
    };
}

texts! {
    api_keys [id: PersonKey] { name: plain }
    blockers [id: PersonKey] { text: plain }
    check_ins [id: PersonKey] { note: plain, source: plain }
    cycles [id: PersonKey] { name: plain, retrospective: plain }
    decisions [id: PersonKey] { text: plain }
    departments [id: PersonKey] { name: plain, code: plain, description: plain }
    drafts [user_id: PersonKey, form: String] { content: json }
    key_results [id: PersonKey] { title: plain, description: plain, measure: json, external_ref: plain, override_reason: plain, grade_comment: plain }
    kpis [id: PersonKey] { name: plain, unit: plain, channel: plain, market: plain, external_ref: plain }
    measurements [kpi_id: PersonKey, date: NaiveDate] { note: plain }
    meetings [id: PersonKey] { title: plain, minutes: plain }
    model_versions [brand_id: PersonKey, number: i64] { note: plain, purpose: plain, strategic_heart: plain, content: json }
    models [brand_id: PersonKey] { purpose: plain, strategic_heart: plain, content: json }
    objectives [id: PersonKey] { title: plain, description: plain, contribution: plain }
    saved_views [id: PersonKey] { name: plain, parameters: json }
    snapshots [cycle_id: PersonKey, brand_id: PersonKey, part: String] { body: json }
}

#[expect(clippy::unnecessary_wraps, reason = "a form of column like the other")]
fn plain(who: &Anonymiser, text: Option<&str>) -> Result<Option<String>, StoreError> {
    Ok(text.and_then(|text| who.text(text)))
}

fn json(who: &Anonymiser, text: Option<&str>) -> Result<Option<String>, StoreError> {
    rewritten(text.filter(|text| who.may_be_in(text)), |value| who.json(value))
}

/// Applies `rewrite` to a JSON document; `None` if it changes nothing.
fn rewritten(text: Option<&str>, rewrite: impl Fn(&mut Value) -> bool) -> Result<Option<String>, StoreError> {
    let Some(text) = text else { return Ok(None) };
    let mut value: Value = from_json(text)?;
    Ok(rewrite(&mut value).then(|| to_json(&value)))
}

/// All names and addresses that a person ever had in this organisation, except addresses that now belong to somebody
/// else.
///
/// # Errors
/// Any error of the database.
pub fn held(reader: &mut Reader<'_>, person: &Stored<User>) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let (mut names, mut addresses) = (vec![person.name.to_string()], vec![person.email.to_string()]);
    let records = changes::table
        .filter(changes::organisation_id.eq(reader.organisation()))
        .filter(changes::entity.eq(EntityKind::User.as_str()))
        .filter(changes::entity_id.eq(person.id().to_string()))
        .select((changes::before, changes::after))
        .load::<(Option<String>, Option<String>)>(reader.connection)?;
    for record in records.iter().flat_map(|(before, after)| [before, after]).flatten() {
        let record: Value = from_json(record)?;
        let member = |name: &str| record.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        names.extend(member("name"));
        addresses.extend(member("email"));
    }
    for list in [&mut names, &mut addresses] {
        list.sort();
        list.dedup();
    }
    let mut theirs = Vec::new();
    for address in addresses {
        let owner = email_addresses::get(reader, &Email::trusted(address.clone()))?;
        if owner.is_none_or(|(organisation, id)| organisation != reader.organisation() || id == person.id()) {
            theirs.push(address);
        }
    }
    Ok((names, theirs))
}

/// Anonymises the person in all texts except in their own row and in technical tables.
///
/// # Errors
/// `Duplicate` if two external references become equal; any error of the database.
pub fn rewrite(tx: &mut Tx<'_>, person: Id<User>, who: &Anonymiser) -> Result<(), StoreError> {
    rewrite_tables(tx, who)?;
    rewrite_log(tx, person, who)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = changes)]
struct Entry {
    revision: i64,
    ordinal: i64,
    actor_kind: String,
    actor_id: Option<Id<User>>,
    actor_name: String,
    entity: String,
    entity_id: String,
    before: Option<String>,
    after: Option<String>,
}

fn rewrite_log(tx: &mut Tx<'_>, person: Id<User>, who: &Anonymiser) -> Result<(), StoreError> {
    let mut after = (0, 0);
    loop {
        let later =
            sql::<Bool>("(revision, ordinal) > (").bind::<BigInt, _>(after.0).sql(", ").bind::<BigInt, _>(after.1);
        let page: Vec<Entry> = changes::table
            .filter(changes::organisation_id.eq(tx.organisation()))
            .filter(later.sql(")"))
            .order((changes::revision, changes::ordinal))
            .limit(PAGE)
            .select(Entry::as_select())
            .load(tx.connection)?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
        if page.iter().any(|entry| entry.is_by(person)) {
            rename_actor(tx, person, who, (first.revision, last.revision))?;
        }
        after = (last.revision, last.ordinal);
        for entry in page {
            rewrite_entry(tx, &entry, person, who)?;
        }
    }
}

/// Replaces the actor's name where the person acted, within a range of revisions.
fn rename_actor(tx: &mut Tx<'_>, person: Id<User>, who: &Anonymiser, (from, to): (i64, i64)) -> Result<(), StoreError> {
    let target = changes::table
        .filter(changes::organisation_id.eq(tx.organisation()))
        .filter(changes::revision.between(from, to))
        .filter(changes::actor_kind.eq(ActorKind::User.as_str()))
        .filter(changes::actor_id.eq(person));
    let name = who.stand_in().name.as_str();
    diesel::update(target).set(changes::actor_name.eq(name)).execute(tx.connection)?;
    Ok(())
}

fn rewrite_entry(tx: &mut Tx<'_>, entry: &Entry, person: Id<User>, who: &Anonymiser) -> Result<(), StoreError> {
    let key = (entry.revision, entry.ordinal);
    let target = changes::table
        .filter(changes::organisation_id.eq(tx.organisation()))
        .filter(changes::revision.eq(key.0))
        .filter(changes::ordinal.eq(key.1));
    if let Some(name) = entry.key_name(who) {
        diesel::update(target).set(changes::actor_name.eq(name)).execute(tx.connection)?;
    }
    if let Some(text) = entry.side(entry.before.as_deref(), person, who)? {
        diesel::update(target).set(changes::before.eq(text)).execute(tx.connection)?;
    }
    if let Some(text) = entry.side(entry.after.as_deref(), person, who)? {
        diesel::update(target).set(changes::after.eq(text)).execute(tx.connection)?;
    }
    Ok(())
}

impl Entry {
    fn is_by(&self, person: Id<User>) -> bool {
        self.actor_kind == ActorKind::User.as_str() && self.actor_id == Some(person)
    }

    /// The anonymised name of the API key that acted; `None` if it does not change.
    fn key_name(&self, who: &Anonymiser) -> Option<String> {
        (self.actor_kind == ActorKind::ApiKey.as_str()).then(|| who.text(&self.actor_name)).flatten()
    }

    /// The anonymised `before` or `after`; `None` if it does not change. Other people's records are left alone.
    fn side(&self, side: Option<&str>, person: Id<User>, who: &Anonymiser) -> Result<Option<String>, StoreError> {
        match self.entity.parse() {
            Ok(EntityKind::Organisation | EntityKind::Brand) => Ok(None),
            Ok(EntityKind::User) if self.entity_id != person.to_string() => Ok(None),
            Ok(EntityKind::User) => {
                rewritten(side, |value| value.as_object_mut().is_some_and(|record| who.record(record)))
            }
            _ => json(who, side),
        }
    }
}
