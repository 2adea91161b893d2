//! The objectives of a cycle as a tree: each stands below the one that it is aligned to, with how it is doing. What is
//! aligned to an objective of another cycle, or to none, stands at the top. The list by department is in `list.rs`; the
//! figures are those of the scorecard on the selected day.

use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;

use crate::{
    app::{
        Reader,
        error::Result,
        objectives,
        scorecards::{self, cache::ScorecardCache, queries::ScorecardQuery},
    },
    domain::{
        objective::Objective,
        scoring::scorecard::{ObjectiveSummary, Scorecard},
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::{names::Names, status::Standing},
    },
};

#[derive(Template)]
#[template(path = "web/objectives/tree.html")]
struct TreePage {
    w: Words,
    frame: Frame,
    nodes: Vec<TreeNode>,
    /// Whether anything is aligned at all.
    aligned: bool,
}

/// An objective, in the order in which the tree is written down.
struct TreeNode {
    id: String,
    title: String,
    link: String,
    department: String,
    owner: Option<String>,
    standing: Standing,
    score: String,
    /// How many are directly below it.
    below: usize,
    /// The end tags of the levels that end with it.
    ends: String,
}

struct TreeData {
    rows: Vec<Stored<Objective>>,
    scorecard: Scorecard,
    names: Names,
}

fn found(reader: &mut Reader<'_>, cache: &ScorecardCache, place: &Place, key: PolicyKey) -> Result<TreeData> {
    let query = ScorecardQuery::on(key.cycle_id, place.as_of);
    let scorecard = scorecards::show(reader, cache, key.brand_id, &query)?.read()?;
    let mut rows = objectives::of_cycle(reader, key)?;
    rows.retain(|row| !row.is_cancelled());
    Ok(TreeData { rows, scorecard, names: Names::read(reader)? })
}

/// Writes the tree down, an objective before those below it.
struct TreeWriter<'a> {
    w: Words,
    place: &'a Place,
    data: &'a TreeData,
    below: BTreeMap<Id<Objective>, Vec<&'a Stored<Objective>>>,
    summaries: HashMap<Id<Objective>, (&'a ObjectiveSummary, &'a str)>,
    nodes: Vec<TreeNode>,
}

impl<'a> TreeWriter<'a> {
    fn write(w: Words, place: &'a Place, data: &'a TreeData) -> Vec<TreeNode> {
        let known: HashSet<Id<Objective>> = data.rows.iter().map(Stored::id).collect();
        let mut below: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut top = Vec::new();
        for row in &data.rows {
            match row.parent_id.filter(|parent| known.contains(parent)) {
                Some(parent) => below.entry(parent).or_default().push(row),
                None => top.push(row),
            }
        }
        let mut summaries = HashMap::new();
        for department in &data.scorecard.departments {
            for one in &department.objectives {
                summaries.insert(one.id, (one, department.summary.name.as_str()));
            }
        }
        top.sort_by_cached_key(|row| (!below.contains_key(&row.id()), row.title.as_str().to_lowercase()));
        let mut writer = Self { w, place, data, below, summaries, nodes: Vec::new() };
        for row in top {
            writer.add(row, 0);
        }
        writer.nodes
    }

    /// Adds an objective and those below it; `ends` is how many levels end with the last of them.
    fn add(&mut self, row: &'a Stored<Objective>, ends: usize) {
        let mut below = self.below.get(&row.id()).cloned().unwrap_or_default();
        below.sort_by_cached_key(|row| (row.position, row.title.as_str().to_lowercase()));
        let node = self.node(row, below.len(), if below.is_empty() { ends } else { 0 });
        self.nodes.push(node);
        let last = below.len().saturating_sub(1);
        for (place, one) in below.into_iter().enumerate() {
            self.add(one, if place == last { ends + 1 } else { 0 });
        }
    }

    fn node(&self, row: &Stored<Objective>, below: usize, ends: usize) -> TreeNode {
        let w = self.w;
        let (summary, department) = self.summaries.get(&row.id()).copied().unzip();
        TreeNode {
            id: row.id().to_string(),
            title: row.title.to_string(),
            link: self.place.link(&format!("/objectives/{}", row.id())),
            department: department.unwrap_or_default().to_owned(),
            owner: self.data.names.of(row.owner_id),
            standing: summary.map_or_else(|| Standing::plain(String::new()), |one| Standing::of_status(w, one.status)),
            score: w.score_or_dash(summary.and_then(|one| one.score)),
            below,
            ends: "</ul></details></li>".repeat(ends),
        }
    }
}

pub async fn show(visit: Visit) -> Page {
    let (asked, cache) = (PlaceQuery::of(&visit), visit.app.scorecards.clone());
    let (place, found) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let found = place.key().map(|key| found(reader, &cache, &place, key)).transpose()?;
            Ok((place, found))
        })
        .await?;
    let nodes = found.as_ref().map(|data| TreeWriter::write(visit.words, &place, data)).unwrap_or_default();
    let aligned = nodes.iter().any(|node| node.below > 0);
    let frame = Frame::new(&visit, Nav::Objectives, place)?;
    page(&visit.request, TreePage { w: visit.words, frame, nodes, aligned }).await
}
