//! Published versions of a brand's Model: the list, one version as a document, two side by side.
//! In a comparison `draft` stands for the unpublished Model.
//! The comparison itself is in `comparison.rs`.

use askama::Template;

use super::{
    comparison::{Compared, compared},
    page::Document,
};
use crate::{
    app::{
        Reader,
        error::{Error, Result},
        listing::everything,
        models::{self, versions as model_versions},
    },
    domain::{
        brand::Brand,
        model::{
            Model,
            version::{ModelVersion, ModelVersionKey},
        },
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::markdown::Markdown,
        parts::names::Names,
    },
};

/// A version in the list.
struct VersionLine {
    number: i64,
    moment: String,
    by: Option<(String, String)>,
    note: Markdown,
}

#[derive(Template)]
#[template(path = "web/model/versions.html")]
struct VersionsPage {
    w: Words,
    frame: Frame,
    versions: Vec<VersionLine>,
}

#[derive(Template)]
#[template(path = "web/model/version.html")]
struct VersionPage {
    w: Words,
    frame: Frame,
    line: VersionLine,
    document: Document,
}

#[derive(Template)]
#[template(path = "web/model/compare.html")]
struct ComparePage {
    w: Words,
    frame: Frame,
    /// The two versions to compare.
    sides: [String; 2],
    choices: Vec<(String, String)>,
    compared: Vec<Compared>,
}

fn line(visit: &Visit, names: &Names, version: &Stored<ModelVersion>) -> VersionLine {
    VersionLine {
        number: version.key.number,
        moment: visit.words.moment(version.stamp.created_at, visit.ctx.time_zone),
        by: names.link(version.published_by),
        note: Markdown::new(&version.note),
    }
}

/// The brand's versions, the newest first.
fn versions(reader: &mut Reader<'_>, brand: Option<Id<Brand>>) -> Result<Vec<Stored<ModelVersion>>> {
    let Some(brand) = brand else { return Ok(Vec::new()) };
    let mut versions = everything(|query| model_versions::list(reader, brand, query), ())?;
    versions.sort_by_key(|version| std::cmp::Reverse(version.key.number));
    Ok(versions)
}

pub async fn list(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let (place, versions, names) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let versions = versions(reader, place.brand.as_ref().map(Stored::id))?;
            Ok((place, versions, Names::read(reader)?))
        })
        .await?;
    let frame = Frame::new(&visit, Nav::Model, place)?;
    let versions = versions.iter().map(|version| line(&visit, &names, version)).collect();
    page(&visit.request, VersionsPage { w: visit.words, frame, versions }).await
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let number: i64 =
        visit.request.match_info().get("number").and_then(|text| text.parse().ok()).ok_or_else(Error::not_found)?;
    let (place, version, names) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let brand_id = place.brand.as_ref().map(Stored::id).ok_or_else(Error::not_found)?;
            let version = model_versions::show(reader, ModelVersionKey { brand_id, number })?;
            Ok((place, version, Names::read(reader)?))
        })
        .await?;
    let frame = Frame::new(&visit, Nav::Model, place)?;
    let shown = VersionPage {
        w: visit.words,
        frame,
        line: line(&visit, &names, &version),
        document: Document::new(&version.model, &names, None),
    };
    page(&visit.request, shown).await
}

impl ComparePage {
    fn is_side(&self, place: usize, choice: &str) -> bool {
        self.sides.get(place).is_some_and(|side| side == choice)
    }

    fn is_same(&self) -> bool {
        super::comparison::is_same(&self.compared)
    }
}

/// A side of the comparison: the draft or a version.
fn side(reader: &mut Reader<'_>, brand: Id<Brand>, chosen: &str) -> Result<Model> {
    if chosen == "draft" {
        return Ok(models::show(reader, brand)?.map(|model| model.value).unwrap_or_default());
    }
    let number = chosen.parse().map_err(|_| Error::not_found())?;
    Ok(model_versions::show(reader, ModelVersionKey { brand_id: brand, number })?.value.model)
}

pub async fn compare(visit: Visit) -> Page {
    let (asked, w) = (PlaceQuery::of(&visit), visit.words);
    let said = ["a", "b"].map(|name| visit.asked(name));
    let (place, numbers, sides, models, names) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let brand = place.brand.as_ref().map(Stored::id).ok_or_else(Error::not_found)?;
            let numbers: Vec<i64> = versions(reader, Some(brand))?.iter().map(|version| version.key.number).collect();
            let draft = || "draft".to_owned();
            let [a, b] = said.clone();
            let a = a.or_else(|| numbers.first().map(ToString::to_string)).unwrap_or_else(draft);
            let b = b.unwrap_or_else(draft);
            let models = (side(reader, brand, &a)?, side(reader, brand, &b)?);
            Ok((place, numbers, [a, b], models, Names::read(reader)?))
        })
        .await?;
    let number = |number: &i64| (number.to_string(), w.with("model-version", &[("number", &number.to_string())]));
    let mut choices = vec![("draft".to_owned(), w.say("model-draft"))];
    choices.extend(numbers.iter().map(number));
    let frame = Frame::new(&visit, Nav::Model, place)?;
    let compared = compared(w, &names, &models.0, &models.1);
    page(&visit.request, ComparePage { w, frame, sides, choices, compared }).await
}
