//! Settings, departments: who belongs to which, who leads it, who is its ambassador. Adding and renaming departments is
//! in `web/departments/list.rs`; a person's seats are also shown in `web/settings/people/person.rs`. `domain/access.rs`
//! defines what a seat allows.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter, members},
        error::Result,
        listing::everything,
        people::users,
    },
    domain::{
        department::{Department, Member},
        people::user::User,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            confirm::Confirmation,
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        settings::tabs::{Tabs, framed},
    },
};

const TAB: &str = "/settings/departments";

#[derive(Template)]
#[template(path = "web/settings/departments/list.html")]
struct DepartmentSettingsPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    departments: Vec<SettingsDepartmentRow>,
}

struct SettingsDepartmentRow {
    department: Stored<Department>,
    members: usize,
    leads: Vec<String>,
    ambassadors: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/settings/departments/members.html")]
struct MembersPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    department: Stored<Department>,
    members: Vec<(Stored<User>, Stored<Member>)>,
    /// The person whose seat could not be changed, and the refused form.
    refused: Option<(String, Form)>,
    form: Form,
    /// People who can be added.
    others: Vec<(String, String)>,
}

type Seats = Vec<(Stored<User>, Stored<Member>)>;

/// The seats of a department, leads first, then by name.
fn seats(reader: &mut Reader<'_>, id: Id<Department>, people: &[Stored<User>]) -> Result<Seats> {
    let seats = everything(|query| members::list(reader, id, query), ())?;
    Ok(seated(seats, people))
}

fn seated(seats: Vec<Stored<Member>>, people: &[Stored<User>]) -> Seats {
    let who = |seat: &Stored<Member>| people.iter().find(|one| one.id() == seat.key.user_id).cloned();
    let mut seated: Seats = seats.into_iter().filter_map(|seat| Some((who(&seat)?, seat))).collect();
    seated.sort_by_key(|(user, seat)| (!seat.lead, user.name.as_str().to_lowercase()));
    seated
}

fn everybody(reader: &mut Reader<'_>) -> Result<Vec<Stored<User>>> {
    let mut people = users::everybody(reader)?;
    people.sort_by_key(|one| one.name.as_str().to_lowercase());
    Ok(people)
}

pub async fn list(visit: Visit) -> Page {
    let read = |reader: &mut Reader<'_>| {
        let people = everybody(reader)?;
        let all = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
        let mut seats: BTreeMap<Id<Department>, Vec<Stored<Member>>> = BTreeMap::new();
        for seat in members::of_departments(reader, &all.iter().map(Stored::id).collect::<Vec<_>>())? {
            seats.entry(seat.key.department_id).or_default().push(seat);
        }
        let mut rows = Vec::new();
        for department in all {
            let seated = seated(seats.remove(&department.id()).unwrap_or_default(), &people);
            let named = |wanted: fn(&Member) -> bool| {
                seated.iter().filter(|(_, seat)| wanted(seat)).map(|(user, _)| user.name.to_string()).collect()
            };
            let (leads, ambassadors) = (named(|seat| seat.lead), named(|seat| seat.ambassador));
            rows.push(SettingsDepartmentRow { department, members: seated.len(), leads, ambassadors });
        }
        Ok(rows)
    };
    let departments = visit.read(read).await?;
    let (frame, tabs) = framed(&visit, TAB).await?;
    page(&visit.request, DepartmentSettingsPage { w: visit.words, frame, tabs, departments }).await
}

