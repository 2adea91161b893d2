//! Requests as the handlers see them. `AnonymousRequest` is a request without authentication: path, query, body.
//! `AuthenticatedRequest` is one whose sender was authenticated; all but a few anonymous operations take it. Each part
//! is parsed when the handler asks for it, so errors come in the order of the contract: 401, then 404 for the path,
//! then faults in the rest.

use std::{cell::Cell, future::Future, net::IpAddr, ops::Deref, pin::Pin, str::FromStr};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header::HeaderName},
    web,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    answer::{Answer, KeptAnswer, Reply},
    authentication,
    cursor::{self, Scope},
};
use crate::{
    app::{
        App, Reader, Session, Tx,
        error::{Code, Error, Result},
        idempotency::{self, Attempt},
        input::{Command, Input, Parsed},
        listing::Query,
        require,
        sign_in::secrets,
    },
    domain::{
        access::Action,
        context::Ctx,
        values::{id::Id, message::Message},
    },
    http::{body, conditional, offload::offload_large, origin::Origin, problem::Problem, request},
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request whose sender was not authenticated.
pub struct AnonymousRequest {
    pub app: App,
    pub request_id: String,
    request: HttpRequest,
    payload: Cell<Option<Payload>>,
    /// SHA-256 of the body; empty until it is read.
    body_hash: Cell<Vec<u8>>,
}

impl FromRequest for AnonymousRequest {
    type Error = Problem;
    type Future = std::future::Ready<std::result::Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>();
        let Some(app) = app else {
            return std::future::ready(Err(Error::internal("The program is not set up.").into()));
        };
        std::future::ready(Ok(Self {
            app: App::clone(app),
            request_id: request::id(request),
            request: request.clone(),
            payload: Cell::new(Some(payload.take())),
            body_hash: Cell::default(),
        }))
    }
}

impl AnonymousRequest {
    /// A parameter of the path; a malformed one gives `not_found`.
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T> {
        self.request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or_else(Error::not_found)
    }

    pub fn id<T>(&self, name: &str) -> Result<Id<T>> {
        self.path(name)
    }

    /// The client's address.
    pub fn address(&self) -> Option<IpAddr> {
        request::address(&self.request, self.app.proxies)
    }

    /// Parses the JSON body as a command; PATCH also accepts the media type of merge patches.
    pub async fn command<T: Command + Send + 'static>(&self) -> Result<Parsed<T>> {
        let merge_patch = self.request.method() == Method::PATCH;
        let accepted = match self.request.content_type().to_ascii_lowercase().as_str() {
            "application/json" => true,
            "application/merge-patch+json" => merge_patch,
            _ => false,
        };
        if !accepted {
            return Err(Error::new(Code::UnsupportedMediaType, "error-send-application-json"));
        }
        let bytes = body::read(&self.request, self.payload.take()).await?;
        self.body_hash.set(secrets::hash(&bytes));
        let length = bytes.len();
        offload_large(length, move || Ok(Input::json(json(&bytes)?).command())).await?
    }

    /// Parses the query string as a command.
    pub fn filter<T: Command>(&self) -> Parsed<T> {
        Input::text(self.pairs()).command()
    }

    /// The attempt that the `Idempotency-Key` names, if the request has one. Read the body first: its hash is part of
    /// the attempt.
    pub fn attempt(&self, credential: Uuid) -> Result<Option<Attempt>> {
        let Some(value) = self.request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
        let text = value.to_str().unwrap_or_default();
        Attempt::new(credential, self.request.path(), text, self.body_hash.take()).map(Some)
    }

    fn pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.request.query_string().as_bytes()).into_owned().collect()
    }
}

/// The most values in a body: in memory each takes much more than its text.
const VALUES_MAX: usize = 50_000;

