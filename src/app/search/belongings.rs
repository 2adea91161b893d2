//! What results belong to: the objective of a key result, the key result of a check-in, the department, the cycle.
//! They are looked up together, kind by kind, and a result gets its title and the names above it.
//! Which results there are is decided in `mod.rs`.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Hit;
use crate::{
    app::error::Result,
    domain::{
        brand::Brand,
        check_in::CheckIn,
        cycle::{Cycle, CycleState},
        department::Department,
        key_result::KeyResult,
        kpi::{Kpi, MeasurementKey},
        meeting::Meeting,
        objective::Objective,
        people::user::User,
        search::{
            documents::FieldText,
            excerpt::{Matches, Segment, Term},
        },
        values::{
            id::Id,
            record::{ById, Entity, EntityKind, Stored},
        },
    },
    store::{
        brands, check_ins, departments,
        engine::tx::Reader,
        key_results, kpis,
        meetings::{self, blockers, decisions},
        objectives,
        people::users,
        search::find::FoundDocument,
    },
};

type Rows<T> = HashMap<Id<T>, Stored<T>>;

/// The entities that some results belong to.
pub(super) struct Belongings {
    cycles: Rows<Cycle>,
    brands: Rows<Brand>,
    departments: Rows<Department>,
    objectives: Rows<Objective>,
    key_results: Rows<KeyResult>,
    kpis: Rows<Kpi>,
    check_ins: Rows<CheckIn>,
    authors: Rows<User>,
    meetings: Rows<Meeting>,
    /// The meetings of decisions and blockers.
    raised_in: HashMap<String, Id<Meeting>>,
}

/// What a result gets from what it belongs to.
struct Above {
    id: Uuid,
    title: String,
    within: Vec<String>,
    parent_id: Option<Uuid>,
    date: Option<NaiveDate>,
    author: Option<Id<User>>,
}

impl Belongings {
    pub fn of(reader: &mut Reader<'_>, found: &[FoundDocument], cycles: &[Stored<Cycle>]) -> Result<Self> {
        let check_ins = by_id(check_ins::by_ids(reader, &ids(found, EntityKind::CheckIn))?);
        let mut wanted = ids(found, EntityKind::KeyResult);
        wanted.extend(check_ins.values().map(|one| one.key_result_id));
        let key_results = by_id(key_results::by_ids(reader, &wanted)?);
        let mut wanted = ids(found, EntityKind::Objective);
        wanted.extend(key_results.values().map(|one| one.objective_id));
        let objectives = by_id(objectives::by_ids(reader, &wanted)?);
        let wanted: Vec<_> = objectives.values().map(|one| one.department_id).collect();
        let departments = by_id(departments::by_ids(reader, &wanted)?);
        let measured = found.iter().filter(|one| one.entity == EntityKind::Measurement);
        let measured = measured.filter_map(|one| one.entity_id.parse().ok()).map(|key: MeasurementKey| key.kpi_id);
        let kpis = by_id(kpis::by_ids(reader, &measured.collect::<Vec<_>>())?);
        let brands = by_id(brands::by_ids(reader, &ids(found, EntityKind::Model))?);
        let authors: Vec<_> = check_ins.values().filter_map(|one| one.author_id).collect();
        let authors = by_id(users::by_ids(reader, &authors)?);
        let decisions = decisions::by_ids(reader, &ids(found, EntityKind::Decision))?;
        let blockers = blockers::by_ids(reader, &ids(found, EntityKind::Blocker))?;
        let raised_in: HashMap<String, Id<Meeting>> = decisions
            .iter()
            .map(|one| (one.id().to_string(), one.meeting_id))
            .chain(blockers.iter().map(|one| (one.id().to_string(), one.meeting_id)))
            .collect();
        let mut wanted = ids(found, EntityKind::Meeting);
        wanted.extend(raised_in.values());
        let meetings = by_id(meetings::by_ids(reader, &wanted)?);
        let cycles = by_id(cycles.to_vec());
        Ok(Self { cycles, brands, departments, objectives, key_results, kpis, check_ins, authors, meetings, raised_in })
    }

