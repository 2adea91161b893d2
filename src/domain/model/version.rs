//! A published version of a brand's Marketing Model: a copy of the draft, with a note of what is new. Versions are
//! numbered 1, 2, 3, ... within a brand and never change. The draft is in `domain/model`; what may be published, and by
//! whom, is in `app/models/versions.rs`.

use serde::Serialize;

use super::Model;
use crate::domain::{
    brand::Brand,
    people::user::User,
    values::{
        id::Id,
        record::{Entity, EntityKey, EntityKind},
        text::Text,
    },
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelVersion {
    /// What is new in it.
    pub note: Text,
    pub published_by: Option<Id<User>>,
    #[serde(flatten)]
    pub model: Model,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelVersionKey {
    pub brand_id: Id<Brand>,
    pub number: i64,
}

impl EntityKey for ModelVersionKey {
    fn text(&self) -> String {
        format!("{}/{}", self.brand_id, self.number)
    }
}

impl Entity for ModelVersion {
    const KIND: EntityKind = EntityKind::ModelVersion;
    type Key = ModelVersionKey;
}
