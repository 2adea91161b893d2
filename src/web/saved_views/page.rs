//! All views of lists that a person keeps: the page that renames and deletes them, and saving a new one from the row
//! above a list. After saving, the list is shown with the view applied.
//! The row is in `row.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::people::saved_views,
    domain::{people::saved_view::SavedView, values::id::Id},
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page_with, redirect},
        visit::{Visit, query_string},
    },
};

#[derive(Template)]
#[template(path = "web/saved_views/page.html")]
struct SavedViewsPage {
    w: Words,
    frame: Frame,
    form: Form,
    views: Vec<ViewLine>,
}

struct ViewLine {
    id: String,
    name: String,
    list: String,
    link: String,
}

/// The address of a list with a view applied.
fn address(view: &SavedView) -> String {
    let pairs: Vec<(&str, &str)> =
        view.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if pairs.is_empty() {
        view.list.path().to_owned()
    } else {
        format!("{}?{}", view.list.path(), query_string(&pairs))
    }
}

async fn render(visit: &Visit, status: StatusCode, form: Form) -> Page {
    let (asked, w) = (PlaceQuery::of(visit), visit.words);
    let (place, views) = visit.read(move |reader| Ok((asked.place(reader)?, saved_views::list(reader, None)?))).await?;
    let line = |view: &SavedView| ViewLine {
        id: view.id.to_string(),
        name: view.name.to_string(),
        list: w.word("list", view.list),
        link: address(view),
    };
    let shown = SavedViewsPage {
        w,
        views: views.iter().map(line).collect(),
        frame: Frame::new(visit, Nav::None, place)?,
        form,
    };
    page_with(&visit.request, status, shown).await
}

pub async fn list(visit: Visit) -> Page {
    render(&visit, StatusCode::OK, Form::empty(visit.words)).await
}

pub async fn save(visit: Visit) -> Page {
    let form = visit.form().await?;
    match saved_views::add(&visit.app, visit.ctx.clone(), form.command()).await {
        Ok(view) => Ok(redirect(address(&view))),
        Err(error) => render(&visit, error.status(), form.refused(&error)).await,
    }
}

pub async fn rename(visit: Visit) -> Page {
    let id: Id<SavedView> = visit.id("view_id")?;
    let form = visit.form().await?;
    let name = form.value("name").to_owned();
    match saved_views::rename(&visit.app, visit.ctx.clone(), id, name).await {
        Ok(()) => Ok(redirect("/views?done=saved")),
        Err(error) => render(&visit, error.status(), form.refused(&error)).await,
    }
}

pub async fn delete(visit: Visit) -> Page {
    let id: Id<SavedView> = visit.id("view_id")?;
    visit.form().await?;
    saved_views::delete(&visit.app, visit.ctx.clone(), id).await?;
    Ok(redirect("/views?done=view-deleted"))
}
