//! A brand's Marketing Model: its draft, read and replaced as a whole. A principle that is sent with its id keeps it,
//! so that objectives stay linked to it; one without an id is new. Executives and admins may write it, and so may the
//! custodian whom the Model names. Publishing is in `versions.rs`. That an objective names principles of this Model is
//! checked in `app/objectives`; the Model's shape is in `domain/model`.

pub mod versions;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    error::{Error, Result},
    input::{At, BareId, Command, Field, Fields, LIST_MAX, Parsed, Whole},
    permission::Permission,
};
use crate::{
    app::people::responsible,
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        model::{Canvas, Model, ModelKey, Principle},
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
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

/// Permission to edit and publish a brand's Model, which may not exist yet.
#[must_use]
pub fn allowed(ctx: &Ctx, model: Option<&Model>) -> Permission {
    Permission::of(ctx, Action::EditModel { custodian: model.and_then(|model| model.custodian_id) })
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn replace(tx: &mut Tx<'_>, brand_id: Id<Brand>, put: &Parsed<PutModel>) -> Result<Stored<Model>> {
    let current = show(tx, brand_id)?;
    let version = current.as_ref().map_or(0, |model| model.stamp.version);
    allowed(tx.ctx(), current.as_deref()).check_version(tx.ctx(), version)?;
    let now = tx.ctx().now;
    let present: Vec<Principle> = current.as_ref().map(|model| model.principles.clone()).unwrap_or_default();
    let model = put.validate_with(tx, |put, faults| put.made(&present, || new_id(now), faults))?;
    let custodian = current.as_ref().and_then(|model| model.custodian_id);
    if let Some(fault) = responsible::deactivated(tx, "/custodian_id", custodian, model.custodian_id)? {
        return Err(Error::invalid(vec![fault]));
    }
    Ok(match current {
        Some(current) => tx.update(current, model)?,
        None => tx.create(ModelKey { brand_id }, model)?,
    })
}

/// Sets only the purpose; everything else in the draft stays.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn set_purpose(tx: &mut Tx<'_>, brand_id: Id<Brand>, put: &Parsed<PutPurpose>) -> Result<Stored<Model>> {
    let current = show(tx, brand_id)?;
    let version = current.as_ref().map_or(0, |model| model.stamp.version);
    allowed(tx.ctx(), current.as_deref()).check_version(tx.ctx(), version)?;
    let purpose = Some(put.validate(tx)?.purpose);
    if let Some(current) = current {
        let model = Model { purpose, ..current.value.clone() };
        return Ok(tx.update(current, model)?);
    }
    let now = tx.ctx().now;
    let made = PutModel { purpose, ..PutModel::default() }.made(&[], || new_id(now), &mut Vec::new());
    Ok(tx.create(ModelKey { brand_id }, made.ok_or_else(Error::not_found)?)?)
}

/// The purpose in one sentence.
#[derive(Debug, Clone)]
pub struct PutPurpose {
    pub purpose: Text,
}

impl Command for PutPurpose {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { purpose: fields.required("purpose")? })
    }
}

/// The contents of a draft.
#[derive(Debug, Clone, Default)]
pub struct PutModel {
    pub purpose: Option<Text>,
    pub strategic_heart: Option<Text>,
    pub values: Vec<Name>,
    pub principles: Vec<PutPrinciple>,
    pub canvases: Vec<Canvas>,
    pub custodian_id: Option<Id<User>>,
}

/// A principle; it is new when it has no id.
#[derive(Debug, Clone)]
pub struct PutPrinciple {
    pub id: Option<Id<Principle>>,
    /// Title and body are `None` when they were wrong; the faults were noted.
    pub title: Option<Name>,
    pub body: Option<Text>,
    /// Its index in the list that was sent, for the pointers of faults.
    pub place: usize,
}

impl Command for PutModel {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let purpose = fields.given::<Option<Text>>("purpose");
        let strategic_heart = fields.given::<Option<Text>>("strategic_heart");
        let values = fields.given::<Vec<Name>>("values");
        let principles = fields.with("principles", Some(Vec::new()), principles);
        let canvases = fields.given::<Vec<Canvas>>("canvases");
        let custodian_id = fields.given::<Option<Id<User>>>("custodian_id");
        Some(Self {
            purpose: purpose.flatten(),
            strategic_heart: strategic_heart.flatten(),
            values: values.unwrap_or_default(),
            principles: principles.unwrap_or_default(),
            canvases: canvases.unwrap_or_default(),
            custodian_id: custodian_id.flatten(),
        })
    }
}

fn principles(value: &Value, at: &mut At<'_>) -> Option<Vec<PutPrinciple>> {
    let elements = at.elements(value, LIST_MAX)?;
    let read = |(place, element): (usize, &Value)| {
        at.below(&place.to_string()).object(element, |fields| {
            let id = fields.optional::<BareId<Principle>>("id");
            let (title, body) = (fields.required("title"), fields.required("body"));
            Some(PutPrinciple { id: id?.map(|id| id.0), title, body, place })
        })
    };
    Some(elements.iter().enumerate().filter_map(read).collect())
}

impl PutModel {
    /// Builds the Model; a principle that exists already keeps its id.
    fn made(
        self,
        present: &[Principle],
        new_principle: impl Fn() -> Id<Principle>,
        faults: &mut Vec<Fault>,
    ) -> Option<Model> {
        let mut known = BTreeSet::new();
        for PutPrinciple { id, place, .. } in &self.principles {
            let Some(id) = id else { continue };
            let pointer = format!("/principles/{place}/id");
            if !present.iter().any(|principle| principle.id == *id) {
                faults.push(Fault::at(pointer, FaultCode::NotFound, "fault-no-such-principle"));
            } else if !known.insert(*id) {
                faults.push(Fault::at(pointer, FaultCode::Duplicate, "fault-principle-twice"));
            }
        }
        let principle = |PutPrinciple { id, title, body, .. }| {
            Some(Principle { id: id.unwrap_or_else(&new_principle), title: title?, body: body? })
        };
        Some(Model {
            purpose: self.purpose,
            strategic_heart: self.strategic_heart,
            values: self.values,
            principles: self.principles.into_iter().map(principle).collect::<Option<_>>()?,
            canvases: self.canvases,
            custodian_id: self.custodian_id,
        })
    }
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
