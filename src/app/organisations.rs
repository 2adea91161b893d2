//! The organisation: signing up, reading and changing it. Signing up is anonymous and writes as the admin whom it
//! creates; whether it is closed is asked before the costly hash and again within the transaction. Further people are
//! added in `users.rs`; signing in is in `sessions.rs`. That an address is free is left to `store/emails.rs`.

use super::{
    App, SignUp,
    error::{Code, Error, Result},
    input::{Fields, Input},
    require,
};
use crate::{
    domain::{
        access::{Action, Actor},
        brand::Brand,
        ctx::Ctx,
        organisation::{Language, Organisation, TimeZone},
        record::{ById, Stored},
        text::{Email, Name, Password},
        user::{Role, User},
    },
    store::{
        emails, organisations,
        tx::{Reader, Tx, new_id},
        users,
    },
};

/// What signing up creates.
pub struct SignedUp {
    pub organisation: Stored<Organisation>,
    pub user: Stored<User>,
    pub brand: Stored<Brand>,
}

#[derive(Clone)]
struct NewOrganisation {
    organisation: Organisation,
    admin: User,
    password: Password,
}

fn fields(fields: &mut Fields<'_, '_>) -> Option<NewOrganisation> {
    let name = fields.required("name");
    let time_zone = fields.field("time_zone", Some(TimeZone::UTC));
    let language = fields.field("language", Some(Language::English));
    let admin = fields.with("admin", None, |value, at| {
        at.here().object(value, |admin| {
            let name = admin.required::<Name>("name");
            let email = admin.required::<Email>("email");
            let password = admin.required::<Password>("password");
            Some((name?, email?, password?))
        })
    });
    let (language, (name_of_admin, email, password)) = (language?, admin?);
    Some(NewOrganisation {
        organisation: Organisation { name: name?, time_zone: time_zone?, language },
        admin: User { name: name_of_admin, email, role: Role::Admin, active: true, language },
        password,
    })
}

/// Signs up: an organisation, its admin and one brand of the same name. Anonymous.
///
/// # Errors
/// `signup_closed`, `invalid`, `email_taken`.
pub async fn sign_up(app: &App, input: Input, request_id: String) -> Result<SignedUp> {
    let (id, user_id, now) = (new_id(app.now()), new_id(app.now()), app.now());
    let anonymous = Ctx { actor: Actor::system(), organisation: id, time_zone: TimeZone::UTC, now, request_id };
    let open = app.sign_up == SignUp::Open;
    app.db.read(anonymous.clone(), move |reader| refuse_closed(reader, open)).await?;
    let new = input.read_plain(fields)?;
    let hash = app.passwords.hash(new.password.clone()).await?;
    let actor = Actor::user(user_id, new.admin.name.to_string(), Role::Admin, Vec::new());
    let ctx = Ctx { actor, time_zone: new.organisation.time_zone, ..anonymous };
    app.db
        .write(ctx, move |tx| {
            refuse_closed(tx, open)?;
            let organisation = tx.create(ById { id }, new.organisation.clone())?;
            let user = tx.create(ById { id: user_id }, new.admin.clone())?;
            let taken = |error| Error::told_as(error, Code::EmailTaken, "Somebody signs in with this address already.");
            emails::reserve(tx, &user.email, user_id).map_err(taken)?;
            users::set_password_hash(tx, user_id, &hash)?;
            let brand = Brand { name: organisation.name.clone(), archived: false };
            let brand_id = tx.new_id();
            let brand = tx.create(ById { id: brand_id }, brand)?;
            Ok(SignedUp { organisation, user, brand })
        })
        .await
}

fn refuse_closed(reader: &mut Reader<'_>, open: bool) -> Result<()> {
    if open || organisations::all(reader)?.is_empty() {
        return Ok(());
    }
    Err(Error::new(Code::SignupClosed, "There is an organisation here already; ask its admin for an invitation."))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>) -> Result<Stored<Organisation>> {
    Ok(organisations::find(reader)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn update(tx: &mut Tx<'_>, input: &Input) -> Result<Stored<Organisation>> {
    let current = organisations::find(tx)?;
    require(tx.ctx(), Action::Administer)?;
    let organisation = input.read(tx, |fields| {
        let name = fields.field("name", Some(current.name.clone()));
        let time_zone = fields.field("time_zone", Some(current.time_zone));
        let language = fields.field("language", Some(current.language));
        Some(Organisation { name: name?, time_zone: time_zone?, language: language? })
    })?;
    Ok(tx.update(current, organisation)?)
}
