//! The organisation: signing up, reading and changing it. Signing up is anonymous and writes as the admin whom it
//! creates; whether sign-up is closed is checked before the costly password hash and again within the transaction. More
//! people are added in `app/people/users.rs`; signing in is in `app/sign_in/sessions.rs`.
//! `store/people/email_addresses.rs` ensures that an e-mail address is used only once.

use serde_json::Value;
use uuid::Uuid;

use super::{
    App, SignUp,
    error::{Code, Error, Result},
    expect,
    idempotency::{self, Attempt, StoredAnswer},
    input::{At, Command, Field, Fields, Parsed, Whole},
    permission::Permission,
    require,
    sign_in::strength,
};
use crate::{
    domain::{
        access::{Action, Actor},
        brand::Brand,
        context::Ctx,
        organisation::{FiscalYear, Language, Organisation, Tenant, TimeZone},
        people::{
            role::Role,
            user::{DepartmentOrder, User},
        },
        values::{
            fault::Fault,
            record::{ById, Stored},
            text::{Email, Name, NewPassword, Password},
        },
    },
    store::{
        engine::tx::{Reader, Tx, new_id},
        organisations,
        people::{email_addresses, users},
    },
};

/// Permission to change the organisation.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Administer)
}

/// What signing up creates.
pub struct SignedUp {
    pub organisation: Stored<Organisation>,
    pub user: Stored<User>,
    pub brand: Stored<Brand>,
}

/// The input of signing up: what of it is right, so that the password is judged whatever else is wrong.
#[derive(Clone)]
pub struct NewOrganisation {
    name: Option<Name>,
    time_zone: Option<TimeZone>,
    language: Option<Language>,
    fiscal_year_starts: Option<FiscalYear>,
    admin: Option<NewAdmin>,
}

#[derive(Clone)]
struct NewAdmin {
    name: Option<Name>,
    email: Option<Email>,
    password: Option<NewPassword>,
}

/// What an organisation begins with.
#[derive(Clone)]
pub struct Founding {
    organisation: Organisation,
    admin: User,
    password: Password,
}

impl NewOrganisation {
    /// The e-mail address of the person who signs up.
    fn email(&self) -> Option<Email> {
        self.admin.as_ref()?.email.clone()
    }

    /// The organisation and its admin; a password that is easy to guess is a fault.
    pub fn founding(self, faults: &mut Vec<Fault>) -> Option<Founding> {
        let NewAdmin { name, email, password } = self.admin?;
        if let Some(password) = &password {
            let about = [self.name.as_ref().map(Name::as_str), name.as_ref().map(Name::as_str)];
            let about: Vec<&str> = about.into_iter().chain([email.as_ref().map(Email::as_str)]).flatten().collect();
            faults.extend(strength::fault(password, &about).map(|fault| fault.below("/admin/password")));
        }
        let language = self.language?;
        Some(Founding {
            organisation: Organisation {
                name: self.name?,
                time_zone: self.time_zone?,
                language,
                fiscal_year_starts: self.fiscal_year_starts?,
                guided: true,
            },
            admin: User {
                name: name?,
                email: email?,
                role: Role::Admin,
                active: true,
                language,
                department_order: DepartmentOrder::Weakest,
            },
            password: password?.into_password(),
        })
    }
}

impl Field for FiscalYear {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        Self::starting(u32::try_from(Whole::<1, 12>::read(value, at)?.0).ok()?)
    }
}

impl Command for NewOrganisation {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let name = fields.required("name");
        let time_zone = fields.field("time_zone", Some(TimeZone::UTC));
        let language = fields.field("language", Some(Language::English));
        let fiscal_year_starts = fields.field("fiscal_year_starts", Some(FiscalYear::CALENDAR));
        let admin = fields.with("admin", None, |value, at| {
            at.here().object(value, |admin| {
                let (name, email) = (admin.required("name"), admin.required("email"));
                Some(NewAdmin { name, email, password: admin.required("password") })
            })
        });
        Some(Self { name, time_zone, language, fiscal_year_starts, admin })
    }
}

/// A partial update of the organisation; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct OrganisationPatch {
    pub name: Option<Name>,
    pub time_zone: Option<TimeZone>,
    pub language: Option<Language>,
    pub fiscal_year_starts: Option<FiscalYear>,
    pub guided: Option<bool>,
}

impl Command for OrganisationPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            name: fields.given("name"),
            time_zone: fields.given("time_zone"),
            language: fields.given("language"),
            fiscal_year_starts: fields.given("fiscal_year_starts"),
            guided: fields.given("guided"),
        })
    }
}

