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
        kpi::{Category, Kpi, target::Aim},
        scoring::{
            plan::{
                CycleSpan,
                moment::{Moment, Phase},
            },
            readings::{kpi::KpiReading, pace::expected_of_kpi},
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
        parts::measures::wanted,
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
    if let Some(cycle) = &place.cycle {
        let span = CycleSpan::of(cycle);
        let moment = Moment::new(&span, place.as_of);
        let running = moment.phase == Phase::Running && cycle.state != CycleState::Closed;
        let planned = plans::planned_kpis(reader, brand.id(), &span)?;
        let settled = settled(reader, cache, place)?;
        read = planned
            .into_iter()
            .map(|one| {
                let reading = as_settled(KpiReading::new(&one, &span, place.as_of), settled.get(&one.id));
                let way = one.target.as_ref().filter(|target| matches!(target.aim, Aim::Way { .. }));
                let even = way.filter(|_| running).map(|target| expected_of_kpi(target, &moment));
                (one.id, (reading, one.target, even))
            })
            .collect();
    }
    let line = |kpi: &Stored<Kpi>| {
        let reading = read.get(&kpi.id());
        let dash = || "\u{2013}".to_owned();
        let amount = |value: Option<f64>| value.map_or_else(dash, |value| w.amount(value, kpi.unit.as_str()));
        let kind = (kpi.category != REVENUE).then(|| w.word("category", kpi.category));
        let beside = [kpi.channel.as_ref(), kpi.market.as_ref()].into_iter().flatten().map(ToString::to_string);
        let attained = reading.and_then(|(reading, ..)| reading.attainment);
        let target = reading.and_then(|(_, target, _)| target.as_ref());
        let weight = target.map(|target| target.weight);
        let line = KpiLine {
            name: kpi.name.to_string(),
            link: place.link(&format!("/kpis/{}", kpi.id())),
            beside: kind.into_iter().chain(beside).chain(weight.and_then(|weight| weighs(w, kpi, weight))).collect(),
            value: amount(reading.and_then(|(reading, ..)| reading.value).map(|value| shown_value(kpi, value))),
            target: target.map_or_else(dash, |one| wanted(w, kpi.unit.as_str(), one.target(), one.bounds())),
            attained: w.score_or_dash(attained),
            bar: attained.map(|share| Bar::new(Some(share), reading.and_then(|(.., even)| *even), "none")),
            measured_on: reading.and_then(|(reading, ..)| reading.last_measured_on).map(|day| w.short_day(day)),
            flags: reading.map(|(reading, ..)| flags(w, &reading.flags)).unwrap_or_default(),
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
