//! Settings, brands: listing, adding, renaming and archiving them.
//! A brand's purpose is part of its Model (`/model`); how it is scored is set in `web/settings/scoring_policy/page.rs`.
//! Only the REST API deletes brands.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        brands::{self, BrandFilter},
        listing::everything,
    },
    domain::{brand::Brand, values::record::Stored},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page, page_with, redirect},
            visit::Visit,
        },
        settings::tabs::{Tabs, framed},
    },
};

const TAB: &str = "/settings/brands";

#[derive(Template)]
#[template(path = "web/settings/brands/list.html")]
struct BrandsPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    brands: Vec<Stored<Brand>>,
}

#[derive(Template)]
#[template(path = "web/settings/brands/form.html")]
struct BrandPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    form: Form,
    id: Option<String>,
}

pub async fn list(visit: Visit) -> Page {
    let brands = visit.read(|reader| everything(|query| brands::list(reader, query), BrandFilter::default())).await?;
    let (frame, tabs) = framed(&visit, TAB).await?;
    page(&visit.request, BrandsPage { w: visit.words, frame, tabs, brands }).await
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, id: Option<String>) -> Page {
    brands::allowed(&visit.ctx).check()?;
    let (frame, tabs) = framed(visit, TAB).await?;
    page_with(&visit.request, status, BrandPage { w: visit.words, frame, tabs, form, id }).await
}

pub async fn add(visit: Visit) -> Page {
    show_form(&visit, StatusCode::OK, Form::empty(visit.words), None).await
}

pub async fn create(visit: Visit) -> Page {
    let form = visit.form().await?;
    let brand = form.command();
    match visit.write(&form, move |tx| brands::create(tx, &brand)).await {
        Ok(_) => Ok(redirect("/settings/brands?done=brand-added")),
        Err(error) => show_form(&visit, error.status(), form.refused(&error), None).await,
    }
}

pub async fn edit(visit: Visit) -> Page {
    let id = visit.id("brand_id")?;
    let brand = visit.read(move |reader| brands::show(reader, id)).await?;
    show_form(&visit, StatusCode::OK, Form::of(&brand, visit.words), Some(id.to_string())).await
}

pub async fn update(visit: Visit) -> Page {
    let id = visit.id("brand_id")?;
    let form = visit.form().await?;
    let brand = form.command();
    match visit.write(&form, move |tx| brands::update(tx, id, &brand)).await {
        Ok(_) => Ok(redirect("/settings/brands?done=saved")),
        Err(error) => {
            let form = visit.refused(form, &error, "brand", &id.to_string()).await?;
            show_form(&visit, error.status(), form, Some(id.to_string())).await
        }
    }
}