    /// The result for a document; `None` if what it belongs to is gone.
    pub fn hit(&self, document: &FoundDocument, terms: &[Term]) -> Option<Hit> {
        let Above { id, title, mut within, parent_id, date, author } = self.above(document)?;
        let (shown, matches) = best(document, terms)?;
        let in_title = document.texts.title.as_ref().is_some_and(|title| std::ptr::eq(title, shown));
        let (field, text) = shown;
        let cycle = document.cycle.as_deref().and_then(|id| self.cycles.get(&id.parse().ok()?));
        if document.entity != EntityKind::Cycle {
            within.extend(cycle.map(|cycle| cycle.name.to_string()));
        }
        Some(Hit {
            entity: document.entity,
            id,
            field: *field,
            excerpt: matches.excerpt(text),
            parent_id: parent_id.map(Id::new),
            cycle_id: cycle.map(Stored::id),
            closed: cycle.is_some_and(|cycle| cycle.state == CycleState::Closed),
            date,
            author: author.and_then(|id| self.authors.get(&id)).map(|one| one.name.to_string()),
            within,
            in_title,
            marked_title: marked_title(document, terms, &title),
            title,
        })
    }

    fn above(&self, document: &FoundDocument) -> Option<Above> {
        let own = document.texts.title.as_ref().map(|(_, title)| title.clone());
        let id = |text: &str| text.parse().ok().map(|id: Id<()>| id.uuid());
        let plain = |title: Option<String>, within: Vec<String>, parent_id: Option<Uuid>| {
            let id = id(&document.entity_id)?;
            Some(Above { id, title: title?, within, parent_id, date: None, author: None })
        };
        match document.entity {
            EntityKind::Objective => {
                let objective = self.objectives.get(&document.entity_id.parse().ok()?)?;
                plain(own, self.department(objective), None)
            }
            EntityKind::KeyResult => {
                let key_result = self.key_results.get(&document.entity_id.parse().ok()?)?;
                let objective = self.objectives.get(&key_result.objective_id)?;
                plain(own, vec![objective.title.to_string()], Some(objective.id().uuid()))
            }
            EntityKind::CheckIn => {
                let check_in = self.check_ins.get(&document.entity_id.parse().ok()?)?;
                let key_result = self.key_results.get(&check_in.key_result_id)?;
                let objective = self.objectives.get(&key_result.objective_id)?;
                let title = key_result.title.to_string();
                let above = plain(Some(title), vec![objective.title.to_string()], Some(key_result.id().uuid()))?;
                Some(Above { date: Some(check_in.observed_on), author: check_in.author_id, ..above })
            }
            EntityKind::Meeting | EntityKind::Decision | EntityKind::Blocker => {
                let raised_in = self.raised_in.get(&document.entity_id).copied();
                let meeting = self.meetings.get(&raised_in.or_else(|| document.entity_id.parse().ok())?)?;
                let above = plain(Some(meeting.title.to_string()), Vec::new(), raised_in.map(Id::uuid))?;
                Some(Above { date: Some(meeting.held_on), ..above })
            }
            EntityKind::Measurement => {
                let key: MeasurementKey = document.entity_id.parse().ok()?;
                let title = self.kpis.get(&key.kpi_id)?.name.to_string();
                let (id, date) = (key.kpi_id.uuid(), Some(key.date));
                Some(Above { id, title, within: Vec::new(), parent_id: None, date, author: None })
            }
            EntityKind::Model => {
                let brand = self.brands.get(&document.entity_id.parse().ok()?)?;
                let title = own.unwrap_or_else(|| brand.name.to_string());
                plain(Some(title), vec![brand.name.to_string()], None)
            }
            _ => plain(own, Vec::new(), None),
        }
    }

    fn department(&self, objective: &Stored<Objective>) -> Vec<String> {
        self.departments.get(&objective.department_id).map(|one| one.name.to_string()).into_iter().collect()
    }
}

/// The text with the most of the words, of several the first.
fn best<'d>(document: &'d FoundDocument, terms: &[Term]) -> Option<(&'d FieldText, Matches)> {
    let mut best: Option<(&FieldText, Matches)> = None;
    for text in document.texts.all() {
        let matches = Matches::of(terms, &text.1);
        if best.as_ref().is_none_or(|(_, known)| matches.count() > known.count()) {
            best = Some((text, matches));
        }
    }
    best
}

fn marked_title(document: &FoundDocument, terms: &[Term], title: &str) -> Vec<Segment> {
    let terms = if document.texts.title.is_some() { terms } else { &[] };
    Matches::of(terms, title).whole(title)
}

fn ids<T>(found: &[FoundDocument], kind: EntityKind) -> Vec<Id<T>> {
    found.iter().filter(|one| one.entity == kind).filter_map(|one| one.entity_id.parse().ok()).collect()
}

fn by_id<T: Entity<Key = ById<T>>>(rows: Vec<Stored<T>>) -> Rows<T> {
    rows.into_iter().map(|row| (row.id(), row)).collect()
}
