//! The list of departments with how each is doing, and the form that adds or changes one. One department, with its
//! objectives and key results, is in `page.rs`. The rows are those of the Scorecard's table, in
//! `web/parts/departments.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        departments::{self, DepartmentFilter},
        listing::everything,
    },
    domain::{department::Department, people::star::StarredKind, values::record::Stored},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        parts::{
            departments::{DepartmentRow, rows},
            status,
        },
    },
};

#[derive(Template)]
#[template(path = "web/departments/list.html")]
struct DepartmentsPage {
    w: Words,
    frame: Frame,
    /// The departments that take part in the cycle.
    rows: Vec<DepartmentRow>,
    others: Vec<Stored<Department>>,
}

#[derive(Template)]
#[template(path = "web/departments/form.html")]
struct DepartmentFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    /// The department's id; `None` when one is added.
    id: Option<String>,
}

pub async fn list(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let (cache, w, order) = (visit.app.scorecards.clone(), visit.words, visit.user.department_order);
    let (place, rows, others) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let mut departments = everything(|query| departments::list(reader, query), DepartmentFilter::alive())?;
            let Some(now) = status::scorecard(reader, &cache, &place)? else {
                return Ok((place, Vec::new(), departments));
            };
            departments.retain(|one| now.departments.iter().all(|part| part.summary.id != one.id()));
            let week_before = status::week_before(reader, &cache, &place, &now)?;
            let trend = status::trend(reader, &cache, &place)?;
            let mut rows = rows(w, &place, &now, week_before.as_ref(), trend.as_ref(), order);
            rows.sort_by_key(|row| !place.stars.has(StarredKind::Department, &row.id));
            Ok((place, rows, departments))
        })
        .await?;
    let frame = Frame::new(&visit, Nav::Departments, place)?;
    page(&visit.request, DepartmentsPage { w, frame, rows, others }).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, id: Option<String>) -> Page {
    let asked = PlaceQuery::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(visit, Nav::Departments, place)?;
    page_with(&visit.request, status, DepartmentFormPage { w: visit.words, frame, form, id }).await
}

pub async fn add(visit: Visit) -> Page {
    departments::allowed(&visit.ctx).check()?;
    show_form(&visit, StatusCode::OK, Form::empty(visit.words), None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| departments::create(tx, &input)).await {
        Ok(_) => Ok(redirect("/departments?done=department-added")),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

pub async fn edit(visit: Visit) -> Page {
    departments::allowed(&visit.ctx).check()?;
    let id = visit.id("department_id")?;
    let department = visit.read(move |reader| departments::show(reader, id)).await?;
    show_form(&visit, StatusCode::OK, Form::of(&department, visit.words), Some(id.to_string())).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("department_id")?;
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| departments::update(tx, id, &input)).await {
        Ok(_) => Ok(redirect("/departments?done=saved")),
        Err(error) => {
            let form = visit.refused(form, &error, "department", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(id.to_string())).await
        }
    }
}
