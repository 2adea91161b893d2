//! The list of KPIs with their readings in the cycle: first those of revenue, then those that are only observed.
//! One KPI is in `page.rs`.
//! Readings are computed in `domain/scoring/readings`.

use super::{
    page::in_short,
    readings::{REVENUE, as_settled, flags, settled, shown_value},
};
use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter},
        error::Result,
        kpis::{self, KpiFilter},
        listing::everything,
        plans,
        scorecards::cache::ScorecardCache,
    },
    domain::{
        cycle::{Cycle, CycleState},
        department::Department,
        kpi::{
            Category, Kpi,
            target::{Aim, Target},
        },
        people::{saved_view::SavedList, star::StarredKind},
        scoring::{
            plan::{
                CycleSpan, PlannedKpi,
                moment::{Moment, Phase},
                observations::kpi_series,
            },
            readings::{
                kpi::KpiReading,
                pace::{expected_of_kpi, status},
            },
            scorecard::KpiView,
            status::Status,
        },
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        bulk::SelectField,
        charts::{bar::Bar, line::share_of},
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{
            choices::choices,
            departments::Spark,
            sorting::{SortKey, Sorting},
            status::Standing,
        },
        saved_views::row::ViewsRow,
    },
};
use std::collections::BTreeMap;

use askama::Template;
use chrono::NaiveDate;

/// A KPI in the list.
struct KpiLine {
    id: String,
    name: String,
    department: Option<Id<Department>>,
    link: String,
    beside: Vec<String>,
    value: String,
    /// The way from the baseline to the target, or the range to stay in.
    target: String,
    attained: String,
    standing: Option<Standing>,
    trend: Spark,
    /// Progress, with a mark at an even pace while the cycle runs.
    bar: Option<Bar>,
    measured_on: Option<String>,
    /// What the columns are sorted by.
    status: Option<Status>,
    share: Option<f64>,
    day: Option<NaiveDate>,
    flags: Vec<String>,
}

/// KPIs of revenue, or those that are only observed.
struct KpiGroup {
    heading: String,
    help: String,
    lines: Vec<KpiLine>,
}

#[derive(Template)]
#[template(path = "web/kpis/list.html")]
struct KpisPage {
    w: Words,
    frame: Frame,
    groups: Vec<KpiGroup>,
    sorting: Sorting,
    views: ViewsRow,
    cycle: Option<String>,
    filter: KpiQuery,
    /// The select fields: name, label, options.
    choices: Vec<SelectField>,
    /// The number of KPIs before filtering.
    all: usize,
}

/// The filter in the query string.
struct KpiQuery {
    q: String,
    department: String,
    status: String,
}

impl KpiQuery {
    fn of(visit: &Visit) -> Self {
        let asked = |name| visit.asked(name).unwrap_or_default().trim().to_owned();
        Self { q: asked("q"), department: asked("department"), status: asked("status") }
    }

    fn value(&self, name: &str) -> &str {
        if name == "department" { &self.department } else { &self.status }
    }

    fn is_set(&self) -> bool {
        [&self.q, &self.department, &self.status].iter().any(|text| !text.is_empty())
    }

    fn lets(&self, line: &KpiLine) -> bool {
        let department = line.department.map(|id| id.to_string()).unwrap_or_default();
        let status = line.status.map(Status::as_str).unwrap_or_default();
        (self.department.is_empty() || self.department == department)
            && (self.status.is_empty() || self.status == status)
            && line.name.to_lowercase().contains(&self.q.to_lowercase())
    }
}

/// The select fields of the filter, with the departments that have KPIs.
fn filters(w: Words, lines: &[(Category, KpiLine)], departments: &[Stored<Department>]) -> Vec<SelectField> {
    let has = |one: &&Stored<Department>| lines.iter().any(|(_, line)| line.department == Some(one.id()));
    let named = |one: &Stored<Department>| (one.id().to_string(), one.name.to_string());
    let mut having: Vec<(String, String)> = departments.iter().filter(has).map(named).collect();
    having.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    vec![("department", w.say("department"), having), ("status", w.say("status"), choices(w, "status", Status::ALL))]
}

pub async fn list(visit: Visit) -> Page {
    let (asked, w, cache) = (PlaceQuery::of(&visit), visit.words, visit.app.scorecards.clone());
    let (place, lines, departments, views) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let lines = lines(reader, &cache, &place, w)?;
            let departments = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
            Ok((place, lines, departments, ViewsRow::read(reader, SavedList::Kpis)?))
        })
        .await?;
    let (mut lines, sorting) = (lines, Sorting::of(&visit, "/kpis", &["name", "status", "attained", "measured"]));
    let views = ViewsRow::new(SavedList::Kpis, &views, &visit, &place, &sorting);
    let (filter, all) = (KpiQuery::of(&visit), lines.len());
    let choices = filters(w, &lines, &departments);
    lines.retain(|(_, line)| filter.lets(line));
    lines.sort_by_key(|(_, line)| !place.stars.has(StarredKind::Kpi, &line.id));
    sorting.sort(&mut lines, |(_, line), column| match column {
        "status" => line.status.map_or(SortKey::Nothing, |status| SortKey::place(Status::ALL, &status)),
        "attained" => SortKey::number(line.share),
        "measured" => SortKey::text(&line.day.map(|day| day.to_string()).unwrap_or_default()),
        _ => SortKey::text(&line.name),
    });
    let (revenue, observed): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(category, _)| *category == REVENUE);
    let group = |key: &str, lines: Vec<(Category, KpiLine)>| KpiGroup {
        heading: w.say(key),
        help: w.say(&format!("{key}-help")),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
    };
    let mut groups = vec![group("kpis-revenue", revenue), group("kpis-observed", observed)];
    groups.retain(|group| !group.lines.is_empty());
    let cycle = place.cycle.as_ref().map(|cycle| cycle.name.to_string());
    let frame = Frame::new(&visit, Nav::Kpis, place)?;
    page(&visit.request, KpisPage { w, frame, groups, sorting, views, cycle, filter, choices, all }).await
}