/// The value of a JSON text; a byte order mark before it is ignored.
fn json(bytes: &[u8]) -> Result<Value> {
    if commas(bytes) >= VALUES_MAX {
        return Err(Error::new(
            Code::TooLarge,
            Message::new("error-too-many-values").with("max", VALUES_MAX.to_string()),
        ));
    }
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|error| Error::new(Code::NotJson, Message::new("error-not-json").with("why", error.to_string())))
}

/// How many commas are between the values of a JSON text, those within its strings not counted.
fn commas(text: &[u8]) -> usize {
    let (mut count, mut in_string, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}

/// A request whose sender was authenticated, with what they may do.
pub struct AuthenticatedRequest {
    anyone: AnonymousRequest,
    pub ctx: Ctx,
    session: Option<Id<Session>>,
}

impl Deref for AuthenticatedRequest {
    type Target = AnonymousRequest;

    fn deref(&self) -> &AnonymousRequest {
        &self.anyone
    }
}

impl FromRequest for AuthenticatedRequest {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let anyone = AnonymousRequest::from_request(request, payload).into_inner();
        Box::pin(async move {
            let anyone = anyone?;
            let (mut ctx, session) =
                authentication::authenticate(&anyone.app, &anyone.request, &anyone.request_id).await?;
            request::note_authenticated(&anyone.request);
            ctx.expected = conditional::if_match(anyone.request.headers())?;
            Ok(Self { anyone, ctx, session })
        })
    }
}

impl AuthenticatedRequest {
    /// The session of the person who sent the request; an API key has none.
    pub fn session(&self) -> Result<Id<Session>> {
        self.session.ok_or_else(|| Error::forbidden("error-api-key-is-no-person"))
    }

    /// Runs a use case that reads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Reader<'_>) -> Result<T> + Send + 'static,
    {
        require(&self.ctx, Action::Read)?;
        self.app.db.read(self.ctx.clone(), work).await
    }

    /// Runs a use case that changes something.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.app.db.write(self.ctx.clone(), work).await
    }

    /// Runs the use case of a POST; with an `Idempotency-Key` it runs at most once, however often the request is
    /// repeated.
    pub async fn once<T, W, A>(&self, work: W, answer: A) -> Answer
    where
        W: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        A: Fn(T) -> Answer + Send + 'static,
    {
        let whole = move |tx: &mut Tx<'_>| answer(work(tx)?).kept();
        let attempt = self.attempt(self.ctx.actor.id.unwrap_or_default())?;
        let _running = self.app.attempts.begin(self.ctx.organisation, attempt.as_ref())?;
        let tokens = self.app.tokens.clone();
        Ok(self.write(move |tx| idempotency::once(tx, attempt.as_ref(), &tokens, &whole)).await.map(Reply::once)?)
    }

    /// The origin of the pages, for their addresses.
    pub fn origin(&self) -> String {
        Origin::of(&self.request).origin
    }

    /// The query of a list: filters, limit, and the key in its cursor.
    pub fn list<F: Command>(&self) -> Result<Query<F>> {
        let (cursors, filters): (Vec<_>, Vec<_>) = self.pairs().into_iter().partition(|(name, _)| name == "cursor");
        let after = match cursors.as_slice() {
            [] => None,
            [(_, cursor)] => Some(cursor::open(&self.app.tokens, &self.scope(), cursor)?),
            _ => return Err(crate::app::listing::bad_cursor()),
        };
        Ok(Query { filters: Input::text(filters).command_beside(&["cursor"]), after })
    }

    /// The address of another page of this list, with a parameter that takes the place of the same one here.
    pub fn page_at(&self, name: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(known, _)| known != name);
        let pairs =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).append_pair(name, value).finish();
        format!("{}?{pairs}", self.request.path())
    }

    /// What the cursors of this list are valid for: organisation, path and filters.
    pub fn scope(&self) -> Scope {
        let mut filters = self.pairs();
        filters.retain(|(name, _)| name != "cursor" && name != "limit");
        filters.sort();
        Scope { organisation: self.ctx.organisation, path: self.request.path().to_owned(), filters }
    }
}
