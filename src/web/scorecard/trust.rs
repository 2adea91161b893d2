//! Whether the score can be trusted, in sentences: what share it covers, how far missing data could
//! still move it, and which objects need a careful look. If nothing is doubtful, that is said as
//! well.

use std::collections::{BTreeMap, BTreeSet};

use super::data::ScorecardData;
use crate::{
    domain::{
        check_in::confidence_status,
        key_result::KeyResultState,
        scoring::{
            bands::Band, comparisons::robustness::Robustness, department_branch::KeyResultView, readings::flags::Flag,
            status::Status, verdict::Verdict,
        },
    },
    language::{
        locale::shown,
        words::{Words, sentence_case},
    },
    web::{kit::frame::Place, parts::status::has_ended},
};

pub struct Trust {
    /// The summary next to the score.
    pub short: String,
    pub sentences: Vec<String>,
    /// How many objects the remarks are about, in words.
    pub doubtful: Option<String>,
    pub remarks: Vec<Remark>,
}

/// A flag, and the objects that have it.
pub struct Remark {
    pub flag: String,
    pub things: Vec<Thing>,
    /// How many more objects have it.
    pub more: usize,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    pub name: String,
    pub link: String,
    /// Why the object is flagged.
    pub detail: Option<String>,
}

/// The most objects that a remark names.
const MOST: usize = 4;

pub fn trust(w: Words, place: &Place, facts: &ScorecardData) -> Trust {
    let overall = &facts.now.overall;
    let mut sentences = Vec::new();
    let counting = facts.now.departments.iter().filter(|one| one.summary.weight > 0.0).count();
    if overall.coverage < 1.0 {
        sentences.push(w.with("trust-coverage", &[("share", &w.percent(overall.coverage))]));
    } else {
        sentences.push(w.count("trust-covered", counting));
    }
    let mut short = match overall.interval {
        Some([low, high]) if shown(high) > shown(low) && has_ended(place) => {
            sentences.push(w.say("trust-never"));
            w.say("trust-short-never")
        }
        Some([low, high]) if shown(high) > shown(low) => {
            let (low, high) = (w.score(low), w.score(high));
            let between = [("low", low.as_str()), ("high", high.as_str())];
            let [sentence, short] = if facts.now.flags.contains(&Flag::NoData) {
                ["trust-interval", "trust-short-open"]
            } else {
                ["trust-interval-empty", "trust-short-empty"]
            };
            sentences.push(w.with(sentence, &between));
            w.with(short, &between)
        }
        _ => {
            sentences.push(w.say("trust-exact"));
            w.say("trust-short-exact")
        }
    };
    if facts.now.flags.contains(&Flag::NoRevenueKpi) {
        sentences.push(w.say("trust-no-revenue"));
    }
    sentences.extend(firmness(w, facts, has_ended(place)));
    let remarks = remarks(w, place, facts);
    let doubtful: BTreeSet<&str> =
        remarks.iter().flat_map(|remark| &remark.things).map(|thing| thing.link.as_str()).collect();
    let more: usize = remarks.iter().map(|remark| remark.more).sum();
    let doubtful = (!doubtful.is_empty()).then(|| w.count("trust-short-doubtful", doubtful.len() + more));
    if let Some(doubtful) = &doubtful {
        short = format!("{short}, {doubtful}");
    }
    Trust { short, sentences, doubtful: doubtful.map(|text| sentence_case(&text)), remarks }
}

