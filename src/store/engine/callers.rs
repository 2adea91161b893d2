//! Authentication data of a session, as of now: person, role, seats, and the organisation's last revision. Every
//! request needs it, so concurrent lookups share one query, on a thread and connection of their own. SQLite tells
//! cheaply whether anything was written since; until then the answers are cached. Access tokens are in
//! `app/sign_in/tokens.rs`, permissions in `domain/access.rs`; the tables are those of `store/people/sessions.rs`,
//! `store/people/users.rs`, `store/people/members.rs` and `store/organisations.rs`.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    iter,
};

use crossbeam_channel::{Sender, unbounded};
use diesel::{
    dsl::{auto_type, sql},
    prelude::*,
    sql_types::BigInt,
};
use tokio::sync::oneshot;

use super::{
    connection::{AnyConnection, DatabaseUrl, each},
    error::StoreError,
    group_commit::{begin, roll_back},
    row::word,
    schema::{members, organisations, sessions, users},
    worker::{Lost, Slot, spawn},
};
use crate::{
    domain::{
        access::{Actor, Seat},
        department::Department,
        organisation::{Tenant, TimeZone},
        people::user::User,
        values::id::Id,
    },
    metrics::Metrics,
    store::people::sessions::Session,
};

/// The most lookups in one query.
const TOGETHER_MAX: usize = 64;

/// The most cached callers.
const KNOWN_MAX: usize = 10_000;

/// The person behind a session.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub active: bool,
    pub time_zone: TimeZone,
    /// The organisation's last revision.
    pub revision: i64,
}

/// A lookup waiting for its answer.
pub(in crate::store) struct CallerRequest {
    pub organisation: Tenant,
    pub session: Id<Session>,
    pub answer: oneshot::Sender<Result<Option<Caller>, StoreError>>,
}

/// Starts the lookup thread.
pub(in crate::store) fn start(
    url: &DatabaseUrl,
    lost: &Lost,
    metrics: &Metrics,
) -> Result<Sender<CallerRequest>, StoreError> {
    let (sender, receiver) = unbounded::<CallerRequest>();
    let (mut slot, mut known) = (Slot::new(url, lost, metrics), CallerCache::default());
    spawn("perno-db-callers".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let asked: Vec<CallerRequest> = iter::once(first).chain(receiver.try_iter()).take(TOGETHER_MAX).collect();
            answer(&mut slot, &mut known, asked);
        }
    })?;
    Ok(sender)
}

/// The cache: callers looked up since the last write of any connection.
#[derive(Default)]
struct CallerCache {
    callers: HashMap<(Tenant, Id<Session>), Caller>,
    /// The connection's number and its `data_version` when the cache was filled; `None` if nothing may be reused.
    as_of: Option<(u64, i64)>,
}

fn answer(slot: &mut Slot, known: &mut CallerCache, asked: Vec<CallerRequest>) {
    let mut failed = BTreeMap::new();
    if let Err(error) = find_out(slot, known, &asked, &mut failed) {
        failed.extend(asked.iter().map(|one| (one.organisation, StoreError::unavailable(&error))));
    }
    if failed.values().any(|error| matches!(error, StoreError::Unavailable(_))) {
        slot.give_up();
    }
    for one in asked {
        let _ = one.answer.send(match failed.get(&one.organisation) {
            None => Ok(known.callers.get(&(one.organisation, one.session)).cloned()),
            Some(error) => Err(StoreError::unavailable(error)),
        });
    }
}

/// Looks up the requested callers that are not in the cache, after emptying it if anything was written.
fn find_out(
    slot: &mut Slot,
    known: &mut CallerCache,
    asked: &[CallerRequest],
    failed: &mut BTreeMap<Tenant, StoreError>,
) -> Result<(), StoreError> {
    let connection = slot.get().map_err(StoreError::Unavailable)?;
    let as_of = writes_of_others(connection)?.map(|writes| (slot.opened_after(), writes));
    if as_of.is_none() || known.as_of != as_of || known.callers.len() > KNOWN_MAX {
        *known = CallerCache { callers: HashMap::new(), as_of };
    }
    let mut unknown: BTreeMap<Tenant, Vec<Id<Session>>> = BTreeMap::new();
    for one in asked.iter().filter(|one| !known.callers.contains_key(&(one.organisation, one.session))) {
        unknown.entry(one.organisation).or_default().push(one.session);
    }
    for (organisation, sessions) in unknown {
        let pooled = slot.is_pooled();
        let connection = slot.get().map_err(StoreError::Unavailable)?;
        if pooled {
            begin(connection)?;
        }
        let found = of(connection, organisation, &sessions);
        if pooled {
            roll_back(connection);
        }
        match found {
            Ok(found) => {
                known.callers.extend(found.into_iter().map(|(session, caller)| ((organisation, session), caller)));
            }
            Err(error) => {
                failed.insert(organisation, error);
            }
        }
    }
    Ok(())
}

/// A number that changes when any other connection writes, of this process or another; `None` on PostgreSQL, which has
/// none.
fn writes_of_others(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(sqlite) => {
            Some(diesel::select(sql::<BigInt>("data_version FROM pragma_data_version")).get_result(sqlite)?)
        }
        AnyConnection::Postgres(_) => None,
    })
}

type CallerRow = (Id<Session>, Id<User>, String, String, bool, String, i64, Option<Id<Department>>, Option<bool>);

/// One row per seat of the person, or a single one if they have no seat.
#[auto_type(no_type_alias)]
fn everybody(organisation: Tenant) -> _ {
    let person = users::organisation_id.eq(organisation).and(users::id.eq(sessions::user_id));
    let seat = members::organisation_id.eq(organisation).and(members::user_id.eq(sessions::user_id));
    sessions::table
        .inner_join(users::table.on(person))
        .inner_join(organisations::table.on(organisations::id.eq(organisation)))
        .left_join(members::table.on(seat))
        .filter(sessions::organisation_id.eq(organisation))
        .select((
            sessions::id,
            users::id,
            users::name,
            users::role,
            users::active,
            organisations::time_zone,
            organisations::revision,
            members::department_id.nullable(),
            members::lead.nullable(),
        ))
}

fn of(
    connection: &mut AnyConnection,
    organisation: Tenant,
    ids: &[Id<Session>],
) -> Result<BTreeMap<Id<Session>, Caller>, StoreError> {
    let rows: Vec<CallerRow> = each!(connection, inner => match ids {
        [id] => everybody(organisation).filter(sessions::id.eq(id)).load(inner)?,
        ids => everybody(organisation).filter(sessions::id.eq_any(ids)).load(inner)?,
    });
    let mut callers = BTreeMap::new();
    for (session, user, name, role, active, time_zone, revision, department, lead) in rows {
        let caller = match callers.entry(session) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let actor = Actor::user(user, name, word(&role)?, Vec::new());
                let time_zone =
                    TimeZone::parse(&time_zone).map_err(|fault| StoreError::Corrupt(format!("{fault:?}")))?;
                place.insert(Caller { actor, active, time_zone, revision })
            }
        };
        if let (Some(department_id), Some(lead)) = (department, lead) {
            caller.actor.seats.push(Seat { department_id, lead });
        }
    }
    Ok(callers)
}
