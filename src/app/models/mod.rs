//! A brand's Marketing Model: its draft, read and replaced as a whole. A principle that is sent with its id keeps
//! it, so that objectives stay tied to it; one without an id is new. Besides executives and admins the custodian may
//! write, whom the Model itself names. Publishing it is in `versions.rs`. That an objective names principles of this Model is checked in
//! `app/objectives`; its shape is in `domain/model`.

pub mod versions;

use serde_json::Value;

use super::{
    error::Result,
    input::{At, BareId, Field, Fields, Input, Whole},
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        ctx::Ctx,
        model::{Canvas, Model, ModelKey, Principle},
        values::{
            fault::{Fault, FaultCode, unless_broken},
            id::Id,
            record::Stored,
            text::{Name, Text},
        },
    },
    store::{
        brands,
        engine::{
            error::StoreError,
            tx::{Reader, Tx, new_id},
        },
        models,
    },
};

/// The Model; `None` while the brand has none.
///
/// # Errors
/// `not_found` for the brand.
pub fn show(reader: &mut Reader<'_>, brand_id: Id<Brand>) -> Result<Option<Stored<Model>>> {
    brands::find(reader, brand_id)?;
    match models::find(reader, &ModelKey { brand_id }) {
        Ok(model) => Ok(Some(model)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Editing and publishing a brand's Model, which may not exist yet.
#[must_use]
pub fn allowed(ctx: &Ctx, model: Option<&Model>) -> Permission {
    Permission::of(ctx, Action::KeepModel { custodian: model.and_then(|model| model.custodian_id) })
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn replace(tx: &mut Tx<'_>, brand_id: Id<Brand>, input: &Input) -> Result<Stored<Model>> {
    let current = show(tx, brand_id)?;
    let version = current.as_ref().map_or(0, |model| model.stamp.version);
    allowed(tx.ctx(), current.as_deref()).check_version(tx.ctx(), version)?;
    let now = tx.ctx().now;
    let present: Vec<Principle> = current.as_ref().map(|model| model.principles.clone()).unwrap_or_default();
    let model = input.read(tx, |sent| fields(sent, &present, &|| new_id(now)))?;
    Ok(match current {
        Some(current) => tx.update(current, model)?,
        None => tx.create(ModelKey { brand_id }, model)?,
    })
}

fn fields(
    fields: &mut Fields<'_, '_>,
    present: &[Principle],
    new_principle: &impl Fn() -> Id<Principle>,
) -> Option<Model> {
    let purpose = fields.field::<Option<Text>>("purpose", Some(None));
    let strategic_heart = fields.field::<Option<Text>>("strategic_heart", Some(None));
    let values = fields.field::<Vec<Name>>("values", Some(Vec::new()));
    let principles = fields.with("principles", Some(Vec::new()), |value, at| {
        let Value::Array(elements) = value else {
            at.wrong_type("a list of principles");
            return None;
        };
        let read: Vec<Option<Principle>> = elements
            .iter()
            .zip(0_u32..)
            .map(|(element, index)| principle(element, at.below(&index.to_string()), present, new_principle))
            .collect();
        let principles = read.into_iter().collect::<Option<Vec<Principle>>>()?;
        at.checked(distinct(principles))
    });
    let canvases = fields.field::<Vec<Canvas>>("canvases", Some(Vec::new()));
    let custodian_id = fields.field("custodian_id", Some(None));
    Some(Model {
        purpose: purpose?,
        strategic_heart: strategic_heart?,
        values: values?,
        principles: principles?,
        canvases: canvases?,
        custodian_id: custodian_id?,
    })
}

/// Sent along twice, an id would name two principles.
fn distinct(principles: Vec<Principle>) -> std::result::Result<Vec<Principle>, Vec<Fault>> {
    let is_earlier =
        |position: usize, one: &Principle| principles.iter().take(position).any(|other| other.id == one.id);
    let twice = principles.iter().enumerate().filter(|(position, one)| is_earlier(*position, one));
    let fault = |(position, _)| {
        Fault::at(format!("/{position}/id"), FaultCode::Duplicate, "names an earlier principle already; leave it out")
    };
    let faults = twice.map(fault).collect();
    unless_broken(principles, faults)
}

fn principle(
    value: &Value,
    at: At<'_>,
    present: &[Principle],
    new_principle: &impl Fn() -> Id<Principle>,
) -> Option<Principle> {
    at.object(value, |fields| {
        let id = fields.optional::<BareId<Principle>>("id");
        if let Some(Some(id)) = &id
            && !present.iter().any(|principle| principle.id == id.0)
        {
            let detail = "The Model has no principle with that id; leave the id out to add one.";
            fields.fault(Fault::at("/id", FaultCode::NotFound, detail));
        }
        let (title, body) = (fields.required("title"), fields.required("body"));
        Some(Principle { id: id?.map_or_else(new_principle, |id| id.0), title: title?, body: body? })
    })
}

impl Field for Canvas {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let phase = fields.required::<Whole<1, 4>>("phase");
            let (title, body) = (fields.required("title"), fields.required("body"));
            Some(Self { phase: u8::try_from(phase?.0).ok()?, title: title?, body: body? })
        })
    }
}
