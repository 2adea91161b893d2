//! Extractors for who asks for a page: a `Visitor` is anybody; a `Visit` is somebody signed in, authenticated by the
//! session cookie. Without a session a `Visit` redirects to the sign-in page, and from there back. Forms are read here
//! too: a form's token must belong to the session, and its `Origin` must be ours.

use std::{cell::Cell, future::Future, ops::Deref, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    cookie::Cookie,
    dev::Payload,
    http::{
        Method,
        header::{AcceptLanguage, Header, ORIGIN, Quality, REFERER, USER_AGENT},
    },
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};

use super::{
    cookies::{Purpose, SESSION_DAYS},
    failure::Failure,
    form::{FIELDS_MAX, Form},
    page::{Page, redirect},
};
use crate::{
    app::{
        App, Reader, Session, Tx, changes,
        error::{Code, Error, Result},
        people::names::{self, Names},
        sign_in::{
            secrets,
            visits::{self, AuthenticatedVisit},
        },
    },
    domain::{
        change::LoggedChange,
        context::{Ctx, Expected},
        organisation::Language,
        people::user::User,
        values::{id::Id, message::Message, record::Stored},
    },
    http::{body, offload::offload_large, origin::Origin, request},
    language::words::Words,
    web::parts::changes::{Detail, differences},
};

/// What the log says about a refused origin.
const SETTING: &str =
    "set PERNO_PUBLIC_URL to the address that browsers show, or let the proxy pass on Host with its port";

/// The cookie of a session that was just renewed.
pub struct Prolonged(pub Cookie<'static>);

/// Anybody, signed in or not.
pub struct Visitor {
    pub app: App,
    pub words: Words,
    pub request: HttpRequest,
    pub request_id: String,
    pub origin: Origin,
    payload: Cell<Option<Payload>>,
}

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = std::future::Ready<std::result::Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Some(app) = request.app_data::<web::Data<App>>() else {
            return std::future::ready(Err(Error::internal("The program is not set up.").into()));
        };
        std::future::ready(Ok(Self {
            app: App::clone(app),
            words: words_of(request),
            request: request.clone(),
            request_id: request::id(request),
            origin: Origin::of(request),
            payload: Cell::new(Some(payload.take())),
        }))
    }
}

/// The language given in the query string, else the browser's, else English.
pub fn words_of(request: &HttpRequest) -> Words {
    let chosen = pairs(request).into_iter().find(|(name, _)| name == "language");
    if let Some(language) = chosen.and_then(|(_, value)| value.parse().ok()) {
        return Words(language);
    }
    let Ok(mut accepted) = AcceptLanguage::parse(request) else { return Words(Language::English) };
    accepted.retain(|one| one.quality > Quality::ZERO);
    let known = accepted.ranked().iter().find_map(|one| one.item()?.primary_language().parse().ok());
    Words(known.unwrap_or(Language::English))
}

fn pairs(request: &HttpRequest) -> Vec<(String, String)> {
    form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect()
}

impl Visitor {
    /// The theme that was chosen in this browser.
    pub fn theme(&self) -> Option<&'static str> {
        self.origin.theme(&self.request)
    }

    /// A parameter of the query string.
    pub fn asked(&self, name: &str) -> Option<String> {
        pairs(&self.request).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All parameters of the query string.
    pub fn all_asked(&self) -> Vec<(String, String)> {
        pairs(&self.request)
    }

    /// An id in the path; a malformed one is not found.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>> {
        self.request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or_else(Error::not_found)
    }

    pub fn user_agent(&self) -> Option<&str> {
        self.request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok())
    }

    /// A form token, bound to a secret of the browser and different each time.
    pub fn token_for(&self, bound_to: &str) -> Result<String> {
        let nonce = secrets::random::<16>()?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &self.app.tokens.seal_form(&nonce, bound_to)].concat()))
    }

    /// Reads a form whose token is bound to this browser.
    ///
    /// # Errors
    /// `forbidden` when the form came from elsewhere. If its origin is not ours, the reason and the log name the setting
    /// that may be wrong: a proxy that passes on `Host` without its port refuses every form.
    pub async fn form_bound_to(&self, bound_to: &str) -> Result<Form> {
        let bytes = body::read(&self.request, self.payload.take()).await?;
        let words = self.words;
        let length = bytes.len();
        let fields = move || {
            let sent = form_urlencoded::parse(&bytes).into_owned().take(FIELDS_MAX + 1);
            Form::sent(sent.collect(), words)
        };
        let form = offload_large(length, fields).await??;
        if let Some(from) = self.foreign_origin() {
            let (own, request_id) = (&self.origin.origin, &self.request_id);
            tracing::warn!(request_id, origin = from, expected = own, "a form was refused for its origin: {SETTING}");
            let why = Message::new("error-form-origin").with("from", from).with("own", own.as_str());
            return Err(Error::forbidden(why.with("setting", "PERNO_PUBLIC_URL")));
        }
        if !self.is_ours() || !self.holds(form.token(), bound_to) {
            return Err(Error::forbidden("error-form-from-elsewhere"));
        }
        Ok(form)
    }

    /// The origin that the browser named, if it is not ours.
    fn foreign_origin(&self) -> Option<&str> {
        let origin = self.request.headers().get(ORIGIN)?.to_str().ok()?;
        (origin != self.origin.origin).then_some(origin)
    }

    fn is_ours(&self) -> bool {
        let header = |name| self.request.headers().get(name).and_then(|value| value.to_str().ok());
        match (header(ORIGIN), header(REFERER)) {
            (Some(origin), _) => origin == self.origin.origin,
            (None, Some(from)) => from.strip_prefix(&self.origin.origin).is_some_and(|rest| rest.starts_with('/')),
            (None, None) => false,
        }
    }

    fn holds(&self, token: &str, bound_to: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
        bytes
            .split_first_chunk::<16>()
            .is_some_and(|(nonce, seal)| secrets::constant_time_eq(seal, &self.app.tokens.seal_form(nonce, bound_to)))
    }
}

