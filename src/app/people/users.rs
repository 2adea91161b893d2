//! People and their invitations: adding, changing, deactivating, inviting again, and setting passwords. The last active
//! admin cannot be removed; a person who is deactivated loses sessions and invitation at once. A new password or
//! invitation changes no field of the person, so it is noted in the log. Signing in is in `app/sign_in/sessions.rs`,
//! seats in departments in `app/departments/members.rs`, hashing in `app/sign_in/passwords.rs`.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::command::{AcceptInvitation, ChangePassword, MePatch, NewUser, UserPatch};
pub use crate::store::people::users::UserFilter;
use crate::{
    app::{
        App,
        departments::members::{self as seats, PutMember},
        error::{Code, Error, Result},
        expect,
        idempotency::{self, Attempt, StoredAnswer},
        input::Parsed,
        listing::{Listed, Query},
        permission::Permission,
        require,
        sign_in::{
            failed_sign_ins::{self, Trial},
            secrets::Bearer,
            strength,
        },
    },
    domain::{
        access::{Action, Actor},
        context::Ctx,
        organisation::{Organisation, Tenant},
        people::{
            role::Role,
            user::{DepartmentOrder, User},
        },
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::NewPassword,
        },
    },
    store::{
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        organisations,
        people::{email_addresses, invitations, members, sessions, users},
    },
};

const INVITATION_DAYS: i64 = 7;

/// Permission to add, change, invite and hand over from people in general, without regard to their role.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManagePeople { admin: false })
}

/// Checks that the actor may manage a person with this role, or give it to them.
fn require_for(ctx: &Ctx, role: Role) -> Result<()> {
    require(ctx, Action::ManagePeople { admin: role.administers() })
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<UserFilter>) -> Result<Listed<Stored<User>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = users::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// All people, in the order of their ids.
///
/// # Errors
/// Those of the database.
pub fn everybody(reader: &mut Reader<'_>) -> Result<Vec<Stored<User>>> {
    require(reader.ctx(), Action::Read)?;
    Ok(users::list(reader, &UserFilter::default(), Page::all())?)
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<User>) -> Result<Stored<User>> {
    Ok(users::find(reader, id)?)
}

/// The people with these ids; unknown ids are skipped.
///
/// # Errors
/// Those of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<User>]) -> Result<Vec<Stored<User>>> {
    Ok(users::by_ids(reader, ids)?)
}

/// Adds a person and creates their invitation; returns its one-time token.
///
/// # Errors
/// `forbidden`, `invalid`, `email_taken`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewUser>) -> Result<(Stored<User>, String)> {
    allowed(tx.ctx()).check()?;
    let NewUser { name, email, role, active, language, department_id, lead } = new.validate(tx)?;
    require_for(tx.ctx(), role)?;
    let language = language.map_or_else(|| organisations::find(tx).map(|own| own.language), Ok)?;
    let user = User { name, email, role, active, language, department_order: DepartmentOrder::Weakest };
    let id = tx.new_id();
    let user = tx.create(ById { id }, user)?;
    email_addresses::reserve(tx, &user.email, id).map_err(taken)?;
    if let Some(department) = department_id {
        seats::replace(tx, department, id, &PutMember { lead, ambassador: false }.into())?;
    }
    let token = open_invitation(tx, id)?;
    Ok((user, token))
}

