//! Following: the caller stars objectives, key results, KPIs, departments and people, and takes the star away again.
//! Stars are the caller's own, so there is no permission to ask for; an API key is no person and has none. What was
//! deleted since is left out.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    app::{
        App,
        error::{Code, Error, Result},
    },
    domain::{
        context::Ctx,
        people::{star::StarredKind, user::User},
        values::{id::Id, record::rfc3339},
    },
    store::{
        departments,
        engine::tx::Reader,
        key_results, kpis, objectives,
        people::{
            stars::{self, Star},
            users,
        },
        references,
    },
};

/// The most things that a person can follow.
const STARS_MAX: usize = 500;

/// Something that the caller follows.
#[derive(Debug, Clone, Serialize)]
pub struct StarredThing {
    pub entity: StarredKind,
    #[serde(serialize_with = "text")]
    pub id: Uuid,
    /// Its name or title.
    pub title: String,
    #[serde(serialize_with = "rfc3339")]
    pub starred_at: DateTime<Utc>,
}

fn text<S: serde::Serializer>(id: &Uuid, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// Kinds and ids of what somebody follows.
#[derive(Debug, Clone, Default)]
pub struct StarSet(BTreeSet<(StarredKind, String)>);

impl StarSet {
    #[must_use]
    pub fn has(&self, kind: StarredKind, id: &str) -> bool {
        self.0.contains(&(kind, id.to_owned()))
    }
}

fn person(ctx: &Ctx) -> Result<Id<User>> {
    ctx.actor.user_id().ok_or_else(|| Error::forbidden("error-api-key-is-no-person"))
}

/// What the caller follows, in the order in which they began.
///
/// # Errors
/// `forbidden` for an API key.
pub fn list(reader: &mut Reader<'_>) -> Result<Vec<StarredThing>> {
    let own = person(reader.ctx())?;
    let all = stars::of_user(reader, own)?;
    let titles = titles(reader, &all)?;
    let thing = |star: &Star| {
        let title = titles.get(&(star.kind, star.id))?.clone();
        Some(StarredThing { entity: star.kind, id: star.id, title, starred_at: star.created_at })
    };
    Ok(all.iter().filter_map(thing).collect())
}

fn titles(reader: &mut Reader<'_>, all: &[Star]) -> Result<HashMap<(StarredKind, Uuid), String>> {
    fn ids<T>(all: &[Star], kind: StarredKind) -> Vec<Id<T>> {
        all.iter().filter(|star| star.kind == kind).map(|star| Id::new(star.id)).collect()
    }
    let mut titles = HashMap::new();
    for one in objectives::by_ids(reader, &ids(all, StarredKind::Objective))? {
        titles.insert((StarredKind::Objective, one.id().uuid()), one.title.to_string());
    }
    for one in key_results::by_ids(reader, &ids(all, StarredKind::KeyResult))? {
        titles.insert((StarredKind::KeyResult, one.id().uuid()), one.title.to_string());
    }
    for one in kpis::by_ids(reader, &ids(all, StarredKind::Kpi))? {
        titles.insert((StarredKind::Kpi, one.id().uuid()), one.name.to_string());
    }
    for one in departments::by_ids(reader, &ids(all, StarredKind::Department))? {
        titles.insert((StarredKind::Department, one.id().uuid()), one.name.to_string());
    }
    for one in users::by_ids(reader, &ids(all, StarredKind::User))? {
        titles.insert((StarredKind::User, one.id().uuid()), one.name.to_string());
    }
    Ok(titles)
}

/// What the caller follows, for marking it in lists; nothing for an API key.
///
/// # Errors
/// Those of the database.
pub fn marked(reader: &mut Reader<'_>) -> Result<StarSet> {
    let Some(own) = reader.ctx().actor.user_id() else { return Ok(StarSet::default()) };
    let all = stars::of_user(reader, own)?;
    Ok(StarSet(all.iter().map(|star| (star.kind, star.id.to_string())).collect()))
}

/// Follows something; does nothing if the caller follows it already.
///
/// # Errors
/// `forbidden` for an API key; `not_found`; `conflict` when the caller follows too much.
pub async fn add(app: &App, ctx: Ctx, kind: StarredKind, id: Uuid) -> Result<()> {
    let (own, now) = (person(&ctx)?, ctx.now);
    app.db
        .housekeeping(ctx, move |writer| {
            if !references::exists(writer, kind.entity(), id)? {
                return Err(Error::not_found());
            }
            let all = stars::of_user(writer, own)?;
            if all.iter().any(|star| star.kind == kind && star.id == id) {
                return Ok(());
            }
            if all.len() >= STARS_MAX {
                return Err(Error::new(Code::Conflict, "error-too-many-stars"));
            }
            Ok(stars::insert(writer, own, &Star { kind, id, created_at: now })?)
        })
        .await
}

/// Stops following something; does nothing if the caller does not follow it.
///
/// # Errors
/// `forbidden` for an API key; `not_found`.
pub async fn remove(app: &App, ctx: Ctx, kind: StarredKind, id: Uuid) -> Result<()> {
    let own = person(&ctx)?;
    app.db
        .housekeeping(ctx, move |writer| {
            let follows = stars::of_user(writer, own)?.iter().any(|star| star.kind == kind && star.id == id);
            if !follows && !references::exists(writer, kind.entity(), id)? {
                return Err(Error::not_found());
            }
            Ok(stars::delete(writer, own, (kind, id))?)
        })
        .await
}
