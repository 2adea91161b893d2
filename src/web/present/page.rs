//! The pages of the presentation: purpose, score and verdict; what takes it down from 100; the departments, some on each
//! page; the cycle so far; why it changed since the last meeting; where to push; what the last meeting decided. Figures
//! and rows are those of the Scorecard (`web/scorecard/summary.rs`), the change is that of `web/meetings/agenda/why.rs`.

use askama::Template;

use crate::{
    app::{
        Reader,
        error::Result,
        listing::everything,
        meetings::{
            self, MeetingFilter,
            decisions::{self, DecisionFilter},
        },
        scorecards::{cache::ScorecardCache, score_change::ScoreChangeView},
    },
    domain::{
        meeting::{Decision, Meeting, MeetingState},
        values::record::Stored,
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        meetings::agenda::{
            rows::WhyView,
            why::{self, Since},
        },
        parts::departments::DepartmentRow,
        scorecard::{
            data::ScorecardData,
            summary::{LeverView, Summary},
            trend::Chart,
            waterfall::WaterfallRow,
        },
    },
};

/// So many departments fit on a page.
const DEPARTMENTS: usize = 7;

#[derive(Template)]
#[template(path = "web/present/page.html")]
struct PresentPage {
    w: Words,
    frame: Frame,
    brand: String,
    sheet: Option<Summary>,
    slides: Vec<Slide>,
}

/// A page of the presentation.
enum Slide {
    Score,
    Fall(Vec<WaterfallRow>),
    Departments(Vec<DepartmentRow>),
    Trend(Chart),
    Why(WhyView),
    Levers(Vec<LeverView>),
    Decisions(Option<Decided>),
}

/// What the last meeting decided.
struct Decided {
    meeting: String,
    link: String,
    rows: Vec<(String, Option<String>)>,
}

struct PresentData {
    place: Place,
    facts: Option<ScorecardData>,
    change: Option<ScoreChangeView>,
    last: Option<(Stored<Meeting>, Vec<Stored<Decision>>)>,
}

fn read(reader: &mut Reader<'_>, w: Words, cache: &ScorecardCache, asked: &PlaceQuery) -> Result<PresentData> {
    let place = asked.place(reader)?;
    let facts = ScorecardData::read(reader, w, cache, &place, None)?;
    let (mut change, mut last) = (None, None);
    if let Some((brand, cycle)) = place.brand.as_ref().zip(place.cycle.as_ref()) {
        let meeting = last_meeting(reader, &place)?;
        change = why::read(reader, brand.id(), cycle, meeting.as_ref(), None)?;
        if let Some(meeting) = meeting {
            let filter = DecisionFilter { meeting_id: Some(meeting.id()), ..DecisionFilter::default() };
            last = Some((meeting, everything(|query| decisions::list(reader, query), filter)?));
        }
    }
    Ok(PresentData { place, facts, change, last })
}

/// The last meeting of the whole company that ended.
fn last_meeting(reader: &mut Reader<'_>, place: &Place) -> Result<Option<Stored<Meeting>>> {
    let Some(key) = place.key() else { return Ok(None) };
    let filter = MeetingFilter {
        brand_id: Some(key.brand_id),
        cycle_id: Some(key.cycle_id),
        state: Some(MeetingState::Ended),
        ..MeetingFilter::default()
    };
    let all = everything(|query| meetings::list(reader, query), filter)?;
    let whole = all.into_iter().filter(|one| one.department_id.is_none());
    Ok(whole.max_by_key(|one| (one.held_on, one.id())))
}

pub async fn show(visit: Visit) -> Page {
    let (w, asked, cache) = (visit.words, PlaceQuery::of(&visit), visit.app.scorecards.clone());
    let data = visit.read(move |reader| read(reader, w, &cache, &asked)).await?;
    let mut sheet = data.facts.as_ref().map(|facts| Summary::new(w, &data.place, facts, visit.user.department_order));
    let slides = sheet.as_mut().map(|sheet| slides(w, sheet, &data)).unwrap_or_default();
    let shown = PresentPage {
        w,
        brand: data.place.brand.as_ref().map(|brand| brand.name.to_string()).unwrap_or_default(),
        sheet,
        slides,
        frame: Frame::new(&visit, Nav::Scorecard, data.place)?,
    };
    page(&visit.request, shown).await
}

/// Takes what each page shows out of the Scorecard.
fn slides(w: Words, sheet: &mut Summary, data: &PresentData) -> Vec<Slide> {
    let mut slides = vec![Slide::Score, Slide::Fall(std::mem::take(&mut sheet.fall))];
    let mut departments = std::mem::take(&mut sheet.departments);
    while !departments.is_empty() {
        let rest = departments.split_off(departments.len().min(DEPARTMENTS));
        slides.push(Slide::Departments(departments));
        departments = rest;
    }
    slides.extend(sheet.trend.take().map(Slide::Trend));
    let since = Since { meeting: data.last.is_some(), ended: false, own: None };
    slides.extend(data.change.as_ref().map(|change| Slide::Why(why::of(w, &data.place, change, &since))));
    if !sheet.levers.is_empty() {
        slides.push(Slide::Levers(std::mem::take(&mut sheet.levers)));
    }
    slides.push(Slide::Decisions(data.last.as_ref().map(|(meeting, decisions)| decided(w, meeting, decisions))));
    slides
}

fn decided(w: Words, meeting: &Stored<Meeting>, decisions: &[Stored<Decision>]) -> Decided {
    let told = [("meeting", meeting.title.as_str()), ("day", &w.day(meeting.held_on))];
    let due = |one: &Stored<Decision>| one.due_on.map(|day| w.with("meeting-due-by", &[("day", &w.day(day))]));
    Decided {
        meeting: w.with("meeting-decided-in", &told),
        link: format!("/meetings/{}", meeting.id()),
        rows: decisions.iter().map(|one| (one.text.to_string(), due(one))).collect(),
    }
}
