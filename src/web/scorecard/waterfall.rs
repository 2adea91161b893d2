//! The rows of the waterfall: Revenue, the departments, what the balance among departments and between the pillars
//! costs, and the score. The departments that cost most come first; many small ones share a row.
//! `web/charts/waterfall.rs` computes the bars, the domain the points.

use crate::{
    domain::scoring::{
        scorecard::Scorecard,
        waterfall::{Bar, BarKind, Pillar},
    },
    language::{bidi::isolated, words::Words},
    web::{
        charts::waterfall::{Axis, Span},
        kit::frame::Place,
        parts::status::names,
    },
};

pub struct WaterfallRow {
    pub label: String,
    pub link: Option<String>,
    /// The points that it costs, as text.
    pub points: String,
    pub tone: &'static str,
    pub bar: Span,
}

/// How many departments get a row of their own.
const MOST: usize = 8;

struct WaterfallStep {
    label: String,
    link: Option<String>,
    points: f64,
    tone: &'static str,
}

fn step(w: Words, place: &Place, scorecard: &Scorecard, bar: &Bar) -> WaterfallStep {
    let names = names(scorecard);
    let name = bar.department_id.and_then(|id| names.get(&id).copied()).unwrap_or_default();
    let link = bar.department_id.map(|id| place.link(&format!("/departments/{id}")));
    let (label, link, tone) = match bar.kind {
        BarKind::Revenue => (w.say("revenue"), Some(place.link("/kpis")), "plain"),
        BarKind::Department => (isolated(name), link, "plain"),
        BarKind::WeakestDepartment => (w.with("fall-weakest", &[("name", &isolated(name))]), link, "bad"),
        BarKind::WeakerPillar => {
            let pillar = bar.pillar.unwrap_or(Pillar::Purpose);
            let link = place.link(if pillar == Pillar::Purpose { "/departments" } else { "/kpis" });
            (w.word("fall-pillar", pillar.as_str()), Some(link), "bad")
        }
    };
    WaterfallStep { label, link, points: bar.points, tone }
}

/// All rows, ending with the score.
pub fn rows(w: Words, place: &Place, scorecard: &Scorecard) -> Vec<WaterfallRow> {
    let of_department = |bar: &&Bar| bar.kind == BarKind::Department;
    let mut departments: Vec<&Bar> = scorecard.waterfall.iter().filter(of_department).collect();
    departments.sort_by(|one, other| other.points.total_cmp(&one.points));
    let few = departments.len() <= MOST + 1;
    let (shown, rest) = departments.split_at(if few { departments.len() } else { MOST });
    let told = |bar: &Bar| step(w, place, scorecard, bar);
    let mut all: Vec<WaterfallStep> =
        scorecard.waterfall.iter().filter(|bar| bar.kind == BarKind::Revenue).map(told).collect();
    all.extend(shown.iter().map(|bar| told(bar)));
    if !rest.is_empty() {
        let points = rest.iter().map(|bar| bar.points).sum();
        let link = Some(place.link("/departments"));
        all.push(WaterfallStep { label: w.count("fall-others", rest.len()), link, points, tone: "plain" });
    }
    let unbalanced = all.len();
    let balance = |bar: &&Bar| matches!(bar.kind, BarKind::WeakestDepartment | BarKind::WeakerPillar);
    all.extend(scorecard.waterfall.iter().filter(balance).map(told));
    let score = scorecard.overall.score.unwrap_or(0.0);
    let axis = Axis::down_to(score * 100.0);
    let bars = axis.steps(&all.iter().map(|step| step.points).collect::<Vec<_>>());
    let before: f64 = all.iter().take(unbalanced).map(|step| step.points).sum();
    let taken = |points: f64| if points < 0.05 { w.points(0.0) } else { format!("\u{2212}{}", w.points(points)) };
    let mut rows: Vec<WaterfallRow> = all
        .into_iter()
        .zip(bars)
        .map(|(step, bar)| WaterfallRow {
            label: step.label,
            link: step.link,
            points: taken(step.points),
            tone: step.tone,
            bar,
        })
        .collect();
    if rows.len() > unbalanced
        && let Some(average) = scorecard.overall.plain_average
    {
        let (label, points, bar) = (w.say("fall-average"), w.score(average), axis.total(100.0 - before));
        rows.insert(unbalanced, WaterfallRow { label, link: None, points, tone: "between", bar });
    }
    let (label, bar) = (w.say("score"), axis.total(score * 100.0));
    rows.push(WaterfallRow { label, link: None, points: w.score(score), tone: "ink", bar });
    rows
}