/// Somebody signed in.
pub struct Visit {
    visitor: Visitor,
    pub ctx: Ctx,
    pub session: Id<Session>,
    /// The end of the visit before this one.
    pub previous_at: Option<DateTime<Utc>>,
    pub user: Stored<User>,
    /// Whether the organisation is led to its first score.
    pub guided: bool,
}

impl Deref for Visit {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl FromRequest for Visit {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        Box::pin(authenticated(Visitor::from_request(request, payload).into_inner(), true))
    }
}

/// A request that an open page sends by itself: it does not prolong the session.
pub struct Poll(pub Visit);

impl FromRequest for Poll {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload).into_inner();
        Box::pin(async move { authenticated(visitor, false).await.map(Self) })
    }
}

async fn authenticated(
    visitor: std::result::Result<Visitor, Failure>,
    is_use: bool,
) -> std::result::Result<Visit, Failure> {
    let visitor = visitor?;
    let Some(cookie) = visitor.origin.read(&visitor.request, Purpose::Session) else {
        return Err(Failure::turned(to_sign_in(&visitor)));
    };
    match visits::authenticate(&visitor.app, &cookie, is_use, visitor.request_id.clone()).await {
        Ok(AuthenticatedVisit { ctx, session, user, previous_at, prolonged, guided }) => {
            request::note_authenticated(&visitor.request);
            if prolonged {
                let cookie = visitor.origin.set(Purpose::Session, cookie, SESSION_DAYS);
                visitor.request.extensions_mut().insert(Prolonged(cookie));
            }
            let words = Words(user.language);
            Ok(Visit { visitor: Visitor { words, ..visitor }, ctx, session, user, previous_at, guided })
        }
        Err(error) if error.code == Code::Unauthenticated => Err(Failure::turned(to_sign_in(&visitor))),
        Err(error) => Err(error.into()),
    }
}

/// Redirects to the sign-in page, which leads back to the wanted page.
fn to_sign_in(visitor: &Visitor) -> HttpResponse {
    let wanted = visitor.request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    if *visitor.request.method() != Method::GET || wanted == "/" {
        return redirect("/sign-in");
    }
    let next: Vec<(&str, &str)> = vec![("next", wanted)];
    redirect(format!("/sign-in?{}", query_string(&next)))
}

/// Pairs, encoded as a query string.
pub fn query_string(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Visit {
    /// A form token for this session.
    pub fn token(&self) -> Result<String> {
        self.token_for(&self.session.to_string())
    }

    /// Reads a form of this session.
    pub async fn form(&self) -> Result<Form> {
        self.form_bound_to(&self.session.to_string()).await
    }

    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Reader<'_>) -> Result<T> + Send + 'static,
    {
        self.app.db.read(self.ctx.clone(), work).await
    }

    /// Runs the use case of a form; if the form names a version, only while that is the current one.
    pub async fn write<T, F>(&self, form: &Form, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let expected = form.version().map(|version| Expected::Versions(vec![version]));
        self.app.db.write(Ctx { expected, ..self.ctx.clone() }, work).await
    }

    /// The refused form with its faults; if somebody else saved in the meantime, with their changes, ready to overwrite
    /// them.
    pub async fn refused(&self, form: Form, error: &Error, entity: &'static str, entity_id: &str) -> Result<Form> {
        let refused = form.refused(error);
        if error.code != Code::Stale {
            return Ok(refused);
        }
        let (id, known) = (entity_id.to_owned(), refused.version().unwrap_or(0));
        let since = move |reader: &mut Reader<'_>| {
            let changes = changes::since(reader, entity, &id, known)?;
            Ok((names::of(reader, &changes)?, changes))
        };
        let (names, changes) = self.read(since).await?;
        Ok(self.with_conflict(refused, &changes, &names))
    }

    fn with_conflict(&self, form: Form, changes: &[LoggedChange], names: &Names) -> Form {
        let (w, zone) = (self.words, self.ctx.time_zone);
        let Some(last) = changes.last() else { return form };
        let told = [("person", last.actor.name.as_str()), ("moment", &w.moment(last.at, zone))];
        let quoted =
            |text: Option<String>| text.map_or_else(|| w.say("empty"), |text| w.with("quoted", &[("text", &text)]));
        let difference = |one: Detail| {
            let (before, after) = (quoted(one.before), quoted(one.after));
            let told = [("member", one.label.as_str()), ("before", &before), ("after", &after)];
            (one.path, w.with("changed-member", &told))
        };
        let differences = differences(w, zone, changes, names).into_iter().map(difference).collect();
        let version = last.after.as_ref().and_then(|after| after.get("version")?.as_i64());
        form.with_conflict(w.with("changed-meanwhile", &told), version, differences)
    }
}

/// Redirects to the sign-in page and deletes the session cookie.
pub fn end_visit(visitor: &Visitor) -> Page {
    let mut response = redirect("/sign-in");
    response.add_cookie(&visitor.origin.unset(Purpose::Session)).map_err(Error::internal)?;
    Ok(response)
}
