//! What a handler gets. `Anyone` is a request as it came: path, query, body. `Call` is one whose sender is known: every
//! operation takes it but the few anonymous ones. Parts are read when the handler asks, so that the order of refusals is
//! the contract's: 401, then 404 for the path, then what is wrong with the rest.

use std::{cell::Cell, future::Future, ops::Deref, pin::Pin, str::FromStr};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
    web::{self, Bytes},
};
use serde_json::Value;

use super::{
    auth,
    cursor::{self, Scope},
    problem::Problem,
    telemetry::RequestId,
};
use crate::{
    app::{
        App, Reader, Session, Tx,
        error::{Code, Error, Result},
        input::Input,
        listing::ListQuery,
    },
    domain::{ctx::Ctx, id::Id},
};

/// The largest body, in bytes.
pub const BODY_MAX: usize = 1_048_576;

/// A request whose sender may be anybody.
pub struct Anyone {
    pub app: App,
    pub request_id: String,
    request: HttpRequest,
    payload: Cell<Option<Payload>>,
}

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = std::future::Ready<std::result::Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>();
        let Some(app) = app else {
            return std::future::ready(Err(Error::new(Code::Internal, "The program is not set up.").into()));
        };
        std::future::ready(Ok(Self {
            app: App::clone(app),
            request_id: RequestId::of(request),
            request: request.clone(),
            payload: Cell::new(Some(payload.take())),
        }))
    }
}

impl Anyone {
    /// A part of the path; what is malformed does not exist.
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T> {
        self.request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or_else(Error::not_found)
    }

    /// The id in the path.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>> {
        self.path(name)
    }

    /// The JSON body.
    pub async fn json(&self) -> Result<Input> {
        let merge_patch = self.request.method() == Method::PATCH;
        let accepted = match self.request.content_type().to_ascii_lowercase().as_str() {
            "application/json" => true,
            "application/merge-patch+json" => merge_patch,
            _ => false,
        };
        if !accepted {
            return Err(Error::new(Code::UnsupportedMediaType, "Send the body as application/json."));
        }
        let bytes = self.bytes().await?;
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Error::new(Code::NotJson, format!("The body is not JSON: {error}.")))?;
        Ok(Input::json(value))
    }

    async fn bytes(&self) -> Result<Bytes> {
        let too_large = || Error::new(Code::TooLarge, format!("A body may have at most {BODY_MAX} bytes."));
        let declared = self.request.headers().get(header::CONTENT_LENGTH);
        if declared.and_then(|length| length.to_str().ok()?.parse().ok()).is_some_and(|length: usize| length > BODY_MAX)
        {
            return Err(too_large());
        }
        let payload = self.payload.take().unwrap_or(Payload::None);
        actix_web::body::to_bytes_limited(BodyOf(payload), BODY_MAX)
            .await
            .map_err(|_| too_large())?
            .map_err(|error| Error::new(Code::NotJson, format!("The body did not arrive whole: {error}.")))
    }

    /// The members of the query string.
    pub fn query(&self) -> Result<Input> {
        Input::text(self.pairs()?)
    }

    fn pairs(&self) -> Result<Vec<(String, String)>> {
        web::Query::<Vec<(String, String)>>::from_query(self.request.query_string())
            .map(web::Query::into_inner)
            .map_err(|_| Error::invalid(Vec::new()))
    }
}

/// Lets a payload be collected with a bound.
struct BodyOf(Payload);

impl actix_web::body::MessageBody for BodyOf {
    type Error = actix_web::error::PayloadError;

    fn size(&self) -> actix_web::body::BodySize {
        actix_web::body::BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<std::result::Result<Bytes, Self::Error>>> {
        futures_core::Stream::poll_next(Pin::new(&mut self.0), context)
    }
}

/// A request whose sender is known, with what they may do.
pub struct Call {
    anyone: Anyone,
    pub ctx: Ctx,
    pub session: Id<Session>,
}

impl Deref for Call {
    type Target = Anyone;

    fn deref(&self) -> &Anyone {
        &self.anyone
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let anyone = Anyone::from_request(request, payload).into_inner();
        Box::pin(async move {
            let anyone = anyone?;
            let (ctx, session) = auth::authenticate(&anyone.app, &anyone.request, &anyone.request_id).await?;
            Ok(Self { anyone, ctx, session })
        })
    }
}

impl Call {
    /// Runs a use case that reads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Reader<'_>) -> Result<T> + Send + 'static,
    {
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

    /// What a list was asked for, its cursor opened.
    pub fn list_query(&self) -> Result<ListQuery> {
        let pairs = self.pairs()?;
        let (cursors, filters): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "cursor");
        let after = match cursors.as_slice() {
            [] => None,
            [(_, cursor)] => Some(cursor::open(&self.app.tokens, &self.scope(), cursor)?),
            _ => return Err(crate::app::listing::bad_cursor()),
        };
        Ok(ListQuery { filters: Input::text(filters)?, after })
    }

    /// What this list's cursors are bound to: organisation, path and filters.
    pub fn scope(&self) -> Scope {
        let mut filters: Vec<_> = self
            .pairs()
            .unwrap_or_default()
            .into_iter()
            .filter(|(name, _)| name != "cursor" && name != "limit")
            .collect();
        filters.sort();
        Scope { organisation: self.ctx.organisation, path: self.request.path().to_owned(), filters }
    }
}
