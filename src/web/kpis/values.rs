//! Forms that set, correct and delete a target of a cycle or a measurement of a day. The KPI's page lists both
//! (`page.rs`). No existing value is overwritten unseen: a form names the version that it changes, and a new one
//! version 0.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use super::page::render;
use crate::{
    app::{
        cycles,
        error::{Code, Error, Result},
        input::{Doubt, Parsed, parse_date},
        kpis::{
            self,
            measurements::{self, PutMeasurement},
            targets,
        },
    },
    domain::{
        cycle::Cycle,
        kpi::{Aggregation, Better, Kpi, MeasurementKey, target::TargetKey},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
        },
    },
    language::words::Words,
    web::{
        key_results::form::SPARE_ROWS,
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::measures,
    },
};

/// The kinds of targets.
const WAY: &str = "way";
const RANGE: &str = "range";

/// The form of a target or a measurement.
#[derive(Template)]
#[template(path = "web/kpis/value.html")]
struct KpiValuePage {
    w: Words,
    frame: Frame,
    form: Form,
    title: String,
    kpi: Stored<Kpi>,
    /// The cycle, if it is a target; else it is a measurement.
    cycle: Option<Stored<Cycle>>,
    baseline: bool,
    kinds: Vec<(String, String)>,
    waypoints: usize,
    here: String,
    /// Whether it exists, so that it can be deleted.
    exists: bool,
}

/// Which value a form is about.
struct ValueSubject {
    kpi: Stored<Kpi>,
    title: String,
    /// That of a target.
    cycle: Option<Stored<Cycle>>,
    here: String,
    form: Form,
}

async fn show(visit: &Visit, status: StatusCode, about: ValueSubject, form: Form) -> Page {
    let asked = PlaceQuery::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(visit, Nav::Kpis, place)?;
    let w = visit.words;
    let page = KpiValuePage {
        w,
        frame,
        exists: about.form.version() > Some(0),
        title: about.title,
        cycle: about.cycle,
        baseline: about.kpi.aggregation != Aggregation::Sum,
        kinds: [WAY, RANGE].map(|kind| (kind.to_owned(), w.word("target-kind", kind))).into(),
        waypoints: form.rows("waypoints") + SPARE_ROWS,
        here: about.here,
        kpi: about.kpi,
        form,
    };
    page_with(&visit.request, status, page).await
}

fn asking(visit: &Visit, about: &ValueSubject) -> Confirmation {
    let w = visit.words;
    let title = w.say(if about.cycle.is_some() { "target-delete" } else { "measurement-delete" });
    let kpi = (about.kpi.name.to_string(), format!("/kpis/{}", about.kpi.id()));
    let asking = Confirmation::new(Nav::Kpis, title, kpi, format!("{}/delete", about.here))
        .saying(w.with("kpi-value-delete-asks", &[("what", &about.title)]));
    if about.cycle.is_some() { asking.with_reason() } else { asking }
}

fn day(visit: &Visit) -> Result<NaiveDate> {
    visit.request.match_info().get("date").and_then(parse_date).ok_or_else(Error::not_found)
}

fn measured_on(visit: &Visit) -> Result<MeasurementKey> {
    Ok(MeasurementKey { kpi_id: visit.id("kpi_id")?, date: day(visit)? })
}

async fn measurement(visit: &Visit) -> Result<(MeasurementKey, ValueSubject)> {
    let (key, w) = (measured_on(visit)?, visit.words);
    let (kpi, stored) =
        visit.read(move |reader| Ok((kpis::show(reader, key.kpi_id)?, measurements::show(reader, key)?))).await?;
    measurements::allowed(&visit.ctx, &kpi).check()?;
    let here = format!("/kpis/{}/measurements/{}", key.kpi_id, key.date);
    let title = w.with("measurement-of", &[("day", &w.day(key.date))]);
    Ok((key, ValueSubject { kpi, title, cycle: None, here, form: Form::of(&stored, w) }))
}

