//! Adding, changing and deleting a KPI. `app/kpis` refuses to delete a KPI that key results follow, and to turn one
//! into a sum while its targets have a baseline. `page.rs` shows the readings of a KPI; its targets and measurements
//! are set in `values.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        departments::{self, DepartmentFilter},
        error::Code,
        kpis,
        listing::everything,
    },
    domain::{
        kpi::{Aggregation, Better, Category, Kpi},
        values::record::Stored,
    },
    language::words::Words,
    web::kit::{
        confirm::Confirmation,
        form::Form,
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page_with, redirect},
        visit::Visit,
    },
};

type KpiOptions = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "web/kpis/form.html")]
struct KpiFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    id: Option<String>,
    brands: KpiOptions,
    departments: KpiOptions,
    categories: KpiOptions,
    aggregations: KpiOptions,
    directions: KpiOptions,
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, id: Option<String>) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    let (asked, w) = (PlaceQuery::of(visit), visit.words);
    let (place, departments) = visit
        .read(move |reader| {
            let departments = everything(|query| departments::list(reader, query), DepartmentFilter::default())?;
            Ok((asked.place(reader)?, departments))
        })
        .await?;
    let mut options = vec![(String::new(), w.say("kpi-no-department"))];
    let offered = departments.iter().filter(|one| !one.archived || form.is("department_id", &one.id().to_string()));
    options.extend(offered.map(|one| (one.id().to_string(), one.name.to_string())));
    let brands = place.brands.iter().map(|one| (one.id().to_string(), one.name.to_string())).collect();
    let frame = Frame::new(visit, Nav::Kpis, place)?;
    let page = KpiFormPage {
        w,
        frame,
        form,
        id,
        brands,
        departments: options,
        categories: Category::ALL.iter().map(|one| (one.to_string(), w.word("category", one))).collect(),
        aggregations: Aggregation::ALL.iter().map(|one| (one.to_string(), w.word("kpi-aggregation", one))).collect(),
        directions: Better::ALL.iter().map(|one| (one.to_string(), w.word("better", one))).collect(),
    };
    page_with(&visit.request, status, page).await
}

pub async fn add(visit: Visit) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    show_form(&visit, StatusCode::OK, Form::empty(visit.words), None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let kpi = form.command();
    match visit.write(&form, move |tx| kpis::create(tx, &kpi)).await {
        Ok(made) => Ok(redirect(format!("/kpis/{}?done=kpi-added", made.id()))),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

pub async fn edit(visit: Visit) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    let id = visit.id("kpi_id")?;
    let kpi = visit.read(move |reader| kpis::show(reader, id)).await?;
    show_form(&visit, StatusCode::OK, Form::of(&kpi, visit.words), Some(id.to_string())).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("kpi_id")?;
    let form = visit.form().await?;
    let patch = form.command();
    match visit.write(&form, move |tx| kpis::update(tx, id, &patch)).await {
        Ok(_) => Ok(redirect(format!("/kpis/{id}?done=saved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "kpi", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(id.to_string())).await
        }
    }
}

fn asking(w: Words, kpi: &Stored<Kpi>, followed: bool) -> Confirmation {
    let (page, name) = (format!("/kpis/{}", kpi.id()), kpi.name.to_string());
    let action = format!("{page}/delete");
    let asking = Confirmation::new(Nav::Kpis, w.say("kpi-delete"), (name, page), action);
    if followed {
        Confirmation { button: String::new(), ..asking.saying(w.say("kpi-in-use")) }
    } else {
        asking.saying(w.say("kpi-delete-asks")).with_reason()
    }
}

pub async fn ask_delete(visit: Visit) -> Page {
    kpis::allowed(&visit.ctx).check()?;
    let id = visit.id("kpi_id")?;
    let (kpi, followed) =
        visit.read(move |reader| Ok((kpis::show(reader, id)?, kpis::is_followed(reader, id)?))).await?;
    let form = Form::empty(visit.words).with("version", &kpi.stamp.version);
    asking(visit.words, &kpi, followed).show(&visit, StatusCode::OK, form).await
}

pub async fn delete(visit: Visit) -> Page {
    let id = visit.id("kpi_id")?;
    let kpi = visit.read(move |reader| kpis::show(reader, id)).await?;
    let form = visit.form().await?;
    let deletion = form.command();
    match visit.write(&form, move |tx| kpis::delete(tx, id, &deletion)).await {
        Ok(()) => Ok(redirect("/kpis?done=kpi-deleted")),
        Err(error) => {
            let followed = error.code == Code::InUse;
            let form = visit.refused(form, &error, "kpi", &id.to_string()).await?;
            asking(visit.words, &kpi, followed).show(&visit, error.status(), form).await
        }
    }
}
