//! Drafts: what a person typed into a form and has not saved yet. It survives leaving the page, a lost connection and
//! another sign-in, and is gone once it is saved, after thirty days, or when the person is anonymised. Drafts are
//! personal and change nothing, so nobody else sees them and the change log does not know them. A field's name is a path;
//! its first part names the row of the form that it belongs to.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    App,
    error::{Error, Result},
};
use crate::{
    domain::{context::Ctx, cycle::Cycle, organisation::Tenant, people::user::User, values::id::Id},
    store::{
        drafts::{self, DraftFields},
        engine::tx::{Reader, Tx, Writer},
    },
};

/// How long a draft is kept after it was last touched.
const KEPT: TimeDelta = TimeDelta::days(30);

/// The forms that keep drafts.
#[derive(Debug, Clone, Copy)]
pub enum DraftForm {
    CheckIn,
    Closing(Id<Cycle>),
}

impl DraftForm {
    fn key(self) -> String {
        match self {
            Self::CheckIn => "check-in".to_owned(),
            Self::Closing(cycle) => format!("closing/{cycle}"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Draft {
    pub fields: DraftFields,
    pub updated_at: DateTime<Utc>,
}

/// The rows of a form that was sent, and what is to be kept of it.
#[derive(Debug, Clone, Default)]
pub struct SentDraft {
    /// Rows that are not among these stay as they were in the draft.
    pub rows: BTreeSet<String>,
    pub fields: DraftFields,
}

/// The actor's draft of a form.
///
/// # Errors
/// Those of the database.
pub fn find(reader: &mut Reader<'_>, form: DraftForm) -> Result<Option<Draft>> {
    let Some(user) = reader.ctx().actor.user_id() else { return Ok(None) };
    let found = drafts::get(reader, user, &form.key())?;
    Ok(found.map(|(fields, updated_at)| Draft { fields, updated_at }))
}

/// Keeps a draft.
///
/// # Errors
/// Those of the database.
pub async fn keep(app: &App, ctx: Ctx, form: DraftForm, sent: SentDraft) -> Result<()> {
    let put = move |writer: &mut Writer<'_>| {
        let Some(user) = writer.ctx().actor.user_id() else { return Ok(()) };
        let fields = merged(writer, user, form, &sent)?;
        Ok(drafts::put(writer, user, &form.key(), &fields).map(drop)?)
    };
    app.db.housekeeping::<(), Error, _>(ctx, put).await
}

/// Keeps what is left of a draft, in the transaction that saves the rest of it.
///
/// # Errors
/// Those of the database.
pub fn keep_rest(tx: &mut Tx<'_>, form: DraftForm, sent: &SentDraft) -> Result<()> {
    let Some(user) = tx.ctx().actor.user_id() else { return Ok(()) };
    let fields = merged(tx, user, form, sent)?;
    Ok(drafts::put_within(tx, user, &form.key(), &fields)?)
}

/// Discards the actor's draft of a form.
///
/// # Errors
/// Those of the database.
pub async fn discard(app: &App, ctx: Ctx, form: DraftForm) -> Result<()> {
    let nothing = move |writer: &mut Writer<'_>| match writer.ctx().actor.user_id() {
        Some(user) => Ok(drafts::put(writer, user, &form.key(), &DraftFields::new()).map(drop)?),
        None => Ok(()),
    };
    app.db.housekeeping::<(), Error, _>(ctx, nothing).await
}

/// The stored draft with the rows that were sent in place of its own.
fn merged(reader: &mut Reader<'_>, user: Id<User>, form: DraftForm, sent: &SentDraft) -> Result<DraftFields> {
    let mut fields = drafts::get(reader, user, &form.key())?.map(|(fields, _)| fields).unwrap_or_default();
    fields.retain(|(name, _)| name.split('/').next().is_none_or(|row| !sent.rows.contains(row)));
    fields.extend(sent.fields.iter().cloned());
    Ok(fields)
}

/// Form, fields and time of each draft of a person.
///
/// # Errors
/// Those of the database.
pub fn of_person(reader: &mut Reader<'_>, person: Id<User>) -> Result<Vec<(String, DraftFields, DateTime<Utc>)>> {
    Ok(drafts::of_user(reader, person)?)
}

/// Deletes all drafts of a person.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, person: Id<User>) -> Result<()> {
    Ok(drafts::forget(tx, person)?)
}

/// Deletes the drafts of an organisation that nobody touched for long; answers how many they were.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(app: &App, organisation: Tenant) -> Result<usize> {
    let ctx = Ctx::system(organisation, app.now(), String::new());
    let before = ctx.now - KEPT;
    app.db.housekeeping(ctx, move |writer| drafts::delete_before(writer, before).map_err(Error::from)).await
}
