//! Views of lists that the caller keeps under a name: adding, renaming and deleting them, and replacing them all.
//! They are the caller's own; those of others do not exist for them, and an API key, which is no person, has none.
//! Parameters are not checked against the list, which ignores what it does not know.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::{
    app::{
        App,
        error::{Code, Error, Result},
        input::{At, Command, Field, Fields, Parsed},
    },
    domain::{
        context::Ctx,
        people::{
            saved_view::{SavedList, SavedView},
            user::User,
        },
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            text::Name,
        },
    },
    store::{
        engine::tx::{self, Reader},
        people::saved_views,
    },
};

/// The most views that a person can keep.
const VIEWS_MAX: usize = 100;
/// The most parameters of a view, and the most characters of one.
const PARAMETERS_MAX: usize = 20;
const LENGTH_MAX: usize = 200;

/// The contents of a view.
#[derive(Debug, Clone)]
pub struct PutView {
    pub list: SavedList,
    pub name: Name,
    pub parameters: BTreeMap<String, String>,
}

impl Command for PutView {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (list, name) = (fields.required("list"), fields.required("name"));
        let parameters = fields.with("query", Some(BTreeMap::new()), parameters);
        Some(Self { list: list?, name: name?, parameters: parameters? })
    }
}

impl PutView {
    fn of(self, user_id: Id<User>, created_at: DateTime<Utc>) -> SavedView {
        let Self { list, name, parameters } = self;
        SavedView { id: tx::new_id(created_at), user_id, list, name, parameters, created_at }
    }
}

/// All views of a person.
#[derive(Debug, Clone)]
pub struct PutViews {
    pub items: Vec<PutView>,
}

impl Command for PutViews {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let items = fields.with("items", None, |value, at| {
            let elements = at.elements(value, VIEWS_MAX)?;
            let read = |(place, element): (usize, &Value)| at.below(&place.to_string()).object(element, PutView::read);
            let read: Vec<Option<PutView>> = elements.iter().enumerate().map(read).collect();
            read.into_iter().collect()
        });
        Some(Self { items: items? })
    }
}

fn parameters(value: &Value, at: &mut At<'_>) -> Option<BTreeMap<String, String>> {
    let Value::Object(members) = value else {
        at.wrong_type("fault-not-an-object");
        return None;
    };
    if members.len() > PARAMETERS_MAX {
        at.fault(Fault::new(FaultCode::TooLong, "fault-view-parameters"));
        return None;
    }
    let mut read = BTreeMap::new();
    for (name, value) in members {
        let known = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let mut here = at.below(name);
        let Some(text) = value.as_str().filter(|text| known && text.chars().count() <= LENGTH_MAX) else {
            here.fault(Fault::new(FaultCode::BadFormat, "fault-view-parameters"));
            return None;
        };
        // Of a name only its form matters here: control characters are refused and the text is normalised.
        let text = if text.trim().is_empty() { String::new() } else { Name::read(value, &mut here)?.into_string() };
        read.insert(name.clone(), text);
    }
    Some(read)
}

fn person(ctx: &Ctx) -> Result<Id<User>> {
    ctx.actor.user_id().ok_or_else(|| Error::forbidden("error-api-key-is-no-person"))
}

/// The caller's views, of one list or of all, the oldest first.
///
/// # Errors
/// `forbidden` for an API key.
pub fn list(reader: &mut Reader<'_>, of: Option<SavedList>) -> Result<Vec<SavedView>> {
    let own = person(reader.ctx())?;
    let mut views = saved_views::of_user(reader, own)?;
    views.retain(|view| of.is_none_or(|list| view.list == list));
    Ok(views)
}

/// Adds a view.
///
/// # Errors
/// `forbidden` for an API key; `invalid`; `conflict` when the caller keeps too many.
pub async fn add(app: &App, ctx: Ctx, put: Parsed<PutView>) -> Result<SavedView> {
    let (own, now) = (person(&ctx)?, ctx.now);
    app.db
        .housekeeping(ctx, move |writer| {
            let put = put.validate_plain()?;
            if saved_views::of_user(writer, own)?.len() >= VIEWS_MAX {
                return Err(Error::new(Code::Conflict, "error-too-many-views"));
            }
            let view = put.of(own, now);
            saved_views::put(writer, &view)?;
            Ok(view)
        })
        .await
}

/// Replaces all of the caller's views, in this order.
///
/// # Errors
/// `forbidden` for an API key; `invalid`.
pub async fn replace(app: &App, ctx: Ctx, put: Parsed<PutViews>) -> Result<Vec<SavedView>> {
    let (own, now) = (person(&ctx)?, ctx.now);
    app.db
        .housekeeping(ctx, move |writer| {
            let PutViews { items } = put.validate_plain()?;
            saved_views::delete_all(writer, own)?;
            let at = |place: i64| now + Duration::microseconds(place);
            let views: Vec<SavedView> = (0..).zip(items).map(|(place, item)| item.of(own, at(place))).collect();
            views.iter().try_for_each(|view| saved_views::put(writer, view))?;
            Ok(views)
        })
        .await
}

/// Changes the name of one of the caller's views.
///
/// # Errors
/// `forbidden` for an API key; `not_found`, also for another person's view; `invalid`.
pub async fn rename(app: &App, ctx: Ctx, id: Id<SavedView>, name: String) -> Result<()> {
    let own = person(&ctx)?;
    app.db
        .housekeeping(ctx, move |writer| {
            let view = saved_views::get(writer, id)?.filter(|view| view.user_id == own).ok_or_else(Error::not_found)?;
            let name = Name::parse(&name).map_err(|fault| Error::invalid(vec![fault.below("/name")]))?;
            Ok(saved_views::put(writer, &SavedView { name, ..view })?)
        })
        .await
}

/// # Errors
/// `forbidden` for an API key; `not_found`, also for another person's view.
pub async fn delete(app: &App, ctx: Ctx, id: Id<SavedView>) -> Result<()> {
    let own = person(&ctx)?;
    app.db
        .housekeeping(ctx, move |writer| {
            let view = saved_views::get(writer, id)?.filter(|view| view.user_id == own);
            saved_views::delete(writer, view.ok_or_else(Error::not_found)?.id).map_err(Error::from)
        })
        .await
}
