//! One KPI with its chart, targets and measurements. The list is in `list.rs`, the form that adds or changes a KPI in
//! `form.rs`; single targets and measurements are set in `values.rs`. Readings are computed in
//! `domain/scoring/readings`.

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;

use super::readings::{as_settled, flags, settled, shown_value};
use crate::{
    app::{
        Reader, departments,
        error::Result,
        kpis::{self, measurements, targets},
        listing::everything,
        plans::{self, cache::PlanCache},
        scorecards::cache::ScorecardCache,
    },
    domain::{
        context::Ctx,
        cycle::Cycle,
        kpi::{
            Kpi, Measurement,
            target::{Aim, Target},
        },
        people::star::StarredKind,
        scoring::{
            plan::{CycleSpan, PlannedKpi, observations::kpi_series},
            readings::kpi::KpiReading,
        },
        values::{
            id::Id,
            record::{EntityKey, Stored},
        },
    },
    language::words::Words,
    web::{
        charts::value_chart::{Drawing, ValueChart, pace},
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with},
            visit::Visit,
        },
        parts::{actions::Actions, measures::range_in_words, pager::Pager},
    },
};

/// How many measurements a page has.
const SHOWN: usize = 60;

struct TargetLine {
    cycle: String,
    told: String,
    /// Address and label of the link for people who may set the target.
    set: Option<(String, String)>,
}

struct MeasuredLine {
    on: String,
    value: String,
    note: Option<String>,
    who: Option<String>,
    /// The address at which people who may correct it do so.
    correct: Option<String>,
}

/// What the page shows of the KPI.
struct KpiPanel {
    name: String,
    told: String,
    facts: Vec<(String, String)>,
    value: String,
    attained: Option<String>,
    /// Today's value, if it differs from the one at which the cycle was closed.
    since: Option<String>,
    flags: Vec<String>,
    drawing: Option<Drawing>,
    targets: Vec<TargetLine>,
    measured: Vec<MeasuredLine>,
    pager: Pager,
    followers: Vec<(String, String)>,
    measures: bool,
    actions: Actions,
}

#[derive(Template)]
#[template(path = "web/kpis/page.html")]
struct KpiPage {
    w: Words,
    frame: Frame,
    form: Form,
    id: String,
    shown: KpiPanel,
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("kpi_id")?;
    let form = Form::empty(visit.words).with("version", &0).with("date", &visit.ctx.today());
    render(&visit, id, StatusCode::OK, form).await
}

/// Renders the page with the form of a new measurement as it was typed.
pub async fn render(visit: &Visit, id: Id<Kpi>, status: StatusCode, form: Form) -> Page {
    let (asked, w, cache) = (PlaceQuery::of(visit), visit.words, visit.app.scorecards.clone());
    let page = Pager::asked(visit);
    let (place, shown) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let shown = shown(reader, &cache, &place, w, id, page)?;
            Ok((place, shown))
        })
        .await?;
    let frame = Frame::new(visit, Nav::Kpis, place)?;
    page_with(&visit.request, status, KpiPage { w, frame, form, id: id.to_string(), shown }).await
}