/// Signs up. `answer` runs within the transaction, so that the answer can be stored for a retry. Anonymous.
///
/// # Errors
/// `signup_closed`, `invalid`, `email_taken`; those of [`idempotency::before`].
pub async fn sign_up<A>(
    app: &App,
    new: Parsed<NewOrganisation>,
    request_id: String,
    attempt: Option<Attempt>,
    answer: A,
) -> Result<(StoredAnswer, bool)>
where
    A: Fn(SignedUp) -> Result<StoredAnswer> + Send + 'static,
{
    let (id, user_id, now) = (new_id(app.now()), new_id(app.now()), app.now());
    let anonymous = Ctx::system(id, now, request_id);
    let nowhere = Tenant::new(Uuid::nil());
    let _running = app.attempts.begin(nowhere, attempt.as_ref())?;
    if let Some(kept) = signed_up_before(app, &anonymous, new.peek(), attempt.as_ref()).await? {
        return Ok((kept, true));
    }
    let sign_up = app.sign_up;
    app.db.read(anonymous.clone(), move |reader| refuse_closed(reader, sign_up)).await?;
    let new = new.validate_plain_with(NewOrganisation::founding)?;
    let hash = app.passwords.hash(new.password.clone()).await?;
    let actor = Actor::user(user_id, new.admin.name.to_string(), Role::Admin, Vec::new());
    let ctx = Ctx { actor, time_zone: new.organisation.time_zone, ..anonymous };
    let tokens = app.tokens.clone();
    let work = move |tx: &mut Tx<'_>| answer(create(tx, sign_up, &new, &hash)?);
    app.db.write(ctx, move |tx| idempotency::once(tx, attempt.as_ref(), &tokens, &work)).await
}

/// The stored answer to an earlier attempt. It belongs to the organisation that was created then, found by the admin's
/// address.
async fn signed_up_before(
    app: &App,
    anonymous: &Ctx,
    new: Option<&NewOrganisation>,
    attempt: Option<&Attempt>,
) -> Result<Option<StoredAnswer>> {
    let Some(email) = new.and_then(NewOrganisation::email).filter(|_| attempt.is_some()) else { return Ok(None) };
    let owner = app.db.read(anonymous.clone(), move |reader| email_addresses::get(reader, &email)).await?;
    let Some((organisation, _)) = owner else { return Ok(None) };
    idempotency::before(app, Ctx { organisation, ..anonymous.clone() }, attempt).await
}

/// Creates an organisation, its admin, who is the actor of the transaction, and a brand of the same name.
///
/// # Errors
/// `signup_closed`, `email_taken`; `not_found` when the actor is not a person.
pub fn create(tx: &mut Tx<'_>, sign_up: SignUp, new: &Founding, hash: &str) -> Result<SignedUp> {
    if sign_up == SignUp::Closed {
        organisations::lock_sign_up(tx)?;
    }
    refuse_closed(tx, sign_up)?;
    let (id, user_id) = (tx.organisation(), tx.ctx().actor.user_id().ok_or_else(Error::not_found)?);
    let organisation = tx.create(ById { id }, new.organisation.clone())?;
    let user = tx.create(ById { id: user_id }, new.admin.clone())?;
    let taken = |error| Error::on_constraint(error, Code::EmailTaken, "error-email-taken");
    email_addresses::reserve(tx, &user.email, user_id).map_err(taken)?;
    users::set_password_hash(tx, user_id, hash)?;
    let brand = Brand { name: organisation.name.clone(), archived: false };
    let brand_id = tx.new_id();
    let brand = tx.create(ById { id: brand_id }, brand)?;
    Ok(SignedUp { organisation, user, brand })
}

/// Whether there is an organisation yet.
///
/// # Errors
/// Those of the database.
pub async fn any(app: &App) -> Result<bool> {
    app.db.read(nowhere(app), |reader| Ok(organisations::any(reader)?)).await
}

/// All organisations, for the jobs.
///
/// # Errors
/// Those of the database.
pub async fn all(app: &App) -> Result<Vec<Tenant>> {
    app.db.read(nowhere(app), |reader| Ok(organisations::all(reader)?)).await
}

/// For look-ups above all organisations.
fn nowhere(app: &App) -> Ctx {
    Ctx::system(Tenant::new(Uuid::nil()), app.now(), String::new())
}

fn refuse_closed(reader: &mut Reader<'_>, sign_up: SignUp) -> Result<()> {
    if sign_up == SignUp::Open || !organisations::any(reader)? {
        return Ok(());
    }
    Err(Error::new(Code::SignupClosed, "error-signup-closed"))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>) -> Result<Stored<Organisation>> {
    Ok(organisations::find(reader)?)
}

/// The organisation's current revision, the number of its last change.
///
/// # Errors
/// `forbidden`.
pub fn revision(reader: &mut Reader<'_>) -> Result<i64> {
    require(reader.ctx(), Action::Read)?;
    Ok(organisations::revision(reader)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn update(tx: &mut Tx<'_>, patch: &Parsed<OrganisationPatch>) -> Result<Stored<Organisation>> {
    let current = organisations::find(tx)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let OrganisationPatch { name, time_zone, language, fiscal_year_starts, guided } = patch.validate(tx)?;
    let organisation = Organisation {
        name: name.unwrap_or_else(|| current.name.clone()),
        time_zone: time_zone.unwrap_or(current.time_zone),
        language: language.unwrap_or(current.language),
        fiscal_year_starts: fiscal_year_starts.unwrap_or(current.fiscal_year_starts),
        guided: guided.unwrap_or(current.guided),
    };
    Ok(tx.update(current, organisation)?)
}
