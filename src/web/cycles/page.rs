//! One cycle: how each department is doing or, once the cycle is closed, its results, grades, retrospective and what
//! was carried over. Changing a cycle is in `list.rs`, closing it in `close.rs`. For a closed cycle, the scorecard
//! query reads all figures from the snapshot.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use crate::{
    app::{
        Reader,
        cycles::{self, CycleAllowed},
        error::Result,
        key_results::{self, KeyResultFilter, views::KeyResultView},
        listing::everything,
        objectives,
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery},
    },
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState, presets::nears_end},
        objective::Objective,
        scoring::scorecard::{DepartmentSummary, OverallView, Scorecard},
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        charts::bar::Bar,
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        meetings::list::{MeetingList, MeetingRow},
        parts::markdown::Markdown,
        parts::{
            actions::Actions,
            departments::ordered,
            names::Names,
            progress::KeyResultProgress,
            status::{Standing, cycle_has_ended},
        },
    },
};

#[derive(Template)]
#[template(path = "web/cycles/page.html")]
struct CyclePage {
    w: Words,
    frame: Frame,
    cycle: Stored<Cycle>,
    allowed: CycleAllowed,
    actions: Actions,
    retrospective: Option<Markdown>,
    /// Address, name and overall figures of each brand, if there are several.
    brands: Vec<(String, String, OverallView)>,
    brand: Option<String>,
    scorecard: Option<Scorecard>,
    /// Each department's bar and standing.
    bars: Vec<(Bar, Standing)>,
    /// Graded key results, each with its objective's title.
    graded: Vec<(String, KeyResultProgress)>,
    carried: Vec<Carried>,
    meetings: Vec<MeetingRow>,
}

/// An objective that was carried over into another cycle.
struct Carried {
    from: String,
    to: String,
    title: String,
    cycle: String,
}

impl CyclePage {
    fn standing(&self, overall: &OverallView) -> Standing {
        standing(self.w, &self.cycle, overall, self.frame.place.today)
    }

    fn when(&self) -> Option<String> {
        when(self.w, &self.cycle, self.frame.place.today)
    }

    fn is(&self, state: &str) -> bool {
        self.cycle.state.as_str() == state
    }
}

/// What the reader may do with the cycle; starting it is a button of its own. Closing it is prominent only when that is
/// what comes next. Only a cycle without objectives can be deleted.
fn actions(w: Words, found: &CycleData, allowed: &CycleAllowed) -> Actions {
    let page = format!("/cycles/{}", found.cycle.id());
    let begun = found.place.today >= found.cycle.starts_on;
    let mut departments = found.scorecard.iter().flat_map(|scorecard| &scorecard.departments);
    let change = allowed.change.given();
    let (close, next) = (change && allowed.close.given() && begun, nears_end(found.cycle.ends_on, found.place.today));
    Actions::new(w)
        .often(change, "edit", format!("{page}/edit"))
        .often(close && next, "cycle-close", format!("{page}/close"))
        .rarely(close && !next, "cycle-close", format!("{page}/close"))
        .rarely(change && departments.all(|one| one.objectives.is_empty()), "delete", format!("{page}/delete"))
}

/// The standing of the overall score in a cycle.
#[must_use]
pub fn standing(w: Words, cycle: &Cycle, overall: &OverallView, today: NaiveDate) -> Standing {
    Standing::of_figures(w, cycle_has_ended(cycle, today), overall.status, overall.score, overall.band)
}

/// How long until a cycle begins or ends, or since when it has been over; `None` once it is closed.
#[must_use]
pub fn when(w: Words, cycle: &Cycle, today: NaiveDate) -> Option<String> {
    let days = |from: NaiveDate, to: NaiveDate| usize::try_from((to - from).num_days()).unwrap_or(0);
    Some(match cycle.state {
        CycleState::Closed => return None,
        _ if today < cycle.starts_on => w.count("cycle-begins-in", days(today, cycle.starts_on)),
        _ if today <= cycle.ends_on => w.count("cycle-days-left", days(today, cycle.ends_on)),
        _ => w.count("cycle-ended-since", days(cycle.ends_on, today)),
    })
}

fn scorecard(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    brand: Id<Brand>,
    cycle: &Stored<Cycle>,
) -> Result<Scorecard> {
    scorecards::show(reader, cache, brand, &ScorecardQuery::today(cycle.id()))?.read()
}

/// The overall figures for pairs of a brand and a cycle, in the same order.
///
/// # Errors
/// Those of the database.
pub fn overall(
    reader: &mut Reader<'_>,
    cache: &ScorecardCache,
    asked: &[(Id<Brand>, &Stored<Cycle>)],
) -> Result<Vec<OverallView>> {
    let scorecards = scorecards::of_cycles(reader, cache, asked)?;
    scorecards.iter().map(|one| Ok(one.read::<Scorecard>()?.overall)).collect()
}

struct CycleData {
    place: Place,
    cycle: Stored<Cycle>,
    brands: Vec<(String, String, OverallView)>,
    scorecard: Option<Scorecard>,
    objectives: HashMap<Id<Objective>, String>,
    key_results: Vec<KeyResultView>,
    carried: Vec<Carried>,
    meetings: MeetingList,
    names: Names,
}

