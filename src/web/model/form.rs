//! Writing a brand's Model, and publishing the draft. Values, principles and canvases are rows: the form always ends
//! with two empty ones, and an emptied row is removed. A principle keeps its id, so objectives stay tied to it. Rows
//! are added and moved by buttons that send the form and show it again, with what was typed and without saving.
//! `web/kit/form.rs` reads the rows; `app/models` decides who may write and what may be published.

use actix_web::http::StatusCode;
use askama::Template;

use super::comparison::{Compared, compared};
use crate::{
    app::{
        error::{Error, Result},
        models::{self, versions as model_versions},
    },
    domain::{brand::Brand, values::id::Id},
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::{Visit, query_string},
        },
        parts::names::Names,
    },
};

/// How many empty rows each list ends with.
const EMPTY_ROWS: usize = 2;

#[derive(Template)]
#[template(path = "web/model/form.html")]
struct ModelFormPage {
    w: Words,
    frame: Frame,
    form: Form,
    brand: Id<Brand>,
    values: Vec<String>,
    principles: usize,
    canvases: usize,
    phases: Vec<(String, String)>,
    custodians: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/model/publish.html")]
struct PublishPage {
    w: Words,
    frame: Frame,
    form: Form,
    brand: Id<Brand>,
    /// The number of the newest published version.
    newest: Option<i64>,
    compared: Vec<Compared>,
}

impl PublishPage {
    /// Whether there is nothing new to publish.
    fn is_same(&self) -> bool {
        self.newest.is_some() && super::comparison::is_same(&self.compared)
    }
}

/// The brand in the query string; writing needs one, so there is no default.
fn brand(visit: &Visit) -> Result<Id<Brand>> {
    visit.asked("brand").and_then(|brand| brand.parse().ok()).ok_or_else(Error::not_found)
}

fn back(brand: Id<Brand>, done: &str) -> String {
    format!("/model?{}", query_string(&[("brand", &brand.to_string()), ("done", done)]))
}

/// Redirects to the same page with the default brand in the query.
async fn named(visit: &Visit, page: &str) -> Page {
    let asked = PlaceQuery::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let brand = place.brand.as_ref().ok_or_else(Error::not_found)?.id().to_string();
    Ok(redirect(place.link_with(page, &[("brand", brand.as_str())])))
}

async fn show_form(visit: &Visit, status: StatusCode, form: Form, brand: Id<Brand>) -> Page {
    let (asked, w) = (PlaceQuery::of(visit), visit.words);
    let (place, names) = visit.read(move |reader| Ok((asked.place(reader)?, Names::read(reader)?))).await?;
    let mut values: Vec<String> = form.chosen("values[]").map(ToOwned::to_owned).collect();
    values.extend(std::iter::repeat_n(String::new(), EMPTY_ROWS));
    let phase = |number: u8| (number.to_string(), w.word("phase", number));
    let shown = ModelFormPage {
        w,
        frame: Frame::new(visit, Nav::Model, place)?,
        brand,
        values,
        principles: form.rows("principles") + EMPTY_ROWS,
        canvases: form.rows("canvases") + EMPTY_ROWS,
        phases: (1..=4).map(phase).collect(),
        custodians: names.options(w, form.value("custodian_id")),
        form,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn edit(visit: Visit) -> Page {
    if visit.asked("brand").is_none() {
        return named(&visit, "/model/edit").await;
    }
    let brand = brand(&visit)?;
    let model = visit.read(move |reader| models::show(reader, brand)).await?;
    models::allowed(&visit.ctx, model.as_deref()).check()?;
    let form = match model {
        Some(model) => Form::of(&model, visit.words),
        None => Form::empty(visit.words).with("version", &0),
    };
    show_form(&visit, StatusCode::OK, form, brand).await
}

pub async fn replace(visit: Visit) -> Page {
    let brand = brand(&visit)?;
    let form = visit.form().await?;
    if form.has("move") {
        let model = visit.read(move |reader| models::show(reader, brand)).await?;
        models::allowed(&visit.ctx, model.as_deref()).check()?;
        return show_form(&visit, StatusCode::OK, moved(form), brand).await;
    }
    let input = form.command();
    match visit.write(&form, move |tx| models::replace(tx, brand, &input)).await {
        Ok(_) => Ok(redirect(back(brand, "saved"))),
        Err(error) => {
            let form = visit.refused(form, &error, "model", &brand.to_string()).await?;
            show_form(&visit, error.status(), form, brand).await
        }
    }
}

/// The form with the row that its button names exchanged with the next one; none, if it only asks for more rows.
fn moved(form: Form) -> Form {
    let named = form.value("move").split_once('/').map(|(list, place)| (list.to_owned(), place.parse()));
    match named {
        Some((list, Ok(place))) => form.exchanged(&list, place),
        _ => form,
    }
}

async fn show_publish(visit: &Visit, status: StatusCode, form: Form, brand: Id<Brand>) -> Page {
    let (asked, w) = (PlaceQuery::of(visit), visit.words);
    let (place, newest, draft, names) = visit
        .read(move |reader| {
            let newest = model_versions::newest(reader, brand)?;
            Ok((asked.place(reader)?, newest, models::show(reader, brand)?, Names::read(reader)?))
        })
        .await?;
    models::allowed(&visit.ctx, draft.as_deref()).check()?;
    let version = draft.as_ref().map_or(0, |draft| draft.stamp.version);
    let form = if form.has("version") { form } else { form.with("version", &version) };
    let (number, before) = newest.map(|newest| (newest.key.number, newest.value.model)).unzip();
    let compared = match (before, draft) {
        (Some(before), Some(draft)) => compared(w, &names, &before, &draft),
        _ => Vec::new(),
    };
    let frame = Frame::new(visit, Nav::Model, place)?;
    page_with(&visit.request, status, PublishPage { w, frame, form, brand, newest: number, compared }).await
}

pub async fn ask_to_publish(visit: Visit) -> Page {
    if visit.asked("brand").is_none() {
        return named(&visit, "/model/publish").await;
    }
    let brand = brand(&visit)?;
    show_publish(&visit, StatusCode::OK, Form::empty(visit.words), brand).await
}

pub async fn publish(visit: Visit) -> Page {
    let brand = brand(&visit)?;
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| model_versions::create(tx, brand, &input)).await {
        Ok(_) => Ok(redirect(back(brand, "model-published"))),
        Err(error) => {
            let form = visit.refused(form, &error, "model", &brand.to_string()).await?;
            show_publish(&visit, error.status(), form, brand).await
        }
    }
}
