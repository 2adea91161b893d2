//! Export and anonymisation of personal data; both are recorded in the change log. Anonymising a person who has left
//! cannot be undone: their name and addresses are removed from every text, including the change log; what they did,
//! owned and reported remains, as that of a former member. How texts are rewritten is in `store/people/anonymise.rs`,
//! what counts as a mention in `domain/people/anonymity.rs`; handing over responsibilities is in `reassignment.rs`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    app::{
        App, drafts,
        error::{Code, Error, Result},
        meetings::confidence::{Rating, ratings_of},
        require,
        sign_in::tokens::Tokens,
    },
    domain::{
        access::Action,
        brand::Brand,
        change::{ChangeAction, LoggedChange},
        check_in::CheckIn,
        department::Member,
        meeting::{Meeting, MeetingConfidence},
        people::{anonymity::Anonymiser, saved_view::SavedView, star::StarredKind, user::User},
        values::{
            id::Id,
            record::{ById, Entity, Stored, rfc3339, rfc3339_or_null},
            text::{Name, Text},
        },
    },
    store::{
        changes, check_ins,
        drafts::DraftFields,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        idempotency_keys,
        key_results::{self, KeyResultFilter},
        meetings::{
            self, MeetingFilter,
            blockers::{self, BlockerFilter},
            confidences,
            decisions::{self, DecisionFilter},
        },
        models::{self, versions as model_versions},
        objectives::{self, ObjectiveFilter},
        organisations,
        people::{anonymise, email_addresses, invitations, members, saved_views, sessions, stars, users},
        search::rebuild,
    },
};

/// All data that is stored about a person.
#[derive(Serialize)]
pub struct PersonalData {
    user: Stored<User>,
    has_password: bool,
    seats: Vec<Stored<Member>>,
    sessions: Vec<SessionData>,
    /// When the open invitation expires, if there is one.
    #[serde(serialize_with = "rfc3339_or_null")]
    invited_until: Option<DateTime<Utc>>,
    objectives: Vec<Owned>,
    key_results: Vec<Owned>,
    /// The brands of whose Models they are the custodian.
    custodian_of: Vec<Id<Brand>>,
    model_versions: Vec<Published>,
    check_ins: Vec<Stored<CheckIn>>,
    /// What they follow.
    stars: Vec<StarData>,
    saved_views: Vec<SavedView>,
    /// The meetings that they facilitate.
    meetings: Vec<Owned>,
    /// What they rated in meetings; for others only where it was shown to everybody.
    confidences: Vec<Rated>,
    blockers: Vec<Noted>,
    decisions: Vec<Noted>,
    /// The requests whose answers are stored for a retry.
    kept_answers: Vec<KeptAnswer>,
    /// What they typed and have not saved.
    drafts: Vec<DraftData>,
    /// The changes that they made, and those to their record and their seats.
    changes: Vec<LoggedChange>,
}

