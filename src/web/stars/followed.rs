//! What a person follows, as a section of a page: each thing with its kind, and objectives and key results with where
//! they stand. Also setting a star and taking it away, after which the page where that was done is shown again. The
//! section is drawn by `followed.html`.

use crate::{
    app::{
        Reader,
        error::{Error, Result},
        key_results, objectives,
        people::stars::{self, StarredThing},
    },
    domain::{cycle::Cycle, key_result::KeyResultState, people::star::StarredKind, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            frame::Place,
            page::{Page, inside, redirect},
            visit::Visit,
        },
        parts::status::Standing,
    },
};

pub struct FollowedLine {
    pub kind: String,
    pub title: String,
    pub link: String,
    pub score: String,
    pub standing: Option<Standing>,
}

/// The path of the pages of a kind.
const fn folder(kind: StarredKind) -> &'static str {
    match kind {
        StarredKind::Objective => "/objectives",
        StarredKind::KeyResult => "/key-results",
        StarredKind::Kpi => "/kpis",
        StarredKind::Department => "/departments",
        StarredKind::User => "/people",
    }
}

/// What the reader follows; with a cycle, only the objectives and key results in it.
///
/// # Errors
/// Those of the database.
pub fn followed(reader: &mut Reader<'_>, w: Words, place: &Place, of: Option<Id<Cycle>>) -> Result<Vec<FollowedLine>> {
    let mut lines = Vec::new();
    for thing in stars::list(reader)? {
        let Some((cycle, score, standing)) = standing(reader, w, place, &thing)? else { continue };
        if of.is_some() && cycle != of {
            continue;
        }
        lines.push(FollowedLine {
            kind: w.word("entity", thing.entity),
            link: place.link(&format!("{}/{}", folder(thing.entity), thing.id)),
            title: thing.title,
            score,
            standing,
        });
    }
    Ok(lines)
}

type Stands = (Option<Id<Cycle>>, String, Option<Standing>);

fn standing(reader: &mut Reader<'_>, w: Words, place: &Place, thing: &StarredThing) -> Result<Option<Stands>> {
    Ok(match thing.entity {
        StarredKind::Objective => {
            let view = objectives::show_on(reader, Id::new(thing.id), place.as_of)?;
            let standing = Standing::of_status(w, view.reading.status);
            Some((Some(view.stored.cycle_id), w.score_or_dash(view.reading.score), Some(standing)))
        }
        StarredKind::KeyResult => {
            let view = key_results::show_on(reader, Id::new(thing.id), place.as_of)?;
            let counts = view.stored.state == KeyResultState::Active;
            let state = || Standing::plain(w.word("state", view.stored.state));
            let standing = if counts { Standing::of_status(w, view.reading.status) } else { state() };
            let score = w.score_or_dash(counts.then_some(view.reading.attainment));
            Some((Some(view.stored.cycle_id), score, Some(standing)))
        }
        StarredKind::Kpi | StarredKind::Department | StarredKind::User => Some((None, String::new(), None)),
    })
}

/// Sets a star or takes it away.
pub async fn star(visit: Visit) -> Page {
    let form = visit.form().await?;
    let (kind, id) = (form.value("entity").parse(), form.value("id").parse());
    let (Ok(kind), Ok(id)) = (kind, id) else { return Err(Error::not_found().into()) };
    if form.is("on", "true") {
        stars::add(&visit.app, visit.ctx.clone(), kind, id).await?;
    } else {
        stars::remove(&visit.app, visit.ctx.clone(), kind, id).await?;
    }
    Ok(redirect(inside(form.value("then"), "/")))
}
