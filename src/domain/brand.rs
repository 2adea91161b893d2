//! A brand: what a Marketing Model, objectives and a score belong to. The first comes with sign-up and has the
//! organisation's name; an archived brand keeps all that it has. Its Model is in `domain/model`, its scoring policy for a
//! cycle in `scoring_policy.rs`; when a brand may be deleted is ruled in `app/brands.rs`.

use serde::Serialize;

use super::values::{
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
