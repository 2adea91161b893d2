//! Who is behind a session, as of now: person, role, seats, and the organisation's last revision. Every request asks, so
//! those that ask at the same moment share a query, on a thread and a connection of their own. SQLite tells cheaply
//! whether anything was written since: until then the answers stay. What an access token says is in
//! `app/sign_in/tokens.rs`, what somebody may do in `domain/access.rs`; the rows are those of
//! `store/people/sessions.rs`, `store/people/users.rs`, `store/people/members.rs` and `store/organisations.rs`.

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

/// The most that one query looks up.
const TOGETHER_MAX: usize = 64;

/// The most that are kept.
const KNOWN_MAX: usize = 10_000;

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub active: bool,
    pub time_zone: TimeZone,
    /// The organisation's last one.
    pub revision: i64,
}

/// A request that waits to know.
pub(in crate::store) struct CallerRequest {
    pub organisation: Tenant,
    pub session: Id<Session>,
    pub answer: oneshot::Sender<Result<Option<Caller>, StoreError>>,
}

/// Starts the thread.
pub(in crate::store) fn start(
    url: &DatabaseUrl,
    lost: &Lost,
    metrics: &Metrics,
) -> Result<Sender<CallerRequest>, StoreError> {
    let (sender, receiver) = unbounded::<CallerRequest>();
    let (mut slot, mut known) = (Slot::new(url, lost, metrics), Known::default());
    spawn("perno-db-callers".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let asked: Vec<CallerRequest> = iter::once(first).chain(receiver.try_iter()).take(TOGETHER_MAX).collect();
            answer(&mut slot, &mut known, asked);
        }
    })?;
    Ok(sender)
}

/// The callers that were found out since somebody last wrote.
#[derive(Default)]
struct Known {
    callers: HashMap<(Tenant, Id<Session>), Caller>,
    /// The connection, and what it says of the writes of all others.
    as_of: Option<(u64, i64)>,
}

fn answer(slot: &mut Slot, known: &mut Known, asked: Vec<CallerRequest>) {
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

/// Makes those who are asked for known, as of now.
fn find_out(
    slot: &mut Slot,
    known: &mut Known,
    asked: &[CallerRequest],
    failed: &mut BTreeMap<Tenant, StoreError>,
) -> Result<(), StoreError> {
    let connection = slot.get().map_err(StoreError::Unavailable)?;
    let as_of = writes_of_others(connection)?.map(|writes| (slot.opened_after(), writes));
    if as_of.is_none() || known.as_of != as_of || known.callers.len() > KNOWN_MAX {
        *known = Known { callers: HashMap::new(), as_of };
    }
    let mut unknown: BTreeMap<Tenant, Vec<Id<Session>>> = BTreeMap::new();
    for one in asked.iter().filter(|one| !known.callers.contains_key(&(one.organisation, one.session))) {
        unknown.entry(one.organisation).or_default().push(one.session);
    }
    for (organisation, sessions) in unknown {
        match of(slot.get().map_err(StoreError::Unavailable)?, organisation, &sessions) {
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

/// A number that is another one when any other connection has written since, also that of another process.
fn writes_of_others(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(sqlite) => {
            Some(diesel::select(sql::<BigInt>("data_version FROM pragma_data_version")).get_result(sqlite)?)
        }
        AnyConnection::Postgres(_) => None,
    })
}

type CallerRow = (Id<Session>, Id<User>, String, String, bool, String, i64, Option<Id<Department>>, Option<bool>);

/// A row for each seat of the person, or one without.
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