/// The figures of a KPI in the cycle.
struct KpiFigures {
    reading: KpiReading,
    target: Option<Target>,
    /// The attainment at an even pace, while the cycle runs.
    even: Option<f64>,
    status: Option<Status>,
    trend: Spark,
}

impl KpiFigures {
    fn new(planned: &PlannedKpi, cycle: &Stored<Cycle>, as_of: NaiveDate, settled: Option<&KpiView>) -> Self {
        let span = CycleSpan::of(cycle);
        let moment = Moment::new(&span, as_of);
        let running = moment.phase == Phase::Running && cycle.state != CycleState::Closed;
        let reading = as_settled(KpiReading::new(planned, &span, as_of), settled);
        let trend = trend(planned, &span, as_of);
        let expected = planned.target.as_ref().map(|target| (expected_of_kpi(target, &moment), target));
        let way = expected.filter(|(_, target)| running && matches!(target.aim, Aim::Way { .. }));
        let attained = reading.attainment.zip(expected);
        Self {
            even: way.map(|(expected, _)| expected),
            status: attained.map(|(share, (expected, _))| status(share, expected, reading.value.is_some(), &moment)),
            trend,
            target: planned.target.clone(),
            reading,
        }
    }
}

/// The running value between its lowest and its highest.
fn trend(planned: &PlannedKpi, span: &CycleSpan, as_of: NaiveDate) -> Spark {
    let series = kpi_series(planned, span, as_of);
    let low = series.iter().map(|one| one.value).fold(f64::INFINITY, f64::min);
    let high = series.iter().map(|one| one.value).fold(f64::NEG_INFINITY, f64::max);
    let height = |value: f64| if high > low { (value - low) / (high - low) } else { 0.5 };
    let (first, last) = (series.first().map(|one| one.on), series.last().map(|one| one.on));
    let day = |on| first.zip(last).map_or(0.0, |(first, last)| share_of(first, last, on));
    Spark::of_points(&series.iter().map(|one| (day(one.on), Some(height(one.value)))).collect::<Vec<_>>())
}

fn lines(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, w: Words) -> Result<Vec<(Category, KpiLine)>> {
    let Some(brand) = &place.brand else { return Ok(Vec::new()) };
    let of_brand = KpiFilter { brand_id: Some(brand.id()), ..KpiFilter::default() };
    let kpis = everything(|query| kpis::list(reader, query), of_brand)?;
    let mut read: BTreeMap<Id<Kpi>, KpiFigures> = BTreeMap::new();
    if let Some(cycle) = &place.cycle {
        let planned = plans::planned_kpis(reader, brand.id(), &CycleSpan::of(cycle))?;
        let settled = settled(reader, cache, place)?;
        let figures = |one: &PlannedKpi| (one.id, KpiFigures::new(one, cycle, place.as_of, settled.get(&one.id)));
        read = planned.iter().map(figures).collect();
    }
    Ok(kpis.iter().map(|kpi| (kpi.category, line(w, place, kpi, read.remove(&kpi.id())))).collect())
}

fn line(w: Words, place: &Place, kpi: &Stored<Kpi>, figures: Option<KpiFigures>) -> KpiLine {
    let (dash, unit) = (|| "\u{2013}".to_owned(), kpi.unit.as_str());
    let (reading, target) =
        (figures.as_ref().map(|one| &one.reading), figures.as_ref().and_then(|one| one.target.as_ref()));
    let kind = (kpi.category != REVENUE).then(|| w.word("category", kpi.category));
    let beside = [kpi.channel.as_ref(), kpi.market.as_ref()].into_iter().flatten().map(ToString::to_string);
    let weight = target.and_then(|target| weighs(w, kpi, target.weight));
    let attained = reading.and_then(|reading| reading.attainment);
    let standing = figures.as_ref().and_then(|one| one.status).map(|status| Standing::of_status(w, status));
    let even = figures.as_ref().and_then(|one| one.even);
    let day = reading.and_then(|reading| reading.last_measured_on);
    let value = reading.and_then(|reading| reading.value).map(|value| w.amount(shown_value(kpi, value), unit));
    KpiLine {
        id: kpi.id().to_string(),
        name: kpi.name.to_string(),
        department: kpi.department_id,
        link: place.link(&format!("/kpis/{}", kpi.id())),
        beside: kind.into_iter().chain(beside).chain(weight).collect(),
        value: value.unwrap_or_else(dash),
        target: target.map_or_else(dash, |target| in_short(w, unit, target)),
        attained: w.score_or_dash(attained),
        bar: attained.map(|share| Bar::new(Some(share), even, standing.as_ref().map_or("none", |one| one.tone))),
        standing,
        measured_on: day.map(|day| w.short_day(day)),
        status: figures.as_ref().and_then(|one| one.status),
        share: attained,
        day,
        flags: reading.map(|reading| flags(w, &reading.flags)).unwrap_or_default(),
        trend: figures.map(|one| one.trend).unwrap_or_default(),
    }
}

/// The weight of a revenue KPI in words, unless it is 1.
fn weighs(w: Words, kpi: &Kpi, weight: f64) -> Option<String> {
    let told = if weight > 0.0 { w.with("kpi-weighs", &[("weight", &w.number(weight))]) } else { w.say("observed") };
    Some(told).filter(|_| kpi.category == REVENUE && (weight - 1.0).abs() > f64::EPSILON)
}
