//! The list of KPIs with their readings in the cycle: first those of revenue, then those that are only observed.
//! One KPI is in `page.rs`.
//! Readings are computed in `domain/scoring/readings`.

use super::readings::{REVENUE, as_settled, flags, settled, shown_value};
use crate::{
    app::{
        Reader,
        error::Result,
        kpis::{self, KpiFilter},
        listing::everything,
        plans,
        scorecards::cache::ScorecardCache,
    },
    domain::{
        cycle::CycleState,
        kpi::{Category, Kpi},
        scoring::{
            plan::{
                PlannedKpi,
                moment::{Moment, Phase},
            },
            readings::kpi::KpiReading,
        },
        values::record::Stored,
    },
    language::words::Words,
    web::{
        charts::bar::Bar,
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
    },
};
use std::collections::BTreeMap;

use askama::Template;

/// A KPI in the list.
struct KpiLine {
    name: String,
    link: String,
    beside: Vec<String>,
    value: String,
    target: String,
    attained: String,
    /// Progress, with a mark at an even pace while the cycle runs.
    bar: Option<Bar>,
    measured_on: Option<String>,
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
    cycle: Option<String>,
}

pub async fn list(visit: Visit) -> Page {
    let (asked, w, cache) = (PlaceQuery::of(&visit), visit.words, visit.app.scorecards.clone());
    let (place, lines) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let lines = lines(reader, &cache, &place, w)?;
            Ok((place, lines))
        })
        .await?;
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
    page(&visit.request, KpisPage { w, frame, groups, cycle }).await
}

fn lines(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, w: Words) -> Result<Vec<(Category, KpiLine)>> {
    let Some(brand) = &place.brand else { return Ok(Vec::new()) };
    let of_brand = KpiFilter { brand_id: Some(brand.id()), ..KpiFilter::default() };
    let kpis = everything(|query| kpis::list(reader, query), of_brand)?;
    let mut read = BTreeMap::new();
    let mut even = None;
    if let Some(cycle) = &place.cycle {
        let span = plans::span(cycle);
        let moment = Moment::new(&span, place.as_of);
        even = Some(moment.elapsed).filter(|_| moment.phase == Phase::Running && cycle.state != CycleState::Closed);
        let planned = plans::planned_kpis(reader, brand.id(), &span)?;
        let settled = settled(reader, cache, place)?;
        let reading = |one: &PlannedKpi| as_settled(KpiReading::new(one, &span, place.as_of), settled.get(&one.id));
        read = planned.iter().map(|one| (one.id, (reading(one), one.target))).collect();
    }
    let line = |kpi: &Stored<Kpi>| {
        let reading = read.get(&kpi.id());
        let dash = || "\u{2013}".to_owned();
        let amount = |value: Option<f64>| value.map_or_else(dash, |value| w.amount(value, kpi.unit.as_str()));
        let kind = (kpi.category != REVENUE).then(|| w.word("category", kpi.category));
        let beside = [kpi.channel.as_ref(), kpi.market.as_ref()].into_iter().flatten().map(ToString::to_string);
        let attained = reading.and_then(|(reading, _)| reading.attainment);
        let weight = reading.and_then(|(_, target)| target.map(|target| target.weight));
        let line = KpiLine {
            name: kpi.name.to_string(),
            link: place.link(&format!("/kpis/{}", kpi.id())),
            beside: kind.into_iter().chain(beside).chain(weight.and_then(|weight| weighs(w, kpi, weight))).collect(),
            value: amount(reading.and_then(|(reading, _)| reading.value).map(|value| shown_value(kpi, value))),
            target: amount(reading.and_then(|(_, target)| target.map(|target| target.target))),
            attained: w.score_or_dash(attained),
            bar: attained.map(|share| Bar::new(Some(share), even, "none")),
            measured_on: reading.and_then(|(reading, _)| reading.last_measured_on).map(|day| w.short_day(day)),
            flags: reading.map(|(reading, _)| flags(w, &reading.flags)).unwrap_or_default(),
        };
        (kpi.category, line)
    };
    Ok(kpis.iter().map(line).collect())
}

/// The weight of a revenue KPI in words, unless it is 1.
fn weighs(w: Words, kpi: &Kpi, weight: f64) -> Option<String> {
    let told = if weight > 0.0 { w.with("kpi-weighs", &[("weight", &w.number(weight))]) } else { w.say("observed") };
    Some(told).filter(|_| kpi.category == REVENUE && (weight - 1.0).abs() > f64::EPSILON)
}
