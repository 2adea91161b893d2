//! Settings, the change log as people read it: the newest first, grouped by day, each change as a sentence with the
//! values before and after; filtered by kind, person and day. `web/parts/changes.rs` puts a change into words.
//! Programs follow the log by `/api/v1/changes`.

use askama::Template;

use crate::{
    app::{changes, input::Input, people::names},
    domain::values::record::EntityKind,
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page},
            visit::{Visit, query_string},
        },
        parts::changes::{DescribedChange, told},
        settings::tabs::{Tabs, framed},
    },
};

const TAB: &str = "/settings/changes";
const FILTERS: [&str; 4] = ["entity", "actor", "day", "entity_id"];

#[derive(Template)]
#[template(path = "web/settings/changes/page.html")]
struct ChangesPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    asked: Form,
    kinds: Vec<(String, String)>,
    /// Grouped by day.
    days: Vec<(String, Vec<DescribedChange>)>,
    next: Option<String>,
    filtered: bool,
}

pub async fn list(visit: Visit) -> Page {
    let filters: Vec<(&str, String)> =
        FILTERS.iter().filter_map(|name| Some((*name, visit.asked(name).filter(|text| !text.is_empty())?))).collect();
    let query = Input::text(filters.iter().map(|(name, value)| ((*name).to_owned(), value.clone()))).command();
    let before = visit.asked("before");
    let read = move |reader: &mut crate::app::Reader<'_>| {
        let (found, next) = changes::latest(reader, &query, before.as_deref())?;
        let names = names::of(reader, &found)?;
        Ok((found, names, next))
    };
    let (found, names, next) = visit.read(read).await?;
    let (frame, tabs) = framed(&visit, TAB).await?;
    let (w, zone) = (visit.words, visit.ctx.time_zone);
    let mut days: Vec<(String, Vec<DescribedChange>)> = Vec::new();
    for change in &found {
        let (day, told) = (w.day(zone.day(change.at)), told(w, zone, change, &names));
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, of_day)) => of_day.push(told),
            None => days.push((day, vec![told])),
        }
    }
    let next = next.map(|before| {
        let mut pairs: Vec<(&str, &str)> = filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.push(("before", &before));
        format!("{TAB}?{}", query_string(&pairs))
    });
    let asked = filters.iter().fold(Form::empty(w), |form, (name, value)| form.with(name, value));
    let mut kinds: Vec<(String, String)> =
        EntityKind::ALL.iter().map(|kind| (kind.to_string(), w.word("kind", kind))).collect();
    kinds.sort_by(|(_, one), (_, other)| one.cmp(other));
    let filtered = !filters.is_empty();
    page(&visit.request, ChangesPage { w, frame, tabs, asked, kinds, days, next, filtered }).await
}
