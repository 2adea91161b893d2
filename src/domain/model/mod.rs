//! A brand's Marketing Model: its purpose, strategic heart, values, guiding principles and the canvases of the method's
//! four phases. A custodian maintains it. Principles have ids because objectives refer to them; values and canvases
//! have none. Who may edit a Model, and how ids survive a replacement, is in `app/models`; its row is in
//! `store/models`.

pub mod version;

use serde::{Deserialize, Serialize};

use super::{
    brand::Brand,
    people::user::User,
    values::{
        id::Id,
        record::{Entity, EntityKey, EntityKind},
        text::{Name, Text},
    },
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Principle {
    pub id: Id<Principle>,
    pub title: Name,
    pub body: Text,
}

/// A worksheet of one of the four phases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Canvas {
    pub phase: u8,
    pub title: Name,
    pub body: Text,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Model {
    pub purpose: Option<Text>,
    pub strategic_heart: Option<Text>,
    pub values: Vec<Name>,
    pub principles: Vec<Principle>,
    pub canvases: Vec<Canvas>,
    pub custodian_id: Option<Id<User>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelKey {
    pub brand_id: Id<Brand>,
}

impl EntityKey for ModelKey {
    fn text(&self) -> String {
        self.brand_id.to_string()
    }
}

impl Entity for Model {
    const KIND: EntityKind = EntityKind::Model;
    type Key = ModelKey;
}
