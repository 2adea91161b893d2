//! The readings of KPIs as the list and the page of a KPI show them: for a closed cycle, those at the time of closing.
//! Readings are computed in `domain/scoring/readings/kpi.rs`.
//! `page.rs` lists targets and measurements.

use std::collections::HashMap;

use crate::{
    app::{Reader, error::Result, scorecards::cache::ScorecardCache},
    domain::{
        kpi::{Aggregation, Category, Kpi},
        scoring::{
            readings::{flags::Flag, kpi::KpiReading},
            scorecard::KpiView,
        },
        values::id::Id,
    },
    language::words::Words,
    web::{kit::frame::Place, parts::status},
};

pub const REVENUE: Category = Category::Revenue;

/// The readings of revenue KPIs at the time the cycle was closed, which later measurements do not change; empty before.
pub fn settled(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<HashMap<Id<Kpi>, KpiView>> {
    if !place.cycle.as_ref().is_some_and(|cycle| cycle.is_settled(place.as_of)) {
        return Ok(HashMap::new());
    }
    let kpis = status::scorecard(reader, cache, place)?.map(|scorecard| scorecard.revenue.kpis);
    Ok(kpis.into_iter().flatten().map(|kpi| (kpi.id, kpi)).collect())
}

/// The reading, with the values at the time of closing in place of the current ones.
pub fn as_settled(reading: KpiReading, settled: Option<&KpiView>) -> KpiReading {
    match settled {
        Some(kpi) => {
            KpiReading { value: kpi.value, attainment: Some(kpi.attainment), flags: kpi.flags.clone(), ..reading }
        }
        None => reading,
    }
}

/// Rounds a mean to two decimals, since nobody measured the others.
pub fn shown_value(kpi: &Kpi, value: f64) -> f64 {
    if kpi.aggregation == Aggregation::Mean { (value * 100.0).round() / 100.0 } else { value }
}

pub fn flags(w: Words, flags: &[Flag]) -> Vec<String> {
    flags.iter().map(|flag| w.word("flag", flag)).collect()
}