async fn render(
    visit: &Visit,
    status: StatusCode,
    id: Id<Department>,
    form: Form,
    refused: Option<(String, Form)>,
) -> Page {
    let read = move |reader: &mut Reader<'_>| {
        let people = everybody(reader)?;
        Ok((departments::show(reader, id)?, seats(reader, id, &people)?, people))
    };
    let (department, members, people) = visit.read(read).await?;
    let (w, (frame, tabs)) = (visit.words, framed(visit, TAB).await?);
    let mut others = vec![(String::new(), w.say("choose-somebody"))];
    let free = people.iter().filter(|one| one.active && members.iter().all(|(member, _)| member.id() != one.id()));
    others.extend(free.map(|one| (one.id().to_string(), format!("{} ({})", one.name, w.word("role", one.role)))));
    page_with(&visit.request, status, MembersPage { w, frame, tabs, department, members, refused, form, others }).await
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("department_id")?;
    render(&visit, StatusCode::OK, id, Form::empty(visit.words).with("version", &0), None).await
}

/// Adds the person chosen in the form.
pub async fn add(visit: Visit) -> Page {
    let id = visit.id("department_id")?;
    let form = visit.form().await?;
    let input = form.input_without(&["user_id"]).command();
    let Ok(user_id) = form.value("user_id").parse::<Id<User>>() else {
        let error = crate::app::error::Error::invalid(vec![crate::domain::values::fault::Fault::at(
            "/user_id",
            crate::domain::values::fault::FaultCode::Required,
            "fault-choose-somebody",
        )]);
        return render(&visit, error.status(), id, form.refused(&error), None).await;
    };
    match visit.write(&form, move |tx| members::replace(tx, id, user_id, &input)).await {
        Ok(_) => Ok(redirect(format!("{TAB}/{id}?done=member-added"))),
        Err(error) => {
            let form = visit.refused(form, &error, "member", &format!("{id}/{user_id}")).await?;
            render(&visit, error.status(), id, form, None).await
        }
    }
}

pub async fn update(visit: Visit) -> Page {
    let (id, user_id) = (visit.id("department_id")?, visit.id("user_id")?);
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| members::replace(tx, id, user_id, &input)).await {
        Ok(_) => Ok(redirect(format!("{TAB}/{id}?done=saved"))),
        Err(error) => {
            let status = error.status();
            let refused = visit.refused(form, &error, "member", &format!("{id}/{user_id}")).await?;
            let form = Form::empty(visit.words).with("version", &0);
            render(&visit, status, id, form, Some((user_id.to_string(), refused))).await
        }
    }
}

pub async fn ask_remove(visit: Visit) -> Page {
    departments::allowed(&visit.ctx).check()?;
    let (id, user_id) = (visit.id("department_id")?, visit.id("user_id")?);
    let seat = visit.read(move |reader| members::show(reader, id, user_id)).await?;
    let form = Form::empty(visit.words).with("version", &seat.stamp.version);
    show_remove(&visit, StatusCode::OK, (id, user_id), form).await
}

async fn show_remove(visit: &Visit, status: StatusCode, (id, user_id): (Id<Department>, Id<User>), form: Form) -> Page {
    let read = move |reader: &mut Reader<'_>| Ok((departments::show(reader, id)?, users::show(reader, user_id)?));
    let (department, user) = visit.read(read).await?;
    let (w, places) = (visit.words, [("name", user.name.as_str()), ("department", department.name.as_str())]);
    let page = format!("{TAB}/{id}");
    let action = format!("{page}/members/{user_id}/remove");
    let asking = Confirmation {
        title: w.with("member-remove-ask", &places),
        ..Confirmation::new(Nav::Settings, w.say("member-remove"), (department.name.to_string(), page), action)
    };
    asking.saying(w.with("member-remove-text", &places)).show(visit, status, form).await
}

pub async fn remove(visit: Visit) -> Page {
    let (id, user_id) = (visit.id("department_id")?, visit.id("user_id")?);
    let form = visit.form().await?;
    match visit.write(&form, move |tx| members::delete(tx, id, user_id)).await {
        Ok(()) => Ok(redirect(format!("{TAB}/{id}?done=member-removed"))),
        Err(error) => {
            let form = visit.refused(form, &error, "member", &format!("{id}/{user_id}")).await?;
            show_remove(&visit, error.status(), (id, user_id), form).await
        }
    }
}
