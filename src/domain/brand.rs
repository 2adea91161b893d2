//! A brand, which owns a Marketing Model, objectives and a score. The first one is created at sign-up with the
//! organisation's name; an archived brand keeps its data. The Model is in `domain/model`, the scoring policy for a
//! cycle in `scoring_policy.rs`; `app/brands.rs` decides when a brand may be deleted.

use serde::{Deserialize, Serialize};

use super::values::{
    record::{ById, Entity, EntityKind},
    text::Name,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brand {
    pub name: Name,
    pub archived: bool,
}

impl Entity for Brand {
    const KIND: EntityKind = EntityKind::Brand;
    type Key = ById<Self>;
}
