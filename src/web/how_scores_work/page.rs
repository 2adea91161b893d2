//! How the score is computed: the formula step by step with the organisation's own figures, from key results to
//! departments, to Purpose and Revenue, to the overall score and its verdict. The figures come from the scorecard, the
//! settings from the policy in force; only the departments' weighted mean is recomputed here.

use askama::Template;

use crate::{
    app::{Reader, error::Result, plans::policy_in_force, scorecards::cache::ScorecardCache},
    domain::{
        scoring::{method::Method, scorecard::Scorecard},
        scoring_policy::{Policy, PolicyKey},
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{
            departments::ordered,
            status::{self, Standing, has_ended},
        },
    },
};

#[derive(Template)]
#[template(path = "web/how_scores_work/page.html")]
struct HowPage {
    w: Words,
    frame: Frame,
    story: Option<Story>,
}

struct Story {
    score: String,
    key_results: String,
    departments: Vec<WeightRow>,
    purpose: Vec<String>,
    kpis: Vec<WeightRow>,
    revenue: String,
    overall: Vec<String>,
    bars: String,
    heading: Standing,
    colours: String,
}

/// A department or a KPI with its weight and score.
struct WeightRow {
    name: String,
    weight: String,
    score: String,
}

/// The scorecard and the policy that it was computed with.
fn read(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<(Scorecard, Policy)>> {
    let Some(now) = status::scorecard(reader, cache, place)? else { return Ok(None) };
    let key = PolicyKey { brand_id: now.brand_id, cycle_id: now.cycle_id };
    Ok(Some((now, policy_in_force::effective(reader, &key)?)))
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let cache = visit.app.scorecards.clone();
    let (place, facts) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let facts = read(reader, &cache, &place)?;
            Ok((place, facts))
        })
        .await?;
    let w = visit.words;
    let order = visit.user.department_order;
    let story = facts.and_then(|(mut now, policy)| {
        ordered(&mut now.departments, order, |one| &one.summary);
        story(w, &place, &now, &policy)
    });
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, HowPage { w, frame, story }).await
}

/// A share as points of 100, precise enough to follow the sum.
fn figure(w: Words, share: f64) -> String {
    w.points(share * 100.0)
}

fn story(w: Words, place: &Place, now: &Scorecard, policy: &Policy) -> Option<Story> {
    let score = now.overall.score?;
    let row = |name: &str, weight: f64, score: Option<f64>| WeightRow {
        name: name.to_owned(),
        weight: w.number(weight),
        score: score.map_or_else(|| w.say("how-nothing-counts"), |score| figure(w, score)),
    };
    let counting = now.departments.iter().map(|one| &one.summary).filter(|one| one.weight > 0.0);
    let kpis = now.revenue.kpis.iter().filter(|kpi| kpi.weight > 0.0);
    let revenue = now
        .revenue
        .score
        .map_or_else(|| w.say("how-no-revenue"), |revenue| w.with("how-revenue", &[("revenue", &figure(w, revenue))]));
    let bars = [("revenue", &w.percent(policy.revenue_bar)), ("department", &w.percent(policy.department_bar))];
    let bars = bars.map(|(name, text)| (name, text.as_str()));
    let (list, verdict) =
        if has_ended(place) { ("verdict", now.overall.verdict) } else { ("outlook", now.overall.outlook) };
    let colours = [("green", &w.percent(policy.green_from)), ("amber", &w.percent(policy.amber_from))];
    let colours = colours.map(|(name, text)| (name, text.as_str()));
    Some(Story {
        score: figure(w, score),
        key_results: w.with("how-key-results", &[("target", &w.percent(policy.aspirational_target))]),
        departments: counting.map(|one| row(&one.name, one.weight, one.score)).collect(),
        purpose: purpose(w, now, policy),
        kpis: kpis.map(|kpi| row(&kpi.name, kpi.weight, Some(kpi.attainment))).collect(),
        revenue,
        overall: overall(w, now, policy, score),
        bars: w.with(if has_ended(place) { "how-bars" } else { "how-bars-running" }, &bars),
        heading: Standing::of_verdict(w, list, verdict),
        colours: w.with("how-colours", &colours),
    })
}

