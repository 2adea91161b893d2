//! Settings, people: the list with search and filters, and adding a person, which shows the link of their invitation
//! once. Everything else about one person is in `person.rs`; what they own is on their own page (`/people/{id}`). The
//! form explains the roles.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter, members},
        error::Result,
        input::Input,
        listing::{Listed, Query, everything},
        organisations,
        people::users::{self, UserFilter},
    },
    domain::{
        department::Department,
        people::{role::Role, user::User},
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page, page_with},
            visit::{Visit, query_string},
        },
        parts::choices::{choices, languages},
        settings::tabs::{Tabs, framed},
    },
};

#[derive(Template)]
#[template(path = "web/settings/people/list.html")]
struct PeopleSettingsPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    asked: Form,
    roles: Vec<(String, String)>,
    people: Vec<PersonRow>,
    next: Option<String>,
}

struct PersonRow {
    user: Stored<User>,
    /// For admins: an invitation that was not accepted yet.
    awaited: Option<Awaited>,
    seats: Vec<SeatLabel>,
}

/// A person who has not accepted the invitation yet.
pub struct Awaited {
    /// The last day of the invitation.
    pub until: String,
    pub expired: bool,
}

/// Those of the given people who have not accepted their invitation yet; empty unless the reader may manage people.
pub fn awaited(reader: &mut Reader<'_>, w: Words, ids: &[Id<User>]) -> Result<HashMap<Id<User>, Awaited>> {
    if !users::allowed(reader.ctx()).given() {
        return Ok(HashMap::new());
    }
    let (now, zone) = (reader.ctx().now, reader.ctx().time_zone);
    let told = |until| Awaited { until: w.day(zone.day(until)), expired: until <= now };
    Ok(users::awaited_until(reader, ids)?.into_iter().map(|(id, until)| (id, told(until))).collect())
}

/// A seat as shown in a list.
pub struct SeatLabel {
    pub department: String,
    pub lead: bool,
    pub ambassador: bool,
}

#[derive(Template)]
#[template(path = "web/settings/people/form.html")]
struct InvitePage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    form: Form,
    roles: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    departments: Vec<(String, String)>,
}

/// Shows the link of an invitation, once.
#[derive(Template)]
#[template(path = "web/settings/people/invited.html")]
pub struct InvitedPage {
    pub w: Words,
    pub frame: Frame,
    pub tabs: Tabs,
    pub user: Stored<User>,
    pub link: String,
}

const FILTERS: [&str; 3] = ["q", "role", "active"];

/// The seats of the given people, by person.
pub fn seat_labels(reader: &mut Reader<'_>, people: &[Id<User>]) -> Result<HashMap<Id<User>, Vec<SeatLabel>>> {
    let departments = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
    let name = |id: Id<Department>| {
        departments.iter().find(|one| one.id() == id).map(|one| one.name.to_string()).unwrap_or_default()
    };
    let mut told: HashMap<Id<User>, Vec<SeatLabel>> = HashMap::new();
    for seat in members::of_users(reader, people)? {
        told.entry(seat.key.user_id).or_default().push(SeatLabel {
            department: name(seat.key.department_id),
            lead: seat.lead,
            ambassador: seat.ambassador,
        });
    }
    Ok(told)
}

fn found(reader: &mut Reader<'_>, w: Words, query: &Query<UserFilter>) -> Result<(Vec<PersonRow>, Option<String>)> {
    let Listed { items, next } = users::list(reader, query)?;
    let ids: Vec<Id<User>> = items.iter().map(Stored::id).collect();
    let mut seats = seat_labels(reader, &ids)?;
    let mut awaited = awaited(reader, w, &ids)?;
    let row = |user: Stored<User>| {
        let (seats, awaited) = (seats.remove(&user.id()).unwrap_or_default(), awaited.remove(&user.id()));
        PersonRow { user, awaited, seats }
    };
    Ok((items.into_iter().map(row).collect(), next))
}

pub async fn list(visit: Visit) -> Page {
    let filters: Vec<(&str, String)> =
        FILTERS.iter().filter_map(|name| Some((*name, visit.asked(name).filter(|text| !text.is_empty())?))).collect();
    let pairs = filters.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let query = Query { filters: Input::text(pairs).command(), after: visit.asked("after") };
    let w = visit.words;
    let (people, next) = visit.read(move |reader| found(reader, w, &query)).await?;
    let (frame, tabs) = framed(&visit, "/settings/people").await?;
    let next = next.map(|after| {
        let mut pairs: Vec<(&str, &str)> = filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.push(("after", &after));
        format!("/settings/people?{}", query_string(&pairs))
    });
    let asked = filters.iter().fold(Form::empty(w), |form, (name, value)| form.with(name, value));
    let roles = choices(w, "role", Role::ALL);
    page(&visit.request, PeopleSettingsPage { w, frame, tabs, asked, roles, people, next }).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form) -> Page {
    let (frame, tabs) = framed(visit, "/settings/people").await?;
    let (w, languages) = (visit.words, languages());
    let roles = choices(w, "role", Role::ALL);
    let all =
        visit.read(|reader| everything(|query| departments::list(reader, query), DepartmentFilter::alive())).await?;
    let mut departments: Vec<_> = all.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect();
    departments.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    departments.insert(0, (String::new(), w.say("person-no-department")));
    page_with(&visit.request, status, InvitePage { w, frame, tabs, form, roles, languages, departments }).await
}

pub async fn add(visit: Visit) -> Page {
    users::allowed(&visit.ctx).check()?;
    let language = visit.read(organisations::show).await?.language;
    let form = Form::empty(visit.words).with("role", &Role::Member).with("language", &language);
    show_form(&visit, StatusCode::OK, form).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| users::create(tx, &input)).await {
        Ok((user, token)) => invited(&visit, user, &token).await,
        Err(error) => show_form(&visit, error.status(), form.refused(&error)).await,
    }
}

/// The page with the link, sent as the response to the form: the link is shown once and stored nowhere.
pub async fn invited(visit: &Visit, user: Stored<User>, token: &str) -> Page {
    let (frame, tabs) = framed(visit, "/settings/people").await?;
    let link = format!("{}/invites/{token}", visit.origin.origin);
    page(&visit.request, InvitedPage { w: visit.words, frame, tabs, user, link }).await
}