/// Records a new measurement; if the day already has one, it is shown instead of overwritten.
pub async fn measure(visit: Visit) -> Page {
    let id: Id<Kpi> = visit.id("kpi_id")?;
    let form = visit.form().await?;
    let Some(date) = parse_date(form.value("date")) else {
        let fault = Fault::at("/date", FaultCode::BadFormat, "fault-date");
        let form = form.refused(&Error::invalid(vec![fault]));
        return render(&visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let key = MeasurementKey { kpi_id: id, date };
    let put = form.input_without(&["date"]).command();
    if let Some(form) = doubted(&visit, key, &form, &put).await? {
        return render(&visit, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    match visit.write(&form, move |tx| measurements::replace(tx, key, &put)).await {
        Ok(_) => Ok(redirect(format!("/kpis/{id}?done=measured"))),
        Err(error) => {
            let status = error.status();
            let form = visit.refused(form, &error, "measurement", &format!("{id}/{date}")).await?;
            render(&visit, id, status, form).await
        }
    }
}

/// The form with a question, if its value is unusual and was not confirmed yet.
async fn doubted(
    visit: &Visit,
    key: MeasurementKey,
    form: &Form,
    put: &Parsed<PutMeasurement>,
) -> Result<Option<Form>> {
    if form.is_sure("value") {
        return Ok(None);
    }
    let (w, put) = (visit.words, put.clone());
    let found = visit.read(move |reader| {
        let doubt = measurements::doubt(reader, key, &put)?;
        Ok((doubt, kpis::show(reader, key.kpi_id)?.unit.to_string()))
    });
    let (doubt, unit) = found.await?;
    let asking = |doubt: Doubt| form.clone().asking("value".to_owned(), measures::doubt_in_unit(w, &unit, &doubt));
    Ok(doubt.map(|doubt| asking(doubt).because(w.count("check-ins-doubted", 1))))
}

pub async fn edit_measurement(visit: Visit) -> Page {
    let (_, about) = measurement(&visit).await?;
    measurements::allowed(&visit.ctx, &about.kpi).check()?;
    let form = about.form.clone();
    show(&visit, StatusCode::OK, about, form).await
}

pub async fn correct(visit: Visit) -> Page {
    let (key, about) = measurement(&visit).await?;
    let form = visit.form().await?;
    let put = form.command();
    if let Some(form) = doubted(&visit, key, &form, &put).await? {
        return show(&visit, StatusCode::UNPROCESSABLE_ENTITY, about, form).await;
    }
    match visit.write(&form, move |tx| measurements::replace(tx, key, &put)).await {
        Ok(_) => Ok(redirect(format!("/kpis/{}?done=saved", key.kpi_id))),
        Err(error) => {
            let form = visit.refused(form, &error, "measurement", &format!("{}/{}", key.kpi_id, key.date)).await?;
            show(&visit, error.status(), about, form).await
        }
    }
}

pub async fn ask_delete_measurement(visit: Visit) -> Page {
    let (_, about) = measurement(&visit).await?;
    measurements::allowed(&visit.ctx, &about.kpi).check()?;
    let form = Form::empty(visit.words).with("version", about.form.value("version"));
    asking(&visit, &about).show(&visit, StatusCode::OK, form).await
}

pub async fn delete_measurement(visit: Visit) -> Page {
    let (key, about) = measurement(&visit).await?;
    let form = visit.form().await?;
    match visit.write(&form, move |tx| measurements::delete(tx, key)).await {
        Ok(()) => Ok(redirect(format!("/kpis/{}?done=measurement-deleted", key.kpi_id))),
        Err(error) => {
            let form = visit.refused(form, &error, "measurement", &format!("{}/{}", key.kpi_id, key.date)).await?;
            asking(&visit, &about).show(&visit, error.status(), form).await
        }
    }
}

async fn target(visit: &Visit) -> Result<(TargetKey, ValueSubject)> {
    kpis::allowed(&visit.ctx).check()?;
    let (kpi_id, cycle_id): (Id<Kpi>, Id<Cycle>) = (visit.id("kpi_id")?, visit.id("cycle_id")?);
    let (key, w) = (TargetKey { kpi_id, cycle_id }, visit.words);
    let (kpi, cycle, stored) = visit
        .read(move |reader| {
            let stored = match targets::show(reader, key) {
                Ok(stored) => Some(stored),
                Err(error) if error.code == Code::NotFound => None,
                Err(error) => return Err(error),
            };
            Ok((kpis::show(reader, kpi_id)?, cycles::show(reader, cycle_id)?, stored))
        })
        .await?;
    let form = stored.map_or_else(
        || {
            let kind = if kpi.better == Better::Lower { RANGE } else { WAY };
            Form::empty(w).with("version", &0).with("weight", &1).with("kind", kind)
        },
        |stored| Form::of(&stored, w),
    );
    let title = w.with("target-of", &[("cycle", cycle.name.as_str())]);
    let here = format!("/kpis/{kpi_id}/targets/{cycle_id}");
    Ok((key, ValueSubject { kpi, title, cycle: Some(cycle), here, form }))
}

pub async fn edit_target(visit: Visit) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    let (_, about) = target(&visit).await?;
    let wanted = visit.asked("target").and_then(|value| value.parse().ok());
    let form = with_target(&about, wanted, visit.words);
    show(&visit, StatusCode::OK, about, form).await
}

/// The form with another value to reach, as What if proposes it: the target of a way, or the bound of a range.
fn with_target(about: &ValueSubject, wanted: Option<f64>, w: Words) -> Form {
    let form = about.form.clone();
    let Some(wanted) = wanted.filter(|value: &f64| value.is_finite()) else { return form };
    let member = match form.value("kind") {
        RANGE if form.value("high").is_empty() => "low",
        RANGE => "high",
        _ => "target",
    };
    form.leaving_out(&[member]).with(member, &w.typed(wanted))
}

pub async fn set_target(visit: Visit) -> Page {
    let (key, about) = target(&visit).await?;
    let form = visit.form().await?;
    let put = chosen(&form).command();
    match visit.write(&form, move |tx| targets::replace(tx, key.kpi_id, key.cycle_id, &put)).await {
        Ok(_) => Ok(redirect(format!("/kpis/{}?done=saved", key.kpi_id))),
        Err(error) => {
            let form = visit.refused(form, &error, "target", &format!("{}/{}", key.kpi_id, key.cycle_id)).await?;
            show(&visit, error.status(), about, form).await
        }
    }
}

/// The form with the fields of the chosen kind of target only, and without those left empty that have a default.
fn chosen(form: &Form) -> Form {
    let others: &[&str] = match form.value("kind") {
        WAY => &["low", "high", "tolerance"],
        RANGE => &["baseline", "target", "waypoints"],
        _ => &[],
    };
    let empty = ["baseline", "tolerance", "weight", "reason"];
    let unsaid = empty.into_iter().filter(|name| form.value(name).trim().is_empty());
    form.clone().leaving_out(&others.iter().copied().chain(unsaid).chain(["kind"]).collect::<Vec<_>>())
}

/// Fills in the waypoints that the year before proposes; nothing is saved.
pub async fn propose_waypoints(visit: Visit) -> Page {
    let (key, about) = target(&visit).await?;
    let form = visit.form().await?;
    let asked = chosen(&form).input_without(&["waypoints", "weight", "reason", "correction", "counts_from"]).command();
    match visit.read(move |reader| targets::season(reader, key, &asked)).await {
        Ok(waypoints) => {
            let proposed = Form::of(&serde_json::json!({"waypoints": waypoints}), visit.words);
            let form = form.leaving_out(&["waypoints"]).and(&proposed);
            show(&visit, StatusCode::OK, about, form).await
        }
        Err(error) => show(&visit, error.status(), about, form.refused(&error)).await,
    }
}

pub async fn ask_delete_target(visit: Visit) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    let (_, about) = target(&visit).await?;
    let form = Form::empty(visit.words).with("version", about.form.value("version"));
    asking(&visit, &about).show(&visit, StatusCode::OK, form).await
}

pub async fn delete_target(visit: Visit) -> Page {
    let (key, about) = target(&visit).await?;
    let form = visit.form().await?;
    let deletion = form.command();
    match visit.write(&form, move |tx| targets::delete(tx, key, &deletion)).await {
        Ok(()) => Ok(redirect(format!("/kpis/{}?done=target-deleted", key.kpi_id))),
        Err(error) => {
            let form = visit.refused(form, &error, "target", &format!("{}/{}", key.kpi_id, key.cycle_id)).await?;
            asking(&visit, &about).show(&visit, error.status(), form).await
        }
    }
}
