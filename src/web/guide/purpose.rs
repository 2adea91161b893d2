//! The purpose in one sentence, the first step of the guide.
//! The whole Model, which the purpose is a part of, is written in `web/model/form.rs`.
//! Who may write it is decided in `app/models`.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{
        error::{Error, Result},
        models,
    },
    domain::{brand::Brand, values::record::Stored},
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav, Place, PlaceQuery},
        page::{Page, page_with, redirect},
        visit::Visit,
    },
};

#[derive(Template)]
#[template(path = "web/guide/purpose.html")]
struct PurposePage {
    w: Words,
    frame: Frame,
    form: Form,
    action: String,
}

fn brand(place: &Place) -> Result<&Stored<Brand>> {
    place.brand.as_ref().ok_or_else(Error::not_found)
}

async fn show(visit: &Visit, status: StatusCode, form: Form, place: Place) -> Page {
    let action = place.link_with("/guide/purpose", &[("brand", &brand(&place)?.id().to_string())]);
    let frame = Frame::new(visit, Nav::Model, place)?;
    page_with(&visit.request, status, PurposePage { w: visit.words, frame, form, action }).await
}

pub async fn ask(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let (place, model) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let model = models::show(reader, brand(&place)?.id())?;
            models::allowed(reader.ctx(), model.as_deref()).check()?;
            Ok((place, model))
        })
        .await?;
    let form = Form::empty(visit.words).with("version", &model.as_ref().map_or(0, |model| model.stamp.version));
    let purpose = model.and_then(|model| model.value.purpose);
    let form = form.with("purpose", &purpose.map(|text| text.to_string()).unwrap_or_default());
    show(&visit, StatusCode::OK, form, place).await
}

pub async fn set(visit: Visit) -> Page {
    let form = visit.form().await?;
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let (id, put) = (brand(&place)?.id(), form.command());
    match visit.write(&form, move |tx| models::set_purpose(tx, id, &put)).await {
        Ok(_) if visit.guided => Ok(redirect("/?done=saved")),
        Ok(_) => Ok(redirect(place.link_with("/model", &[("done", "saved")]))),
        Err(error) => {
            let form = visit.refused(form, &error, "model", &id.to_string()).await?;
            show(&visit, error.status(), form, place).await
        }
    }
}