fn taken(error: crate::store::engine::error::StoreError) -> Error {
    Error::on_constraint(error, Code::EmailTaken, "error-email-taken")
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `email_taken`, `last_admin`; `in_use` when a lead would get a role that may not
/// lead; `conflict` for an anonymised person.
pub fn update(tx: &mut Tx<'_>, id: Id<User>, patch: &Parsed<UserPatch>) -> Result<Stored<User>> {
    let current = users::find(tx, id)?;
    require_for(tx.ctx(), current.role)?;
    refuse_anonymised(&current)?;
    expect(tx.ctx(), current.stamp.version)?;
    let user = patch.validate(tx)?.over(&current);
    require_for(tx.ctx(), user.role)?;
    let was_admin = current.active && current.role.administers();
    let is_admin = user.active && user.role.administers();
    if was_admin && !is_admin && users::active_admins(tx)? <= 1 {
        return Err(Error::new(Code::LastAdmin, "error-last-admin"));
    }
    if !user.role.may_lead() && members::seats(tx, id)?.iter().any(|seat| seat.lead) {
        return Err(Error::new(Code::InUse, "error-leads-a-department"));
    }
    if user.email != current.email {
        email_addresses::release(tx, &current.email)?;
        email_addresses::reserve(tx, &user.email, id).map_err(taken)?;
    }
    if !user.active {
        sessions::end_all(tx, id, None)?;
        invitations::close(tx, id)?;
    }
    Ok(tx.update(current, user)?)
}

fn refuse_anonymised(user: &User) -> Result<()> {
    if user.is_anonymised() {
        let detail = "error-anonymised";
        return Err(Error::new(Code::Conflict, detail));
    }
    Ok(())
}

/// Changes the actor's own name, language and order of departments.
///
/// # Errors
/// `invalid`.
pub fn update_me(tx: &mut Tx<'_>, patch: &Parsed<MePatch>) -> Result<Stored<User>> {
    let current = me(tx)?;
    expect(tx.ctx(), current.stamp.version)?;
    let MePatch { name, language, department_order } = patch.validate(tx)?;
    let department_order = department_order.unwrap_or(current.department_order);
    let user = User { department_order, ..UserPatch { name, language, ..UserPatch::default() }.over(&current) };
    Ok(tx.update(current, user)?)
}

/// A person as the actor of a request, with their role and seats.
///
/// # Errors
/// Those of the database.
pub fn actor(reader: &mut Reader<'_>, user: &Stored<User>) -> Result<Actor> {
    let seats = members::seats(reader, user.id())?;
    Ok(Actor::user(user.id(), user.name.to_string(), user.role, seats))
}

/// The person who is signed in.
///
/// # Errors
/// `forbidden` when the actor is an API key; `not_found`.
pub fn me(reader: &mut Reader<'_>) -> Result<Stored<User>> {
    let id = reader.ctx().actor.user_id().ok_or_else(|| Error::forbidden("error-api-key-is-no-person"))?;
    Ok(users::find(reader, id)?)
}

/// Creates a new invitation, which also lets a person set a new password; returns its one-time token.
///
/// # Errors
/// `not_found`, `forbidden`; `conflict` for a deactivated or anonymised person.
pub fn invite(tx: &mut Tx<'_>, id: Id<User>) -> Result<(Stored<User>, String)> {
    let user = users::find(tx, id)?;
    require_for(tx.ctx(), user.role)?;
    refuse_anonymised(&user)?;
    if !user.active {
        return Err(Error::new(Code::Conflict, "error-deactivated"));
    }
    let token = open_invitation(tx, id)?;
    let user = tx.touch(&user)?;
    tx.note("invitation", None, Some("opened".into()));
    Ok((user, token))
}

/// The expiry of the open invitations of those people who have never had a password.
///
/// # Errors
/// `forbidden`.
pub fn awaited_until(reader: &mut Reader<'_>, ids: &[Id<User>]) -> Result<Vec<(Id<User>, DateTime<Utc>)>> {
    allowed(reader.ctx()).check()?;
    let mut open = invitations::expiries(reader, ids)?;
    let without = users::without_password(reader, ids)?;
    open.retain(|(id, _)| without.contains(id));
    Ok(open)
}

fn open_invitation(tx: &mut Tx<'_>, id: Id<User>) -> Result<String> {
    let token = Bearer::new(tx.organisation(), id)?;
    let expires_at = tx.ctx().now + Duration::days(INVITATION_DAYS);
    invitations::open(tx, id, &token.hash(), expires_at)?;
    Ok(token.encode())
}

/// The person of an open invitation, and their organisation. Anonymous.
///
/// # Errors
/// `not_found` as for `accept_invitation`.
pub async fn invitation(app: &App, token: &str, request_id: String) -> Result<(Stored<User>, Stored<Organisation>)> {
    let token = Bearer::<User>::decode(token).ok_or_else(Error::not_found)?;
    let ctx = Ctx::system(token.organisation, app.now(), request_id);
    let (id, presented) = (token.id, token.hash());
    app.db.read(ctx, move |reader| Ok((invited(reader, id, &presented)?, organisations::find(reader)?))).await
}

/// Deletes the expired invitations of an organisation that nothing shows any more; answers how many they were. Those of
/// people who have never had a password are shown as expired.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired_invitations(app: &App, organisation: Tenant) -> Result<usize> {
    let ctx = Ctx::system(organisation, app.now(), String::new());
    let now = ctx.now;
    app.db.housekeeping(ctx, move |writer| invitations::delete_expired(writer, now).map_err(Error::from)).await
}

