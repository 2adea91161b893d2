//! Search: finds words in any order, ignoring case and accents, also as beginnings of longer words, in the texts of
//! plans, reports, Models and people. Results of the current cycles come first, those with the words in their title
//! before the others. Only if nothing has the words, similar ones are tried, for typing errors. What a result belongs
//! to is in `belongings.rs`, the index in `store/search`.

mod belongings;

use std::{cmp::Reverse, collections::HashSet};

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use self::belongings::Belongings;
use super::{
    error::Result,
    input::{Command, Fields, Parsed, Whole},
};
use crate::{
    domain::{
        cycle::{Cycle, CycleState},
        search::{
            documents::SearchField,
            excerpt::{Matches, Rank, Segment, Term},
            similar::{is_long_enough, similar},
        },
        values::{
            id::Id,
            record::{EntityKind, Stored},
            text::Name,
        },
    },
    store::{
        cycles::{self, CycleFilter},
        engine::{row::Page, tx::Reader},
        search::find::{self, FoundDocument, Lookup},
    },
};

/// The fewest documents to choose from, of each group that is looked up.
const CHOICE: i64 = 100;

/// The kinds of results; of equally good ones the earlier kind comes first.
pub const KINDS: [EntityKind; 12] = [
    EntityKind::Objective,
    EntityKind::KeyResult,
    EntityKind::Kpi,
    EntityKind::Department,
    EntityKind::User,
    EntityKind::Model,
    EntityKind::Cycle,
    EntityKind::Meeting,
    EntityKind::Decision,
    EntityKind::Blocker,
    EntityKind::CheckIn,
    EntityKind::Measurement,
];

/// A search result.
#[derive(Debug, Serialize)]
pub struct Hit {
    pub entity: EntityKind,
    /// A measurement has the id of its KPI, a part of a Model that of its brand.
    #[serde(serialize_with = "text")]
    pub id: Uuid,
    /// The name or title of the entity, or of what it reports on.
    pub title: String,
    /// Where the words are.
    pub field: SearchField,
    /// The part of that text with the words.
    pub excerpt: Vec<Segment>,
    /// The key result of a check-in, the objective of a key result, the meeting of a decision or blocker.
    pub parent_id: Option<Id<()>>,
    pub cycle_id: Option<Id<Cycle>>,
    /// Whether its cycle is closed.
    pub closed: bool,
    /// The day of a check-in, measurement or meeting.
    pub date: Option<NaiveDate>,
    /// Who wrote a check-in.
    #[serde(skip)]
    pub author: Option<String>,
    /// The names of what it belongs to, the nearest first.
    #[serde(skip)]
    pub within: Vec<String>,
    /// Whether the words are in the title.
    #[serde(skip)]
    pub in_title: bool,
    /// The title with the words marked.
    #[serde(skip)]
    pub marked_title: Vec<Segment>,
}

fn text<S: serde::Serializer>(id: &Uuid, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// The results of a search.
#[derive(Debug, Default)]
pub struct SearchResults {
    pub hits: Vec<Hit>,
    /// Whether only similar words were found.
    pub similar: bool,
}

/// The text to search for, the largest number of results, and the cycle whose results come first.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    pub q: Name,
    pub limit: i64,
    pub cycle_id: Option<Id<Cycle>>,
}

impl Command for SearchQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (q, limit) = (fields.required("q"), fields.field("limit", Some(Whole::<1, 50>(10))));
        let cycle_id = fields.optional("cycle_id");
        Some(Self { q: q?, limit: limit?.0, cycle_id: cycle_id? })
    }
}

/// The best results, at most `limit`.
///
/// # Errors
/// `invalid`; those of the database.
pub fn search(reader: &mut Reader<'_>, query: &Parsed<SearchQuery>) -> Result<SearchResults> {
    let SearchQuery { q, limit, cycle_id } = query.validate(reader)?;
    let mut terms = Term::all_of(q.as_str());
    if terms.is_empty() {
        return Ok(SearchResults::default());
    }
    let cycles = cycles::list(reader, &CycleFilter::default(), Page::all())?;
    let current = current(&cycles, cycle_id);
    let mut ranked = matching(reader, &terms, &current, limit)?;
    let is_similar = ranked.is_empty() && add_similar(reader, &mut terms)?;
    if is_similar {
        ranked = matching(reader, &terms, &current, limit)?;
    }
    let documents: Vec<FoundDocument> = ranked.into_iter().map(|ranked| ranked.document).collect();
    let belongings = Belongings::of(reader, &documents, &cycles)?;
    let hits = documents.iter().filter_map(|document| belongings.hit(document, &terms)).collect();
    Ok(SearchResults { hits, similar: is_similar })
}

/// The cycles whose results come first: the one asked for, else those that are running.
fn current(cycles: &[Stored<Cycle>], wanted: Option<Id<Cycle>>) -> Vec<String> {
    let is_current = |cycle: &&Stored<Cycle>| match wanted {
        Some(wanted) => cycle.id() == wanted,
        None => cycle.state == CycleState::Active,
    };
    cycles.iter().filter(is_current).map(|cycle| cycle.id().to_string()).collect()
}

/// Adds similar words to those that may have a typing error; whether there are any.
fn add_similar(reader: &mut Reader<'_>, terms: &mut [Term]) -> Result<bool> {
    for term in terms.iter_mut().filter(|term| is_long_enough(&term.typed)) {
        // The first letter is rarely the wrong one, and few words begin with it.
        term.similar = similar(&term.typed, &find::vocabulary(reader, term.typed.chars().next())?);
        if term.similar.is_empty() {
            term.similar = similar(&term.typed, &find::vocabulary(reader, None)?);
        }
    }
    Ok(terms.iter().any(|term| !term.similar.is_empty()))
}

/// A document and how good a result it is.
struct Ranked {
    document: FoundDocument,
    is_current: bool,
    in_title: bool,
    rank: Rank,
}

/// The best documents in their order. They are looked up group by group, the best group first, until there are enough.
fn matching(reader: &mut Reader<'_>, terms: &[Term], current: &[String], limit: i64) -> Result<Vec<Ranked>> {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for (others, in_title) in [(false, true), (false, false), (true, true), (true, false)] {
        if found.len() >= wanted {
            break;
        }
        let lookup = Lookup { terms, in_title, cycles: current, others };
        for document in find::documents(reader, &lookup, CHOICE.max(2 * limit))? {
            if known.insert(document.number) {
                let rank = rank(&document, terms);
                found.push(Ranked { document, is_current: !others, in_title, rank });
            }
        }
    }
    found.sort_by_key(|one| {
        let kind = KINDS.iter().position(|kind| *kind == one.document.entity);
        (!one.is_current, !one.in_title, one.rank, kind, Reverse(one.document.number))
    });
    found.truncate(wanted);
    Ok(found)
}

/// How well the words match altogether.
fn rank(document: &FoundDocument, terms: &[Term]) -> Rank {
    let mut best: Vec<Option<Rank>> = vec![None; terms.len()];
    for (_, text) in document.texts.all() {
        for (best, rank) in best.iter_mut().zip(Matches::of(terms, text).ranks) {
            *best = match (*best, rank) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    best.into_iter().flatten().sum()
}