/// The weighted mean of the departments; one without a score counts as 0.
fn mean(now: &Scorecard) -> f64 {
    let counting = || now.departments.iter().map(|one| &one.summary).filter(|one| one.weight > 0.0);
    let total: f64 = counting().map(|one| one.weight).sum();
    counting().map(|one| one.weight / total * one.score.unwrap_or(0.0)).sum()
}

fn purpose(w: Words, now: &Scorecard, policy: &Policy) -> Vec<String> {
    let purpose = figure(w, now.purpose.score.unwrap_or(0.0));
    if policy.method == Method::Geometric {
        return vec![w.with("how-purpose-geometric", &[("purpose", &purpose)])];
    }
    let weakest = now.departments.iter().find(|one| Some(one.summary.id) == now.purpose.weakest_department_id);
    let (name, lowest) =
        weakest.map_or((String::new(), 0.0), |one| (one.summary.name.clone(), one.summary.score.unwrap_or(0.0)));
    let (mean, lowest) = (figure(w, mean(now)), figure(w, lowest));
    let (rest, balance) = (w.percent(1.0 - policy.balance), w.percent(policy.balance));
    let sum =
        [("rest", rest.as_str()), ("mean", &mean), ("balance", &balance), ("lowest", &lowest), ("result", &purpose)];
    vec![w.with("how-mean", &[("mean", &mean), ("name", &name), ("lowest", &lowest)]), w.with("how-sum", &sum)]
}

fn overall(w: Words, now: &Scorecard, policy: &Policy, score: f64) -> Vec<String> {
    let (Some(revenue), Some(purpose)) = (now.revenue.score, now.purpose.score) else {
        return vec![w.with("how-overall-alone", &[("score", &figure(w, score))])];
    };
    let (of_revenue, of_purpose) = (w.percent(policy.revenue_weight), w.percent(1.0 - policy.revenue_weight));
    if policy.method == Method::Geometric {
        let score = figure(w, score);
        let told = [("revenue", of_revenue.as_str()), ("purpose", of_purpose.as_str()), ("score", &score)];
        return vec![w.with("how-overall-geometric", &told)];
    }
    let both = policy.revenue_weight * revenue + (1.0 - policy.revenue_weight) * purpose;
    let pillar = if revenue < purpose { "revenue" } else { "purpose" };
    let (both, lowest) = (figure(w, both), figure(w, revenue.min(purpose)));
    let (revenue, purpose, pillar) = (figure(w, revenue), figure(w, purpose), w.say(pillar));
    let told = [
        ("revenue-weight", of_revenue.as_str()),
        ("revenue", &revenue),
        ("purpose-weight", of_purpose.as_str()),
        ("purpose", &purpose),
        ("mean", &both),
        ("pillar", &pillar),
        ("lowest", &lowest),
    ];
    let (rest, balance) = (w.percent(1.0 - policy.balance), w.percent(policy.balance));
    let score = figure(w, score);
    let sum =
        [("rest", rest.as_str()), ("mean", &both), ("balance", &balance), ("lowest", &lowest), ("result", &score)];
    let mut sentences = vec![w.with("how-both", &told), w.with("how-sum", &sum)];
    if let Some(average) = now.overall.plain_average {
        let (average, mean) = (figure(w, average), figure(w, mean(now)));
        let told = [
            ("revenue-weight", of_revenue.as_str()),
            ("revenue", &revenue),
            ("purpose-weight", of_purpose.as_str()),
            ("mean", &mean),
            ("average", &average),
        ];
        sentences.push(w.with("how-plain-average", &told));
    }
    sentences
}
