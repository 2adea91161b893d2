//! The example companies, and one of them with everything ticked: departments, objectives, KPIs with their targets, and a
//! purpose to rewrite. Without a cycle the current quarter is started with it. Rows of KPIs that are not ticked are left
//! out, so faults are put back to the row that was shown.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        error::{Error, Result},
        models, organisations,
        starting_points::{
            self,
            catalogue::{Catalogue, ExampleKeyResult, ExampleMeasure, StartingPoint},
        },
    },
    domain::cycle::{Cycle, CycleState},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        parts::{measures, names::Names},
    },
};

#[derive(Template)]
#[template(path = "web/starting_points/list.html")]
struct StartingPointsPage {
    w: Words,
    frame: Frame,
    points: &'static [StartingPoint],
}

#[derive(Template)]
#[template(path = "web/starting_points/page.html")]
struct StartingPointPage {
    w: Words,
    frame: Frame,
    form: Form,
    point: &'static StartingPoint,
    /// Whether the brand has no purpose yet.
    asks_purpose: bool,
    owners: Vec<(String, String)>,
    /// The cycle that everything is added to, in words.
    into: String,
    action: String,
}

impl StartingPointPage {
    fn measure(&self, one: &ExampleKeyResult) -> String {
        let w = self.w;
        match &one.measure {
            ExampleMeasure::Number { start, target, unit } => {
                w.with("measure-from-to", &[("start", &w.number(*start)), ("target", &w.amount(*target, unit))])
            }
            ExampleMeasure::Range { low, high, tolerance, unit } => {
                measures::range_in_words(w, (*low, *high), *tolerance, unit)
            }
            ExampleMeasure::Milestones { steps } => w.count("measure-steps", steps.len()),
        }
    }
}

/// What the page of a starting point needs from the database.
struct StartingPointData {
    place: Place,
    asks_purpose: bool,
    names: Names,
    /// The cycle that is there or would be started.
    cycle: Cycle,
}

impl StartingPointData {
    fn read(reader: &mut Reader<'_>, asked: &PlaceQuery, w: Words) -> Result<Self> {
        let place = asked.place(reader)?;
        let brand = place.brand.as_ref().ok_or_else(Error::not_found)?.id();
        let open = place.cycle.as_ref().filter(|_| place.is_open()).map(|cycle| cycle.value.clone());
        let cycle = if let Some(cycle) = open {
            cycle
        } else {
            let organisation = organisations::show(reader)?;
            starting_points::first_cycle(&organisation, place.today, w.0)?
        };
        let purpose = models::show(reader, brand)?.and_then(|model| model.value.purpose);
        Ok(Self { place, asks_purpose: purpose.is_none(), names: Names::read(reader)?, cycle })
    }

    /// Everything ticked.
    fn form(&self, w: Words, me: &str, point: &StartingPoint) -> Form {
        let mut form = Form::empty(w).with("purpose", &point.purpose).with("owner_id", me);
        for department in &point.departments {
            form = form.with("departments[]", &department.key);
        }
        for (_, objective) in point.objectives() {
            form = form.with("objectives[]", &objective.key);
        }
        for (place, kpi) in point.kpis.iter().enumerate() {
            form = form.with(&format!("kpis/{place}/key"), &kpi.key);
            form = form.with(&format!("kpis/{place}/target"), &w.typed(kpi.target_in(&self.cycle)));
        }
        form
    }
}

fn point(visit: &Visit) -> Result<&'static StartingPoint> {
    let key = visit.request.match_info().get("starting_point").unwrap_or_default();
    Catalogue::read(visit.words.0)?.find(key)
}

pub async fn list(visit: Visit) -> Page {
    starting_points::allowed(&visit.ctx).check()?;
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let points = &Catalogue::read(visit.words.0)?.starting_points;
    let frame = Frame::new(&visit, Nav::None, place)?;
    page(&visit.request, StartingPointsPage { w: visit.words, frame, points }).await
}

async fn render(visit: &Visit, status: StatusCode, sent: Option<Form>) -> Page {
    let (point, w, asked) = (point(visit)?, visit.words, PlaceQuery::of(visit));
    starting_points::allowed(&visit.ctx).check()?;
    let data = visit.read(move |reader| StartingPointData::read(reader, &asked, w)).await?;
    let mut form = sent.unwrap_or_else(|| data.form(w, &visit.user.id().to_string(), point));
    let StartingPointData { place, asks_purpose, names, cycle } = data;
    if let (false, Some(brand)) = (form.has("brand_id"), &place.brand) {
        form = form.with("brand_id", &brand.id());
    }
    if let (false, Some(cycle)) = (form.has("cycle_id"), place.cycle.as_ref().filter(|_| place.is_open())) {
        form = form.with("cycle_id", &cycle.id());
    }
    let told = [("cycle", cycle.name.as_str()), ("from", &w.day(cycle.starts_on)), ("to", &w.day(cycle.ends_on))];
    let key = if cycle.state == CycleState::Active { "starting-point-into" } else { "starting-point-into-planned" };
    let shown = StartingPointPage {
        w,
        owners: names.options(w, form.value("owner_id")).split_off(1),
        into: w.with(key, &told),
        action: place.link(&format!("/starting-points/{}", point.key)),
        frame: Frame::new(visit, Nav::None, place)?,
        form,
        point,
        asks_purpose,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn show(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, None).await
}

/// The rows of KPIs that are ticked.
fn ticked(form: &Form) -> Vec<usize> {
    (0..form.rows("kpis")).filter(|place| !form.value(&format!("kpis/{place}/key")).is_empty()).collect()
}

/// The form with the KPIs that are ticked only.
fn chosen(form: &Form) -> Form {
    let rows = ticked(form);
    let mut chosen = form.clone().leaving_out(&["kpis"]);
    if chosen.value("purpose").trim().is_empty() {
        chosen = chosen.leaving_out(&["purpose"]);
    }
    if rows.is_empty() {
        return chosen.with("kpis[]", "");
    }
    for (place, row) in rows.into_iter().enumerate() {
        for member in ["key", "target"] {
            let value = form.value(&format!("kpis/{row}/{member}"));
            chosen = chosen.with(&format!("kpis/{place}/{member}"), value);
        }
    }
    chosen
}

/// The faults of KPIs at the rows in which they were shown.
fn as_shown(mut error: Error, rows: &[usize]) -> Error {
    for fault in &mut error.faults {
        let Some((place, member)) = fault.pointer.strip_prefix("/kpis/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let row = place.parse::<usize>().ok().and_then(|place| rows.get(place));
        if let Some(row) = row {
            fault.pointer = format!("/kpis/{row}/{member}");
        }
    }
    error
}

pub async fn take(visit: Visit) -> Page {
    let key = point(&visit)?.key.clone();
    let form = visit.form().await?;
    let taking = chosen(&form).command();
    match visit.write(&form, move |tx| starting_points::take(tx, &key, &taking)).await {
        Ok(_) => Ok(redirect("/?done=starting-point-taken")),
        Err(error) => {
            let error = as_shown(error, &ticked(&form));
            render(&visit, error.status(), Some(form.refused(&error))).await
        }
    }
}
