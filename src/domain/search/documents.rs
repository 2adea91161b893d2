//! The texts by which each kind of entity is found, taken from its entries in the change log: the index follows the log
//! and so cannot miss a write. A new kind of entity is decided on in `documents`. An entity has one document, a
//! Marketing Model one for each of its parts. Splitting into words is in `words.rs`, storing in `store/search`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{
    change::{Change, ChangeAction},
    values::{record::EntityKind, wire_enum::wire_enum},
};

wire_enum! {
    /// The members of resources in which search looks.
    pub enum SearchField {
        Name = "name",
        Title = "title",
        Code = "code",
        Email = "email",
        Description = "description",
        Contribution = "contribution",
        Measure = "measure",
        GradeComment = "grade_comment",
        Channel = "channel",
        Market = "market",
        Note = "note",
        Retrospective = "retrospective",
        Minutes = "minutes",
        Text = "text",
        Purpose = "purpose",
        StrategicHeart = "strategic_heart",
        Values = "values",
        Principles = "principles",
        Canvases = "canvases",
    }
}

/// A text of a field.
pub type FieldText = (SearchField, String);

/// What is found as one result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Which part of the entity, if it has several.
    pub part: String,
    /// The cycle that it belongs to by itself.
    pub cycle: Option<String>,
    /// The entity whose cycle it shares.
    pub about: Option<(EntityKind, String)>,
    pub texts: Texts,
}

/// The texts of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    pub title: Option<FieldText>,
    pub others: Vec<FieldText>,
}

impl Texts {
    /// All texts, the title first.
    pub fn all(&self) -> impl Iterator<Item = &FieldText> {
        self.title.iter().chain(&self.others)
    }
}

/// What a change does to the index: the documents that the entity has from now on.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    pub entity: EntityKind,
    pub entity_id: String,
    /// Whether it had none before.
    pub is_new: bool,
    pub documents: Vec<Document>,
}

/// What a change does to the index; `None` if it changes no text.
#[must_use]
pub fn entry(change: &Change) -> Option<IndexEntry> {
    let found = |side: &Option<Value>| {
        side.as_ref().map(|value| documents(change.entity, &change.entity_id, value)).unwrap_or_default()
    };
    let documents = match change.action {
        ChangeAction::Exported => return None,
        ChangeAction::Deleted => Vec::new(),
        ChangeAction::Created | ChangeAction::Updated | ChangeAction::Anonymised => found(&change.after),
    };
    let has_changed = change.action == ChangeAction::Anonymised || documents != found(&change.before);
    has_changed.then(|| IndexEntry {
        entity: change.entity,
        entity_id: change.entity_id.clone(),
        is_new: change.action == ChangeAction::Created,
        documents,
    })
}

/// The documents of an entity as the log shows it.
fn documents(kind: EntityKind, id: &str, value: &Value) -> Vec<Document> {
    use SearchField as F;
    let members = Members(value);
    let cycle = members.text("cycle_id");
    let one = |texts: Texts| vec![Document { texts, ..Document::default() }];
    let within = |parent: EntityKind, id: &str, texts: Texts| {
        let about = members.text(id).map(|id| (parent, id));
        vec![Document { about, texts, ..Document::default() }]
    };
    let found = match kind {
        EntityKind::User => one(members.texts(Some(F::Name), &[F::Email])),
        EntityKind::Department => one(members.texts(Some(F::Name), &[F::Code, F::Description])),
        EntityKind::Brand => one(members.texts(Some(F::Name), &[])),
        EntityKind::Model => model(&members),
        EntityKind::Cycle => {
            let texts = members.texts(Some(F::Name), &[F::Retrospective]);
            vec![Document { cycle: Some(id.to_owned()), texts, ..Document::default() }]
        }
        EntityKind::Objective => {
            let texts = members.texts(Some(F::Title), &[F::Description, F::Contribution]);
            vec![Document { cycle, texts, ..Document::default() }]
        }
        EntityKind::KeyResult => {
            let mut texts = members.texts(Some(F::Title), &[F::Description, F::GradeComment]);
            texts.others.extend(members.milestones());
            within(EntityKind::Objective, "objective_id", texts)
        }
        EntityKind::CheckIn => within(EntityKind::KeyResult, "key_result_id", members.texts(None, &[F::Note])),
        EntityKind::Kpi => one(members.texts(Some(F::Name), &[F::Channel, F::Market])),
        EntityKind::Measurement => one(members.texts(None, &[F::Note])),
        EntityKind::Meeting => {
            let texts = members.texts(Some(F::Title), &[F::Minutes]);
            vec![Document { cycle, texts, ..Document::default() }]
        }
        EntityKind::Blocker | EntityKind::Decision => {
            within(EntityKind::Meeting, "meeting_id", members.texts(None, &[F::Text]))
        }
        // The Model is found as it is now; keys are for admins; the others have no text of their own.
        EntityKind::MeetingConfidence
        | EntityKind::ModelVersion
        | EntityKind::ApiKey
        | EntityKind::Organisation
        | EntityKind::Member
        | EntityKind::Target
        | EntityKind::ScoringPolicy => Vec::new(),
    };
    found.into_iter().filter(|document| document.texts.all().next().is_some()).collect()
}

/// The parts of a Marketing Model: values, principles and canvases are found one by one.
fn model(members: &Members<'_>) -> Vec<Document> {
    use SearchField as F;
    let mut parts = Vec::new();
    for field in [F::Purpose, F::StrategicHeart] {
        parts.push(Document { part: field.to_string(), texts: members.texts(None, &[field]), ..Document::default() });
    }
    for field in [F::Values, F::Principles, F::Canvases] {
        for (place, item) in members.list(field.as_str()).iter().enumerate() {
            let member = |name: &str| Members(item).text(name);
            let title = item.as_str().map(ToOwned::to_owned).or_else(|| member("title"));
            let texts = Texts {
                title: title.map(|title| (field, title)),
                others: member("body").map(|body| (field, body)).into_iter().collect(),
            };
            parts.push(Document { part: format!("{field}/{place}"), texts, ..Document::default() });
        }
    }
    parts
}

/// The members of an entity.
struct Members<'a>(&'a Value);

impl Members<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }

    fn texts(&self, title: Option<SearchField>, others: &[SearchField]) -> Texts {
        let of = |field: SearchField| Some((field, self.text(field.as_str())?));
        Texts { title: title.and_then(of), others: others.iter().copied().filter_map(of).collect() }
    }

    fn list(&self, name: &str) -> &[Value] {
        self.0.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The titles of the steps of a key result that is measured by milestones.
    fn milestones(&self) -> Vec<FieldText> {
        let measure = self.0.get("measure").map(Members);
        let steps = measure.as_ref().map(|measure| measure.list("steps")).unwrap_or_default();
        steps.iter().filter_map(|step| Some((SearchField::Measure, Members(step).text("title")?))).collect()
    }
}
