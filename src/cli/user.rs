//! `perno user`: manages people from the command line, for instance when nobody can sign in any more. It acts as the
//! system through the use case of the API (`app/people/users.rs`), so the same checks and the same log apply. The
//! organisation is the only one in the database, or must be named. It prints the invitation's token; accepting is in
//! `api/people/invites.rs`.

use actix_web::rt;
use serde_json::json;

use super::{Outcome, say, setup, told};
use crate::{
    app::{App, error::Error, input::Input, people::users},
    config::Settings,
    domain::{organisation::Tenant, people::role::Role, values::id::Id},
    store::organisations,
};

/// The person to add.
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub organisation: Option<String>,
}

pub fn add(settings: &Settings, person: &NewPerson) -> Outcome {
    let app = setup::app(settings, "perno.db")?;
    let input = Input::json(json!({"email": person.email, "name": person.name, "role": person.role})).command();
    let (user, token) = rt::System::new().block_on(async {
        let organisation = organisation(&app, person.organisation.as_deref()).await?;
        let ctx = setup::system(&app, organisation);
        app.db.write(ctx, move |tx| users::create(tx, &input)).await.map_err(told)
    })?;
    say(&format!("Added {} <{}> as {}.", user.name, user.email, user.role));
    say(&format!("Invitation, valid for 7 days: {token}"));
    say(&format!("Set the password with: POST /api/v1/invites/{token}/accept {{\"password\": \"...\"}}"));
    Ok(())
}

/// The named organisation, or the only one.
async fn organisation(app: &App, named: Option<&str>) -> Result<Tenant, String> {
    let nowhere = setup::system(app, Id::new(uuid::Uuid::nil()));
    let all = app.db.read(nowhere, |reader| organisations::all(reader).map_err(Error::from)).await.map_err(told)?;
    match (named, all.as_slice()) {
        (Some(named), _) => {
            let id: Tenant = named.parse().map_err(|()| format!("{named} is not an id"))?;
            if all.contains(&id) { Ok(id) } else { Err(format!("there is no organisation {id}")) }
        }
        (None, [only]) => Ok(*only),
        (None, []) => Err("there is no organisation yet; sign up first (POST /api/v1/organisations)".to_owned()),
        (None, several) => {
            let ids = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(format!("there are several organisations; choose one with --organisation: {ids}"))
        }
    }
}