#[derive(Serialize)]
struct SessionData {
    id: Id<sessions::Session>,
    #[serde(serialize_with = "rfc3339")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339")]
    expires_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct StarData {
    entity: StarredKind,
    id: String,
    #[serde(serialize_with = "rfc3339")]
    starred_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Owned {
    id: String,
    title: Name,
}

#[derive(Serialize)]
struct Noted {
    id: String,
    text: Text,
}

#[derive(Serialize)]
struct Rated {
    meeting_id: Id<Meeting>,
    ratings: Vec<Rating>,
    #[serde(serialize_with = "rfc3339")]
    updated_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Published {
    brand_id: Id<Brand>,
    number: i64,
    note: Text,
    #[serde(serialize_with = "rfc3339")]
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct KeptAnswer {
    path: String,
    key: String,
    #[serde(serialize_with = "rfc3339")]
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct DraftData {
    form: String,
    fields: Vec<DraftField>,
    #[serde(serialize_with = "rfc3339")]
    updated_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct DraftField {
    name: String,
    value: String,
}

fn owned<T: Entity<Key = ById<T>>>(rows: &[Stored<T>], title: impl Fn(&T) -> &Name) -> Vec<Owned> {
    rows.iter().map(|row| Owned { id: row.id().to_string(), title: title(row).clone() }).collect()
}

fn noted<T: Entity<Key = ById<T>>>(rows: &[Stored<T>], text: impl Fn(&T) -> &Text) -> Vec<Noted> {
    rows.iter().map(|row| Noted { id: row.id().to_string(), text: text(row).clone() }).collect()
}

/// What a person rated in meetings. Whoever exports the data of somebody else gets only what everybody was shown.
fn rated(reader: &mut Reader<'_>, id: Id<User>) -> Result<Vec<Rated>> {
    let mut rows = confidences::of_user(reader, id)?;
    if reader.ctx().actor.user_id() != Some(id) {
        let ids: Vec<Id<Meeting>> = rows.iter().map(|row| row.key.meeting_id).collect();
        let all = meetings::by_ids(reader, &ids)?;
        let shown = |id| all.iter().any(|meeting| meeting.id() == id && meeting.confidence_shown);
        rows.retain(|row| shown(row.key.meeting_id));
    }
    let rated = |row: Stored<MeetingConfidence>| Rated {
        meeting_id: row.key.meeting_id,
        ratings: ratings_of(&row),
        updated_at: row.stamp.updated_at,
    };
    Ok(rows.into_iter().map(rated).collect())
}

/// Exports all data that is stored about a person, and records the export in the change log.
///
/// # Errors
/// `not_found`; `forbidden` when the actor is neither an admin nor that person.
pub fn export(tx: &mut Tx<'_>, id: Id<User>) -> Result<PersonalData> {
    let user = users::find(tx, id)?;
    if tx.ctx().actor.user_id() != Some(id) {
        require(tx.ctx(), Action::Administer)?;
    }
    let data = gathered(tx, user)?;
    tx.record::<User>(ChangeAction::Exported, &ById { id });
    Ok(data)
}

fn gathered(reader: &mut Reader<'_>, user: Stored<User>) -> Result<PersonalData> {
    let id = user.id();
    let objectives = ObjectiveFilter { owner_id: Some(id), ..ObjectiveFilter::default() };
    let key_results = KeyResultFilter { owner_id: Some(id), ..KeyResultFilter::default() };
    let facilitated = MeetingFilter { facilitator_id: Some(id), ..MeetingFilter::default() };
    let cared_for = BlockerFilter { owner_id: Some(id), ..BlockerFilter::default() };
    let decided = DecisionFilter { owner_id: Some(id), ..DecisionFilter::default() };
    let sessions = sessions::of_user(reader, id)?.into_iter();
    let versions = model_versions::published_by(reader, id)?.into_iter();
    let answers = idempotency_keys::list(reader)?.into_iter().filter(|(key, _)| key.credential.uuid() == id.uuid());
    Ok(PersonalData {
        user,
        has_password: users::password_hash(reader, id)?.is_some(),
        seats: members::of_user(reader, id)?,
        sessions: sessions
            .map(|one| SessionData { id: one.id, created_at: one.created_at, expires_at: one.expires_at })
            .collect(),
        invited_until: invitations::get(reader, id)?.map(|invitation| invitation.expires_at),
        objectives: owned(&objectives::list(reader, &objectives, Page::all())?, |one| &one.title),
        key_results: owned(&key_results::list(reader, &key_results, Page::all())?, |one| &one.title),
        custodian_of: models::kept_by(reader, id)?.iter().map(|model| model.key.brand_id).collect(),
        model_versions: versions
            .map(|version| Published {
                brand_id: version.key.brand_id,
                number: version.key.number,
                note: version.value.note,
                created_at: version.stamp.created_at,
            })
            .collect(),
        check_ins: check_ins::by_author(reader, id)?,
        stars: stars::of_user(reader, id)?
            .iter()
            .map(|star| StarData { entity: star.kind, id: star.id.to_string(), starred_at: star.created_at })
            .collect(),
        saved_views: saved_views::of_user(reader, id)?,
        meetings: owned(&meetings::list(reader, &facilitated, Page::all())?, |one| &one.title),
        confidences: rated(reader, id)?,
        blockers: noted(&blockers::list(reader, &cared_for, Page::all())?, |one| &one.text),
        decisions: noted(&decisions::list(reader, &decided, Page::all())?, |one| &one.text),
        kept_answers: answers
            .map(|(key, created_at)| KeptAnswer { path: key.path, key: key.key, created_at })
            .collect(),
        drafts: drafts::of_person(reader, id)?.into_iter().map(draft_data).collect(),
        changes: changes::of_person(reader, id)?,
    })
}

fn draft_data((form, fields, updated_at): (String, DraftFields, DateTime<Utc>)) -> DraftData {
    let fields = fields.into_iter().map(|(name, value)| DraftField { name, value });
    DraftData { form, fields: fields.collect(), updated_at }
}

/// Removes the name and the addresses of a person who has left from all data. Does nothing for a person who is
/// anonymised already.
///
/// # Errors
/// `not_found`, `forbidden`; `conflict` while the person is active.
pub fn anonymise(tx: &mut Tx<'_>, tokens: &Tokens, id: Id<User>) -> Result<Stored<User>> {
    let current = users::find(tx, id)?;
    require(tx.ctx(), Action::Administer)?;
    if current.is_anonymised() {
        return Ok(current);
    }
    if current.active {
        return Err(Error::new(Code::Conflict, "error-anonymise-active"));
    }
    let stand_in = current.anonymised(organisations::find(tx)?.language, users::anonymised(tx)? + 1);
    let (names, addresses) = anonymise::held(tx, &current)?;
    let who = Anonymiser::new(stand_in, &names, &addresses);
    forget_answers(tx, tokens, id, &who)?;
    sessions::end_all(tx, id, None)?;
    drafts::forget(tx, id)?;
    stars::delete_all(tx, id)?;
    saved_views::delete_all(tx, id)?;
    invitations::close(tx, id)?;
    email_addresses::release(tx, &current.email)?;
    users::clear_password_hash(tx, id)?;
    anonymise::rewrite(tx, id, &who)
        .map_err(|error| Error::on_constraint(error, Code::Conflict, "error-anonymise-references"))?;
    let anonymised = tx.anonymise(&current, who.stand_in().clone())?;
    rebuild::anew(tx)?;
    Ok(anonymised)
}

/// Deletes the answers stored for a retry that are the person's own, name them, or cannot be decrypted.
fn forget_answers(tx: &mut Tx<'_>, tokens: &Tokens, id: Id<User>, who: &Anonymiser) -> Result<()> {
    let about = id.to_string();
    for (key, _) in idempotency_keys::list(tx)? {
        let theirs = key.credential.uuid() == id.uuid() || key.path.contains(&about) || who.text(&key.key).is_some();
        if theirs || idempotency_keys::get(tx, &key)?.is_some_and(|row| names(tokens.open(&row.body), who)) {
            idempotency_keys::forget(tx, &key)?;
        }
    }
    Ok(())
}

/// Whether the body of an answer names the person; also true for a body that cannot be read.
fn names(body: Option<Vec<u8>>, who: &Anonymiser) -> bool {
    let Some(body) = body else { return true };
    if body.is_empty() {
        return false;
    }
    serde_json::from_slice(&body).map_or(true, |mut value| who.json(&mut value))
}

/// Removes the traces of anonymised data from the database files. A failure is only logged, since the anonymisation
/// itself is done by then.
pub async fn scrub(app: &App) {
    if let Err(error) = app.db.scrub().await {
        tracing::error!(%error, "traces of an anonymised person may remain in the database file until it is vacuumed");
    }
}