/// What the neighbouring policies would say.
fn firmness(w: Words, facts: &ScorecardData, ended: bool) -> Vec<String> {
    let Robustness { rules, same_band, same_first_lever, low, high, first_lever } = facts.robustness;
    let (Some(band), Some(low), Some(high)) = (facts.now.overall.band, low, high) else { return Vec::new() };
    let told = |key: &'static str, all: &'static str, same: usize, others: &[(&'static str, String)]| {
        let [rules_told, same_told] = [rules, same].map(|count| count.to_string());
        let counts = [("rules", rules_told.as_str()), ("same", same_told.as_str())];
        let others = others.iter().map(|(name, text)| (*name, text.as_str()));
        w.with(if same == rules { all } else { key }, &counts.into_iter().chain(others).collect::<Vec<_>>())
    };
    let (verdict, band_told) = (facts.now.overall.verdict, w.word("band", band));
    let result = match verdict {
        Verdict::Incomplete => w.with("trust-result-band", &[("band", &band_told)]),
        known => w.with("trust-result", &[("verdict", &w.word("verdict", known)), ("band", &band_told)]),
    };
    let scores = [("result", result), ("band", band_told), ("low", w.score(low)), ("high", w.score(high))];
    let [some, all] =
        if ended { ["trust-firm-ended", "trust-firm-ended-all"] } else { ["trust-firm", "trust-firm-all"] };
    let mut sentences = vec![told(some, all, same_band, &scores)];
    let summaries = facts.now.departments.iter().map(|one| &one.summary).filter(|one| one.weight > 0.0);
    let mut bands = summaries.map(|one| one.band).chain([facts.now.revenue.band]);
    if !ended && band == Band::Amber && bands.any(|one| one == Some(Band::Red)) {
        sentences.push(w.say("trust-firm-red"));
    }
    let place = first_lever.and_then(|first| match first.department_id {
        None => Some(w.say("revenue")),
        Some(id) => {
            let mut departments = facts.now.departments.iter().map(|one| &one.summary);
            departments.find(|one| one.id == id).map(|one| one.name.clone())
        }
    });
    if let Some(place) = place {
        sentences.push(told("trust-firm-lever", "trust-firm-lever-all", same_first_lever, &[("place", place)]));
    }
    sentences
}

fn remarks(w: Words, place: &Place, facts: &ScorecardData) -> Vec<Remark> {
    let mut flagged: BTreeMap<Flag, BTreeSet<Thing>> = BTreeMap::new();
    let mut note = |flags: &[Flag], name: &str, path: String, key_result: Option<&KeyResultView>| {
        for flag in flags {
            let disagrees = *flag == Flag::ConfidenceDisagrees;
            let detail = key_result.filter(|_| disagrees).and_then(|one| disagreement(w, facts, one));
            let thing = Thing { name: name.to_owned(), link: place.link(&path), detail };
            flagged.entry(*flag).or_default().insert(thing);
        }
    };
    for kpi in facts.now.revenue.kpis.iter().filter(|kpi| kpi.weight > 0.0) {
        note(&kpi.flags, &kpi.name, format!("/kpis/{}", kpi.id), None);
    }
    for branch in facts.branches.iter().filter(|branch| branch.summary.weight > 0.0) {
        note(&branch.summary.flags, &branch.summary.name, format!("/departments/{}", branch.summary.id), None);
        for objective in branch.objectives.iter().filter(|objective| objective.weight > 0.0) {
            note(&objective.reading.flags, &objective.title, format!("/objectives/{}", objective.id), None);
            let counting = |state, weight| state == KeyResultState::Active && weight > 0.0;
            for one in objective.key_results.iter().filter(|one| counting(one.state, one.weight)) {
                note(&one.reading.flags, &one.title, format!("/key-results/{}", one.id), Some(one));
            }
        }
    }
    let remark = |(flag, things): (Flag, BTreeSet<Thing>)| Remark {
        flag: w.word("flag", flag),
        more: things.len().saturating_sub(MOST),
        things: things.into_iter().take(MOST).collect(),
    };
    flagged.into_iter().map(remark).collect()
}

/// The owner's confidence against the pace; the flag is set only when they disagree, so the pace is the opposite.
fn disagreement(w: Words, facts: &ScorecardData, one: &KeyResultView) -> Option<String> {
    let confidence = one.reading.confidence?;
    let pace = if confidence_status(confidence) == Status::OnTrack { Status::OffTrack } else { Status::OnTrack };
    let owner = facts.names.of(one.owner_id).unwrap_or_else(|| w.say("nobody"));
    let told = [("owner", owner), ("confidence", confidence.to_string()), ("pace", w.word("status", pace))];
    Some(w.with("trust-disagrees", &told.each_ref().map(|(name, text)| (*name, text.as_str()))))
}
