//! The purpose map: the purpose in the centre, then a ring of departments sized by weight, then their objectives, then
//! their key results, each filled up to its score and coloured by status. Every sector is a link; a table next to the
//! map says the same. `?department=` shows one department alone. The geometry of sectors is in `web/charts/ring.rs`.

use askama::Template;

use super::rings::{Map, draw, zoom};
use crate::{
    domain::{department::Department, scoring::department_branch::DepartmentBranch, values::id::Id},
    language::words::Words,
    web::{
        charts::ring::wrapped,
        kit::{
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{
            departments::ordered,
            status::{self, Standing, has_ended},
        },
    },
};

#[derive(Template)]
#[template(path = "web/map/page.html")]
struct MapPage {
    w: Words,
    frame: Frame,
    map: Option<Map>,
    purpose: Option<String>,
    /// The purpose in lines that fit into the centre.
    centre: Vec<String>,
    /// Name and page of the department that is shown alone.
    zoomed: Option<(String, String)>,
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let wanted = visit.asked("department").and_then(|id| id.parse::<Id<Department>>().ok());
    let cache = visit.app.scorecards.clone();
    let (place, now, branches) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let now = status::scorecard(reader, &cache, &place)?;
            let branches = status::branches(reader, &cache, &place)?;
            Ok((place, now, branches))
        })
        .await?;
    let w = visit.words;
    let one = wanted.and_then(|id| branches.iter().find(|branch| branch.summary.id == id));
    let purpose = now.as_ref().and_then(|now| now.purpose_statement.clone());
    let centre = purpose.as_deref().filter(|_| one.is_none()).map(|text| wrapped(text, 24, 4)).unwrap_or_default();
    let mut counting: Vec<&DepartmentBranch> = branches.iter().filter(|branch| branch.summary.weight > 0.0).collect();
    ordered(&mut counting, visit.user.department_order, |branch| &branch.summary);
    let map = match (one, &now) {
        (Some(branch), _) => Some(zoom(w, &place, branch)),
        (None, Some(now)) if !counting.is_empty() => {
            let overall = &now.overall;
            let standing = Standing::of_figures(w, has_ended(&place), overall.status, overall.score, overall.band);
            Some(draw(w, &place, &counting, w.score_or_dash(overall.score), standing))
        }
        _ => None,
    };
    let zoomed = one.map(|branch| {
        let summary = &branch.summary;
        (summary.name.clone(), place.link(&format!("/departments/{}", summary.id)))
    });
    let frame = Frame::new(&visit, Nav::Map, place)?;
    page(&visit.request, MapPage { w, frame, map, purpose, centre, zoomed }).await
}
