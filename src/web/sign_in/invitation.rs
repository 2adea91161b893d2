//! Accepting an invitation: the token in the address is the only proof, and is invalid once it was used, replaced or
//! has expired. The person chooses a password and is signed in. Inviting is in `web/settings/people/person.rs`, the
//! rules are in `app/people/users.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::signed_out::{self, Bound};
use crate::{
    app::{
        error::{Code, Error, Result},
        idempotency::StoredAnswer,
        people::users,
        sign_in::devices,
    },
    domain::{organisation::Organisation, people::user::User, values::record::Stored},
    http::request,
    language::words::Words,
    web::kit::{
        assets::{ADDRESSES, Addresses},
        form::Form,
        page::{Page, page_now},
        visit::Visitor,
    },
};

#[derive(Template)]
#[template(path = "web/sign_in/invitation.html")]
struct InvitationPage {
    w: Words,
    assets: &'static Addresses,
    theme: Option<&'static str>,
    form: Form,
    token: String,
    invite: String,
    user: Stored<User>,
    organisation: Stored<Organisation>,
}

#[derive(Template)]
#[template(path = "web/sign_in/invitation_over.html")]
struct OverPage {
    w: Words,
    assets: &'static Addresses,
    theme: Option<&'static str>,
}

type Invited = (Stored<User>, Stored<Organisation>);

/// Looks up the invitation by its token; the visitor then reads the invited person's language.
async fn invited(visitor: &mut Visitor, invite: &str) -> Result<Invited> {
    let found = users::invitation(&visitor.app, invite, visitor.request_id.clone()).await;
    if let Ok((user, _)) = &found {
        visitor.words = Words(user.language);
    }
    found
}

fn invite_of(visitor: &Visitor) -> String {
    visitor.request.match_info().get("token").unwrap_or_default().to_owned()
}

fn render(visitor: &Visitor, status: StatusCode, form: Form, invite: String, (user, organisation): Invited) -> Page {
    let bound = Bound::to(visitor)?;
    let token = bound.token.clone();
    let page = InvitationPage {
        w: visitor.words,
        assets: &ADDRESSES,
        theme: visitor.theme(),
        form,
        token,
        invite,
        user,
        organisation,
    };
    let response = page_now(&visitor.request, status, &page)?;
    bound.keep(visitor, response)
}

/// The page that says that an invitation is no longer valid; other errors are passed on.
fn over(visitor: &Visitor, error: Error) -> Page {
    if error.code != Code::NotFound {
        return Err(error.into());
    }
    page_now(
        &visitor.request,
        StatusCode::NOT_FOUND,
        &OverPage { w: visitor.words, assets: &ADDRESSES, theme: visitor.theme() },
    )
}

pub async fn show(mut visitor: Visitor) -> Page {
    let invite = invite_of(&visitor);
    match invited(&mut visitor, &invite).await {
        Ok(invited) => render(&visitor, StatusCode::OK, Form::empty(visitor.words), invite, invited),
        Err(error) => over(&visitor, error),
    }
}

pub async fn accept(mut visitor: Visitor) -> Page {
    let invite = invite_of(&visitor);
    let found = invited(&mut visitor, &invite).await;
    let form = signed_out::form(&visitor).await?;
    let invited = match found {
        Ok(invited) => invited,
        Err(error) => return over(&visitor, error),
    };
    let nothing = |_| Ok(StoredAnswer::default());
    let (app, request_id) = (&visitor.app, visitor.request_id.clone());
    let address = request::address(&visitor.request, app.proxies);
    match users::accept_invitation(app, &invite, form.command(), address, request_id, None, nothing).await {
        Ok(_) => {
            let theirs = devices::remembered(&app.tokens, signed_out::devices(&visitor).as_deref(), invited.0.id())?;
            signed_out::enter(&visitor, invited.0.email.as_str(), form.value("password"), Some(theirs)).await
        }
        Err(error) if error.code == Code::NotFound => over(&visitor, error),
        Err(error) => render(&visitor, error.status(), form.refused(&error), invite, invited),
    }
}
