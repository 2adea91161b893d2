//! The list of cycles with how each went, and the form that adds or changes a cycle, activates it, or deletes it
//! while it is empty. One cycle is in `page.rs`, closing in `close.rs`. `app/cycles` decides what may be changed, and
//! when.

use actix_web::http::StatusCode;
use askama::Template;

use super::page::overall;
use crate::{
    app::cycles::{
        self, CyclePatch, guard,
        presets::{self, OfferedCycle, PresetsQuery},
    },
    domain::{
        cycle::{Cycle, CycleState, presets::CyclePreset},
        scoring::scorecard::OverallView,
        values::record::Stored,
    },
    language::words::Words,
    web::{
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        parts::sorting::{SortKey, Sorting},
    },
};

/// A cycle with how it went for the brand.
type CycleLine = (Stored<Cycle>, Option<OverallView>);

#[derive(Template)]
#[template(path = "web/cycles/list.html")]
struct CyclesPage {
    w: Words,
    frame: Frame,
    cycles: Vec<CycleLine>,
    sorting: Sorting,
    /// The cycle that it is time to add.
    next_cycle: Option<CyclePreset>,
}

#[derive(Template)]
#[template(path = "web/cycles/form.html")]
struct CycleFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    /// The cycle's id; `None` when one is added.
    id: Option<String>,
    states: Vec<(String, String)>,
    /// Quarters and years that fill the form; none when a cycle is changed.
    offered: Vec<OfferedCycle>,
}

pub async fn list(visit: Visit) -> Page {
    let (asked, cache) = (PlaceQuery::of(&visit), visit.app.scorecards.clone());
    let w = visit.words;
    let (place, mut cycles, next_cycle): (Place, Vec<CycleLine>, Option<CyclePreset>) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let asked: Vec<_> =
                place.brand.iter().flat_map(|brand| place.cycles.iter().map(|cycle| (brand.id(), cycle))).collect();
            let mut views = overall(reader, &cache, &asked)?.into_iter();
            let cycles = place.cycles.iter().map(|cycle| (cycle.clone(), views.next())).collect();
            Ok((place, cycles, presets::proposed(reader, w.0)?))
        })
        .await?;
    let frame = Frame::new(&visit, Nav::Cycles, place)?;
    let sorting = Sorting::of(&visit, "/cycles", &["starts", "state", "score"]);
    sorting.sort(&mut cycles, |(cycle, overall), column| match column {
        "state" => SortKey::place(CycleState::ALL, &cycle.state),
        "score" => SortKey::number(overall.as_ref().and_then(|overall| overall.score)),
        _ => SortKey::text(&cycle.starts_on.to_string()),
    });
    page(&visit.request, CyclesPage { w, frame, cycles, sorting, next_cycle }).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, id: Option<String>) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    let (asked, w) = (PlaceQuery::of(visit), visit.words);
    let (query, adds) = (PresetsQuery { language: Some(w.0) }.into(), id.is_none());
    let (place, offered) = visit
        .read(move |reader| {
            let offered = if adds { presets::list(reader, &query)? } else { Vec::new() };
            Ok((asked.place(reader)?, offered))
        })
        .await?;
    let frame = Frame::new(visit, Nav::Cycles, place)?;
    let open = [CycleState::Planned, CycleState::Active];
    let choices = open.iter().map(|one| (one.as_str().to_owned(), w.word("state", one))).collect();
    page_with(&visit.request, status, CycleFormPage { w, frame, form, id, states: choices, offered }).await
}

/// The form that adds a cycle, filled with the preset that the address names. The first one is proposed as the current
/// quarter, active, so that it counts at once.
pub async fn add(visit: Visit) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    let asked = PlaceQuery::of(&visit);
    let (place, offered) = {
        let query = PresetsQuery { language: Some(visit.words.0) }.into();
        visit.read(move |reader| Ok((asked.place(reader)?, presets::list(reader, &query)?))).await?
    };
    let mut form = Form::empty(visit.words);
    let first = place.cycles.is_empty();
    if first {
        form = form.with("state", &CycleState::Active);
    }
    let named = visit.asked("preset");
    let preset = offered.iter().map(|one| &one.preset).find(|one| named.as_deref() == Some(one.name.as_str()));
    if let Some(preset) = preset.or(offered.first().map(|one| &one.preset).filter(|_| first)) {
        form = form.with("name", &preset.name).with("starts_on", &preset.starts_on).with("ends_on", &preset.ends_on);
    }
    show_form(&visit, StatusCode::OK, form, None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let cycle = form.command();
    match visit.write(&form, move |tx| cycles::create(tx, &cycle)).await {
        Ok(added) => Ok(redirect(format!("/cycles/{}?done=cycle-added", added.id()))),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

pub async fn edit(visit: Visit) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    let id = visit.id("cycle_id")?;
    let cycle = visit.read(move |reader| guard::open(reader, id)).await?;
    show_form(&visit, StatusCode::OK, Form::of(&cycle, visit.words), Some(id.to_string())).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("cycle_id")?;
    let form = visit.form().await?;
    let patch = form.command();
    match visit.write(&form, move |tx| cycles::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/cycles/{id}?done=saved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "cycle", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(id.to_string())).await
        }
    }
}

/// Activates a cycle; the form has no fields of its own.
pub async fn activate(visit: Visit) -> Page {
    let id = visit.id("cycle_id")?;
    let form = visit.form().await?;
    let patch = CyclePatch { state: Some(CycleState::Active), ..CyclePatch::default() }.into();
    visit.write(&form, move |tx| cycles::update(tx, id, &patch)).await?;
    Ok(redirect(format!("/cycles/{id}?done=cycle-activated")))
}

async fn confirm(visit: &Visit, status: StatusCode, form: Option<Form>) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    let (w, id) = (visit.words, visit.id("cycle_id")?);
    let cycle = visit.read(move |reader| guard::open(reader, id)).await?;
    let form = form.unwrap_or_else(|| Form::empty(w).with("version", &cycle.stamp.version));
    let (name, page) = (cycle.name.to_string(), format!("/cycles/{id}"));
    let sure = w.with("cycle-delete-sure", &[("name", &name)]);
    let action = format!("{page}/delete");
    let asking = Confirmation::new(Nav::Cycles, w.say("cycle-delete"), (name, page), action).saying(sure);
    asking.show(visit, status, form).await
}

pub async fn ask_to_delete(visit: Visit) -> Page {
    cycles::allowed(&visit.ctx).check()?;
    confirm(&visit, StatusCode::OK, None).await
}

pub async fn delete(visit: Visit) -> Page {
    let id = visit.id("cycle_id")?;
    let form = visit.form().await?;
    match visit.write(&form, move |tx| cycles::delete(tx, id)).await {
        Ok(()) => Ok(redirect("/cycles?done=cycle-deleted")),
        Err(error) => {
            let form = visit.refused(form, &error, "cycle", &id.to_string()).await?;
            confirm(&visit, error.status(), Some(form)).await
        }
    }
}
