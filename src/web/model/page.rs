//! A brand's Marketing Model as a document: the purpose first, then the strategic heart, values, principles with the
//! objectives that serve them, and the canvases of the four phases. `versions.rs` shows published versions as the same
//! document; writing is in `form.rs`.

use std::collections::HashMap;

use askama::Template;

use crate::{
    app::{
        Reader,
        error::Result,
        models::{self, versions as model_versions},
        objectives,
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery},
    },
    domain::{
        brand::Brand,
        model::{Model, Principle, version::ModelVersion},
        objective::Objective,
        scoring::{scorecard::Scorecard, status::Status},
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::markdown::Markdown,
        parts::names::Names,
    },
};

#[derive(Template)]
#[template(path = "web/model/page.html")]
struct ModelPage {
    w: Words,
    frame: Frame,
    document: Option<Document>,
    /// The newest version and the day it was published.
    published: Option<(i64, String)>,
    /// Whether the draft was changed since.
    changed: bool,
    may_keep: bool,
}

/// A Model, rendered for the template.
pub struct Document {
    pub purpose: Option<Markdown>,
    pub heart: Option<Markdown>,
    pub values: Vec<String>,
    pub principles: Vec<ShownPrinciple>,
    /// By phase, each with title and text.
    pub phases: Vec<(u8, Vec<(String, Markdown)>)>,
    pub custodian: Option<(String, String)>,
    /// The name of the cycle whose objectives are listed below the principles.
    pub cycle: Option<String>,
}

pub struct ShownPrinciple {
    pub id: Id<Principle>,
    pub title: String,
    pub body: Markdown,
    /// The objectives of the cycle that serve it; `None` if no cycle is shown.
    pub served_by: Option<Vec<Serving>>,
}

#[derive(Clone)]
pub struct Serving {
    pub address: String,
    pub title: String,
    pub department: String,
    pub status: Status,
    pub score: Option<f64>,
}

type ServedBy = HashMap<Id<Principle>, Vec<Serving>>;

impl Document {
    #[must_use]
    pub fn new(model: &Model, names: &Names, served_by: Option<&ServedBy>) -> Self {
        let principle = |one: &Principle| ShownPrinciple {
            id: one.id,
            title: one.title.to_string(),
            body: Markdown::new(&one.body),
            served_by: served_by.map(|served_by| served_by.get(&one.id).cloned().unwrap_or_default()),
        };
        let of_phase = |phase: u8| {
            let canvases = model.canvases.iter().filter(|canvas| canvas.phase == phase);
            let shown = canvases.map(|canvas| (canvas.title.to_string(), Markdown::new(&canvas.body)));
            (phase, shown.collect::<Vec<_>>())
        };
        Self {
            purpose: model.purpose.as_ref().map(Markdown::new),
            heart: model.strategic_heart.as_ref().map(Markdown::new),
            values: model.values.iter().map(ToString::to_string).collect(),
            principles: model.principles.iter().map(principle).collect(),
            phases: (1..=4).map(of_phase).filter(|(_, canvases)| !canvases.is_empty()).collect(),
            custodian: names.link(model.custodian_id),
            cycle: None,
        }
    }
}

struct ModelData {
    model: Option<Stored<Model>>,
    newest: Option<Stored<ModelVersion>>,
    served_by: Option<ServedBy>,
    names: Names,
}

fn found(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, brand: Id<Brand>) -> Result<ModelData> {
    Ok(ModelData {
        model: models::show(reader, brand)?,
        newest: model_versions::newest(reader, brand)?,
        served_by: served_by(reader, cache, place)?,
        names: Names::read(reader)?,
    })
}

/// For each principle, the objectives of the selected cycle that serve it.
fn served_by(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place) -> Result<Option<ServedBy>> {
    let Some(key) = place.key() else { return Ok(None) };
    let query = ScorecardQuery::on(key.cycle_id, place.as_of);
    let scorecard: Scorecard = scorecards::show(reader, cache, key.brand_id, &query)?.read()?;
    let rows: HashMap<Id<Objective>, Stored<Objective>> =
        objectives::of_cycle(reader, key)?.into_iter().map(|row| (row.id(), row)).collect();
    let mut served_by = ServedBy::new();
    for department in &scorecard.departments {
        for summary in &department.objectives {
            let own = rows.get(&summary.id).filter(|row| row.department_id == department.summary.id);
            for principle in own.iter().flat_map(|row| &row.principle_ids) {
                served_by.entry(*principle).or_default().push(Serving {
                    address: format!("/objectives/{}", summary.id),
                    title: summary.title.clone(),
                    department: department.summary.name.clone(),
                    status: summary.status,
                    score: summary.score,
                });
            }
        }
    }
    Ok(Some(served_by))
}

pub async fn show(visit: Visit) -> Page {
    let (asked, cache) = (PlaceQuery::of(&visit), visit.app.scorecards.clone());
    let (place, found) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let brand = place.brand.as_ref().map(Stored::id);
            let found = brand.map(|brand| found(reader, &cache, &place, brand)).transpose()?;
            Ok((place, found))
        })
        .await?;
    let mut shown = ModelPage {
        w: visit.words,
        frame: Frame::new(&visit, Nav::Model, place)?,
        document: None,
        published: None,
        changed: false,
        may_keep: false,
    };
    if let Some(ModelData { model, newest, served_by, names }) = found {
        let day = |version: &Stored<ModelVersion>| visit.ctx.time_zone.day(version.stamp.created_at);
        shown.may_keep = models::allowed(&visit.ctx, model.as_deref()).given();
        shown.changed = newest.as_ref().map(|newest| &newest.model) != model.as_ref().map(|model| &model.value);
        shown.published = newest.map(|newest| (newest.key.number, visit.words.day(day(&newest))));
        let cycle = shown.frame.place.cycle.as_ref().filter(|_| served_by.is_some()).map(|one| one.name.to_string());
        let document = model.map(|model| Document::new(&model, &names, served_by.as_ref()));
        shown.document = document.map(|document| Document { cycle, ..document });
    }
    page(&visit.request, shown).await
}