fn found(reader: &mut Reader<'_>, cache: &ScorecardCache, asked: &PlaceQuery, id: Id<Cycle>) -> Result<CycleData> {
    let (place, cycle) = (asked.place(reader)?, cycles::show(reader, id)?);
    let several: Vec<&Stored<Brand>> = place.brands.iter().filter(|_| place.brands.len() > 1).collect();
    let asked: Vec<_> = several.iter().map(|brand| (brand.id(), &cycle)).collect();
    let told = |(brand, overall): (&Stored<Brand>, OverallView)| {
        (format!("/cycles/{id}?brand={}", brand.id()), brand.name.to_string(), overall)
    };
    let brands = several.into_iter().zip(overall(reader, cache, &asked)?).map(told).collect();
    let brand = place.brand.as_ref().map(Stored::id);
    let scorecard = brand.map(|brand| scorecard(reader, cache, brand, &cycle)).transpose()?;
    let closed = cycle.state == CycleState::Closed;
    Ok(CycleData {
        brands,
        scorecard,
        objectives: if closed { titles(reader, &place, id)? } else { HashMap::new() },
        key_results: if closed { graded(reader, &place, id)? } else { Vec::new() },
        carried: if closed { carried(reader, &place, id)? } else { Vec::new() },
        meetings: MeetingList::read(reader, brand.map(|brand_id| PolicyKey { brand_id, cycle_id: id }), None)?,
        names: Names::read(reader)?,
        place,
        cycle,
    })
}

fn titles(reader: &mut Reader<'_>, place: &Place, cycle: Id<Cycle>) -> Result<HashMap<Id<Objective>, String>> {
    let Some(brand) = &place.brand else { return Ok(HashMap::new()) };
    let key = PolicyKey { brand_id: brand.id(), cycle_id: cycle };
    Ok(objectives::of_cycle(reader, key)?.into_iter().map(|one| (one.id(), one.title.to_string())).collect())
}

fn graded(reader: &mut Reader<'_>, place: &Place, cycle: Id<Cycle>) -> Result<Vec<KeyResultView>> {
    let Some(brand) = &place.brand else { return Ok(Vec::new()) };
    let filter = KeyResultFilter { cycle_id: Some(cycle), brand_id: Some(brand.id()), ..KeyResultFilter::default() };
    let mut views = everything(|query| key_results::list(reader, query), filter.into())?;
    views.retain(|view| view.stored.grade.is_some());
    Ok(views)
}

fn carried(reader: &mut Reader<'_>, place: &Place, cycle: Id<Cycle>) -> Result<Vec<Carried>> {
    let copies = objectives::carried_out_of(reader, cycle)?;
    let name = |id| place.cycles.iter().find(|one| one.id() == id).map(|one| one.name.to_string()).unwrap_or_default();
    let carried = copies.iter().filter_map(|copy| {
        Some(Carried {
            from: format!("/objectives/{}", copy.carried_from_id?),
            to: format!("/objectives/{}", copy.id()),
            title: copy.title.to_string(),
            cycle: name(copy.cycle_id),
        })
    });
    Ok(carried.collect())
}

pub async fn show(visit: Visit) -> Page {
    let (asked, cache, id) = (PlaceQuery::of(&visit), visit.app.scorecards.clone(), visit.id("cycle_id")?);
    let found = visit.read(move |reader| found(reader, &cache, &asked, id)).await?;
    let w = visit.words;
    let is_open = found.cycle.state != CycleState::Closed;
    let ended = cycle_has_ended(&found.cycle, found.place.today);
    let bar = |one: &DepartmentSummary| {
        let standing = Standing::of_figures(w, ended, one.status, one.score, one.band);
        (Bar::new(one.score, Some(one.expected).filter(|_| is_open), standing.tone), standing)
    };
    let mut scorecard = found.scorecard.clone();
    if let Some(scorecard) = &mut scorecard {
        ordered(&mut scorecard.departments, visit.user.department_order, |one| &one.summary);
    }
    let departments = scorecard.iter().flat_map(|scorecard| &scorecard.departments);
    let allowed = cycles::allowed_with(&visit.ctx, &found.cycle);
    let actions = actions(w, &found, &allowed);
    let title = |view: &KeyResultView| found.objectives.get(&view.stored.objective_id).cloned().unwrap_or_default();
    let shown = CyclePage {
        w,
        bars: departments.map(|one| &one.summary).map(bar).collect(),
        brand: found.place.brand.as_ref().map(|brand| brand.name.to_string()),
        graded: found
            .key_results
            .iter()
            .map(|view| (title(view), KeyResultProgress::new(w, view, &found.names)))
            .collect(),
        frame: Frame::new(&visit, Nav::Cycles, found.place)?,
        retrospective: found.cycle.retrospective.as_ref().map(Markdown::new),
        allowed,
        actions,
        cycle: found.cycle,
        brands: found.brands,
        scorecard,
        carried: found.carried,
        meetings: [false, true].iter().flat_map(|ended| found.meetings.rows(w, *ended)).collect(),
    };
    page(&visit.request, shown).await
}
