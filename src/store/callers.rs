//! Who is behind a session, as of now: person, role, seats, and the organisation's last revision. Every request asks, so
//! those that ask at the same moment share a query, on a thread and a connection of their own. What an access token
//! says is in `app/tokens.rs`, what somebody may do in `domain/access.rs`; the rows are those of `sessions.rs`,
//! `users.rs`, `members.rs` and `organisations.rs`.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    iter,
};

use crossbeam_channel::{Sender, unbounded};
use diesel::{dsl::auto_type, prelude::*};
use tokio::sync::oneshot;

use super::{
    connection::{AnyConnection, DatabaseUrl, each},
    error::StoreError,
    row::word,
    schema::{members, organisations, sessions, users},
    sessions::Session,
    worker::{Lost, Slot, spawn},
};
use crate::domain::{
    access::{Actor, Seat},
    department::Department,
    id::Id,
    organisation::{Tenant, TimeZone},
    user::User,
};

/// The most that one query looks up.
const TOGETHER_MAX: usize = 64;

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
pub(super) struct Asked {
    pub organisation: Tenant,
    pub session: Id<Session>,
    pub answer: oneshot::Sender<Result<Option<Caller>, StoreError>>,
}

/// Starts the thread.
pub(super) fn start(url: &DatabaseUrl, lost: &Lost) -> Result<Sender<Asked>, StoreError> {
    let (sender, receiver) = unbounded::<Asked>();
    let mut slot = Slot::new(url, lost);
    spawn("perno-db-callers".to_owned(), move || {
        while let Ok(first) = receiver.recv() {
            let mut by_organisation: BTreeMap<Tenant, Vec<Asked>> = BTreeMap::new();
            for asked in iter::once(first).chain(receiver.try_iter()).take(TOGETHER_MAX) {
                by_organisation.entry(asked.organisation).or_default().push(asked);
            }
            for (organisation, asked) in by_organisation {
                answer(&mut slot, organisation, asked);
            }
        }
    })?;
    Ok(sender)
}

fn answer(slot: &mut Slot, organisation: Tenant, asked: Vec<Asked>) {
    let sessions: Vec<Id<Session>> = asked.iter().map(|one| one.session).collect();
    let found =
        slot.get().map_err(StoreError::Unavailable).and_then(|connection| of(connection, organisation, &sessions));
    if matches!(found, Err(StoreError::Unavailable(_))) {
        slot.give_up();
    }
    for one in asked {
        let _ = one.answer.send(match &found {
            Ok(callers) => Ok(callers.get(&one.session).cloned()),
            Err(error) => Err(StoreError::unavailable(error)),
        });
    }
}

type Row = (Id<Session>, Id<User>, String, String, bool, String, i64, Option<Id<Department>>, Option<bool>);

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
    let rows: Vec<Row> = each!(connection, inner => match ids {
        [id] => everybody(organisation).filter(sessions::id.eq(id)).load(inner)?,
        ids => everybody(organisation).filter(sessions::id.eq_any(ids)).load(inner)?,
    });
    let mut callers = BTreeMap::new();
    for (session, user, name, role, active, time_zone, revision, department, lead) in rows {
        let caller = match callers.entry(session) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let actor = Actor::user(user, name, word(&role)?, Vec::new());
                let time_zone = TimeZone::parse(&time_zone).map_err(|fault| StoreError::Corrupt(fault.detail))?;
                place.insert(Caller { actor, active, time_zone, revision })
            }
        };
        if let (Some(department_id), Some(lead)) = (department, lead) {
            caller.actor.seats.push(Seat { department_id, lead });
        }
    }
    Ok(callers)
}