/// Accepts an invitation: sets the password, ends the person's sessions and forgives failed sign-ins. Anonymous.
///
/// # Errors
/// `not_found` for a token that is wrong, used, replaced or expired, or of a person who is not active; `invalid`.
pub async fn accept_invitation<A>(
    app: &App,
    token: &str,
    accepted: Parsed<AcceptInvitation>,
    address: Option<IpAddr>,
    request_id: String,
    attempt: Option<Attempt>,
    answer: A,
) -> Result<(StoredAnswer, bool)>
where
    A: Fn(Stored<User>) -> Result<StoredAnswer> + Send + 'static,
{
    let token = Bearer::<User>::decode(token).ok_or_else(Error::not_found)?;
    let ctx = Ctx::system(token.organisation, app.now(), request_id.clone());
    let _running = app.attempts.begin(token.organisation, attempt.as_ref())?;
    if let Some(kept) = idempotency::before(app, ctx.clone(), attempt.as_ref()).await? {
        return Ok((kept, true));
    }
    let (id, presented) = (token.id, token.hash());
    let expected = presented.clone();
    let read = move |reader: &mut Reader<'_>| {
        let user = invited(reader, id, &expected)?;
        Ok::<_, Error>((about(reader, &user)?, user))
    };
    let (about, user) = app.db.read(ctx.clone(), read).await?;
    let AcceptInvitation { password } = accepted.validate_plain_with(|accepted, faults| {
        faults.extend(weak(&accepted.password, &about, "/password"));
        Some(accepted)
    })?;
    let hash = app.passwords.hash(password.into_password()).await?;
    let ctx = Ctx { actor: Actor::user(id, user.name.to_string(), user.role, Vec::new()), ..ctx };
    let tokens = app.tokens.clone();
    let work = move |tx: &mut Tx<'_>| answer(accept(tx, id, &presented, &hash)?);
    let done = app.db.write(ctx, move |tx| idempotency::once(tx, attempt.as_ref(), &tokens, &work)).await?;
    failed_sign_ins::forgive(app, &user.value.email, address, &request_id).await?;
    Ok(done)
}

/// Accepts the invitation whose token has the hash `presented`; `hash` is that of the password.
///
/// # Errors
/// `not_found` when that is not the open invitation.
pub fn accept(tx: &mut Tx<'_>, id: Id<User>, presented: &[u8], hash: &str) -> Result<Stored<User>> {
    let user = invited(tx, id, presented)?;
    set_password(tx, &user, hash, None)
}

fn invited(reader: &mut Reader<'_>, id: Id<User>, presented: &[u8]) -> Result<Stored<User>> {
    let open = invitations::get(reader, id)?.ok_or_else(Error::not_found)?;
    if !crate::app::sign_in::secrets::constant_time_eq(&open.token_hash, presented)
        || open.expires_at <= reader.ctx().now
    {
        return Err(Error::not_found());
    }
    let user = users::find(reader, id)?;
    if user.active { Ok(user) } else { Err(Error::not_found()) }
}

/// What a person's password must not consist of: their name, their address and the organisation's name.
fn about(reader: &mut Reader<'_>, user: &Stored<User>) -> Result<[String; 3]> {
    let organisation = organisations::find(reader)?;
    Ok([organisation.value.name.into_string(), user.name.to_string(), user.email.to_string()])
}

/// The fault of a new password that is easy to guess.
fn weak(password: &NewPassword, about: &[String; 3], pointer: &str) -> Option<Fault> {
    strength::fault(password, &about.each_ref().map(String::as_str)).map(|fault| fault.below(pointer))
}

fn set_password(
    tx: &mut Tx<'_>,
    user: &Stored<User>,
    hash: &str,
    keep: Option<Id<sessions::Session>>,
) -> Result<Stored<User>> {
    users::set_password_hash(tx, user.id(), hash)?;
    invitations::close(tx, user.id())?;
    sessions::end_all(tx, user.id(), keep)?;
    let user = tx.touch(user)?;
    tx.note("password", None, Some("changed".into()));
    Ok(user)
}

/// Changes the actor's own password, ends their other sessions and closes an open invitation.
///
/// # Errors
/// `invalid`, also when the current password is wrong; `too_many_requests` when it was wrong too often in this session.
pub async fn change_password(
    app: &App,
    ctx: Ctx,
    keep: Id<sessions::Session>,
    change: Parsed<ChangePassword>,
) -> Result<()> {
    let read = |reader: &mut Reader<'_>| {
        let user = me(reader)?;
        Ok::<_, Error>((about(reader, &user)?, users::password_hash(reader, user.id())?))
    };
    let (about, stored) = app.db.read(ctx.clone(), read).await?;
    let ChangePassword { current, new } = change.validate_plain_with(|change, faults| {
        faults.extend(weak(&change.new, &about, "/new_password"));
        Some(change)
    })?;
    let trial = Trial::of_session(app, keep, &ctx.request_id);
    trial.begin().await?;
    if !app.passwords.verify(Some(current), stored, trial.clone()).await? {
        let detail = "fault-not-the-current-password";
        return Err(Error::invalid(vec![Fault::at("/current_password", FaultCode::NotAllowed, detail)]));
    }
    let hash = app.passwords.hash(new.into_password()).await?;
    app.db
        .write(ctx, move |tx| {
            let user = me(tx)?;
            trial.succeeded(tx)?;
            set_password(tx, &user, &hash, Some(keep))
        })
        .await?;
    Ok(())
}