fn shown(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    place: &Place,
    w: Words,
    id: Id<Kpi>,
    page: usize,
) -> Result<KpiPanel> {
    let kpi = kpis::show(reader, id)?;
    let measures = measurements::allowed(reader.ctx(), &kpi).given();
    let mut recorded = everything(|query| measurements::list(reader, id, query), ())?;
    recorded.reverse();
    let page_of = |page: &str| place.link_with(&format!("/kpis/{id}"), &[("page", page)]);
    let pager = Pager::new(page, recorded.len(), SHOWN, page_of);
    let recorded = recorded.get(pager.shown.clone()).unwrap_or_default();
    let authors = measurements::authors(reader, recorded)?;
    let span = place.cycle.as_ref().map(CycleSpan::of);
    let planned = match &span {
        Some(span) => plans::planned_kpis(reader, kpi.brand_id, span)?.into_iter().find(|one| one.id == id),
        None => None,
    };
    let read = planned.as_ref().zip(span.as_ref());
    let today = read.map(|(planned, span)| KpiReading::new(planned, span, place.as_of));
    let since = today.as_ref().and_then(|reading| reading.value);
    let settled = settled(reader, cache, place)?.remove(&id);
    let reading = today.map(|reading| as_settled(reading, settled.as_ref()));
    let department = department(reader, w, &kpi)?;
    let unit = kpi.unit.as_str();
    let value = reading.as_ref().and_then(|reading| reading.value).map(|value| shown_value(&kpi, value));
    let since = since.map(|value| shown_value(&kpi, value)).filter(|since| settled.is_some() && value != Some(*since));
    let attained = reading.as_ref().and_then(|reading| reading.attainment).map(|share| w.score(share));
    let target = planned.as_ref().and_then(|planned| planned.target.as_ref());
    let told = attained.zip(target).map(|(share, target)| told(w, unit, &share, target));
    Ok(KpiPanel {
        name: kpi.name.to_string(),
        value: value.map_or_else(|| w.say("no-value-yet"), |value| w.amount(value, unit)),
        told: w.with(
            "kpi-told",
            &[("value", &value.map_or_else(|| w.say("no-value-yet"), |value| w.amount(value, unit)))],
        ),
        facts: facts(w, &kpi, department),
        attained: told,
        since: since.map(|value| w.with("kpi-since-closing", &[("value", &w.amount(value, unit))])),
        flags: reading.map(|reading| flags(w, &reading.flags)).unwrap_or_default(),
        drawing: read
            .map(|(planned, span)| course(planned, span, place.as_of))
            .filter(|course| course.target.is_some() || course.range.is_some() || !course.observed.is_empty())
            .map(|course| course.drawn(w)),
        targets: target_lines(reader, place, w, &kpi)?,
        measured: measured_lines(w, &kpi, recorded, &authors, measures),
        pager,
        followers: followers(reader, &cache.plans, place, &kpi)?,
        actions: actions(reader.ctx(), place, w, id, measures),
        measures,
    })
}

/// What the reader may do with the KPI.
fn actions(ctx: &Ctx, place: &Place, w: Words, id: Id<Kpi>, measures: bool) -> Actions {
    let (page, change) = (format!("/kpis/{id}"), kpis::allowed(ctx).given());
    let cycle = place.cycle.as_ref().filter(|cycle| targets::allowed(ctx, cycle).given());
    let target = cycle.map(|cycle| format!("{page}/targets/{}", cycle.id()));
    Actions::new(w)
        .main(measures, "measurement-new", "#measurements")
        .often(change, "edit", format!("{page}/edit"))
        .often(target.is_some(), "kpi-target", target.unwrap_or_default())
        .rarely(change, "delete", format!("{page}/delete"))
        .star(StarredKind::Kpi, &id, page)
}

/// How far the KPI is, in words.
fn told(w: Words, unit: &str, share: &str, target: &Target) -> String {
    let reached = share == w.score(1.0);
    let (key, wanted) = match &target.aim {
        Aim::Way { target, .. } if reached => ("kpi-reached", w.amount(*target, unit)),
        Aim::Way { baseline, target, .. } => {
            let key = if *baseline == 0.0 { "kpi-attained" } else { "kpi-attained-from" };
            let places = [("share", share), ("baseline", &w.number(*baseline)), ("target", &w.amount(*target, unit))];
            return w.with(key, &places);
        }
        Aim::Range { .. } if reached => ("kpi-kept", in_words(w, unit, target)),
        Aim::Range { .. } => ("kpi-not-kept", in_words(w, unit, target)),
    };
    w.with(key, &[("share", share), ("target", &wanted)])
}

/// The target in words, such as "from 10 to 20%" or "at most 50 days"; of a range without what counts in part beyond it.
pub fn in_short(w: Words, unit: &str, target: &Target) -> String {
    match &target.aim {
        Aim::Range { low, high, .. } => range_in_words(w, (*low, *high), 0.0, unit),
        Aim::Way { .. } => in_words(w, unit, target),
    }
}

/// The target in words with all that there is to it.
pub fn in_words(w: Words, unit: &str, target: &Target) -> String {
    match &target.aim {
        Aim::Way { baseline: 0.0, target, .. } => w.amount(*target, unit),
        Aim::Way { baseline, target, .. } => {
            w.with("measure-from-to", &[("start", &w.number(*baseline)), ("target", &w.amount(*target, unit))])
        }
        Aim::Range { low, high, tolerance } => range_in_words(w, (*low, *high), *tolerance, unit),
    }
}

