//! A brand: what a Marketing Model, objectives and a score belong to.

use serde::Serialize;

use super::{
    record::{ById, Entity, EntityKind},
    text::Name,
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brand {
    pub name: Name,
    pub archived: bool,
}

impl Entity for Brand {
    const KIND: EntityKind = EntityKind::Brand;
    type Key = ById<Self>;
}