fn department(reader: &mut Reader<'_>, w: Words, kpi: &Kpi) -> Result<String> {
    Ok(match kpi.department_id {
        Some(id) => departments::show(reader, id)?.name.to_string(),
        None => w.say("kpi-no-department"),
    })
}

fn facts(w: Words, kpi: &Kpi, department: String) -> Vec<(String, String)> {
    let text = |text: &Option<crate::domain::values::text::Name>| text.as_ref().map(ToString::to_string);
    let mut facts = vec![
        (w.say("category"), w.word("category", kpi.category)),
        (w.say("aggregation"), w.word("kpi-aggregation", kpi.aggregation)),
        (w.say("better"), w.word("better", kpi.better)),
        (w.say("department"), department),
    ];
    let more =
        [("channel", text(&kpi.channel)), ("market", text(&kpi.market)), ("external-ref", text(&kpi.external_ref))];
    facts.extend(more.into_iter().filter_map(|(key, value)| Some((w.say(key), value?))));
    facts
}

/// The chart of the running value against the pace from baseline to target.
fn course(planned: &PlannedKpi, span: &CycleSpan, as_of: NaiveDate) -> ValueChart {
    let observed = kpi_series(planned, span, as_of).iter().map(|one| (one.on, one.value)).collect();
    let (pace, target, range) = match planned.target.as_ref().map(|target| &target.aim) {
        Some(Aim::Way { baseline, target, waypoints }) => {
            (pace(span.starts_on, span.ends_on, (*baseline, *target), waypoints), Some(*target), None)
        }
        Some(Aim::Range { low, high, .. }) => (Vec::new(), None, Some((*low, *high))),
        None => (Vec::new(), None, None),
    };
    ValueChart {
        first: span.starts_on,
        last: span.ends_on,
        today: as_of,
        observed,
        pace,
        target,
        range,
        forecast: None,
    }
}

fn target_lines(reader: &mut Reader<'_>, place: &Place, w: Words, kpi: &Stored<Kpi>) -> Result<Vec<TargetLine>> {
    let mut known: BTreeMap<Id<Cycle>, Stored<Target>> =
        targets::of_kpi(reader, kpi.id())?.into_iter().map(|one| (one.key.cycle_id, one)).collect();
    let line = |cycle: &Stored<Cycle>| {
        let target = known.remove(&cycle.id());
        let unit = kpi.unit.as_str();
        let word = w.say(if target.is_some() { "target-change" } else { "target-set" });
        let told = target.map_or_else(
            || w.say("target-none"),
            |one| w.with("target-weighs", &[("target", &in_words(w, unit, &one)), ("weight", &w.number(one.weight))]),
        );
        let set = targets::allowed(reader.ctx(), cycle).given();
        TargetLine {
            cycle: cycle.name.to_string(),
            told,
            set: set.then(|| (format!("/kpis/{}/targets/{}", kpi.id(), cycle.id()), word)),
        }
    };
    Ok(place.cycles.iter().map(line).collect())
}

fn measured_lines(
    w: Words,
    kpi: &Stored<Kpi>,
    measured: &[Stored<Measurement>],
    authors: &HashMap<String, String>,
    may: bool,
) -> Vec<MeasuredLine> {
    let line = |one: &Stored<Measurement>| MeasuredLine {
        on: w.day(one.key.date),
        value: w.amount(one.value.value, kpi.unit.as_str()),
        note: one.note.as_ref().map(ToString::to_string),
        who: authors.get(&one.key.text()).cloned(),
        correct: may.then(|| format!("/kpis/{}/measurements/{}", kpi.id(), one.key.date)),
    };
    measured.iter().map(line).collect()
}

/// The cycle's key results that follow the KPI.
fn followers(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    place: &Place,
    kpi: &Stored<Kpi>,
) -> Result<Vec<(String, String)>> {
    let Some(cycle) = &place.cycle else { return Ok(Vec::new()) };
    plans.with(reader, kpi.brand_id, cycle.id(), |plan| {
        let all = plan.objectives.iter().flat_map(|objective| &objective.key_results);
        let following = all.filter(|one| one.kpi_id == Some(kpi.id()));
        Ok(following.map(|one| (place.link(&format!("/key-results/{}", one.id)), one.title.clone())).collect())
    })
}
