//! What the map draws: sectors with names, links and labels, and the rows of the table that says the same.
//! The map of a large company leaves out rings that would be unreadable; the map of one department shows
//! them.

use crate::{
    domain::{
        key_result::KeyResultState,
        scoring::department_branch::{DepartmentBranch, KeyResultView, ObjectiveView},
    },
    language::words::Words,
    web::{
        charts::ring::{Slice, baseline, fitting, sector},
        kit::frame::Place,
        parts::{departments::standing_of, status::Standing},
    },
};

pub struct Map {
    pub score: String,
    pub standing: Standing,
    pub sectors: Vec<Sector>,
    pub rows: Vec<MapRow>,
    /// Whether outer rings are left out.
    pub cut: bool,
}

pub struct Sector {
    /// Name, status and score, shown on hover and focus and read by screen readers.
    pub title: String,
    pub link: String,
    pub tone: &'static str,
    pub ring: &'static str,
    /// The path of the whole sector.
    pub track: String,
    /// The path of the part up to its score.
    pub fill: String,
    pub label: Option<Label>,
}

pub struct Label {
    pub id: String,
    pub path: String,
    pub text: String,
    /// Shown instead of the text where only a number fits.
    pub number: String,
}

/// A row of the table; `depth` is the ring, counted from 0.
pub struct MapRow {
    pub depth: u8,
    pub number: Option<usize>,
    pub name: String,
    pub link: String,
    pub standing: Standing,
    pub score: String,
    pub expected: String,
}

/// The most sectors of a ring that is still readable.
const MOST: usize = 180;

/// Inner and outer radius of a ring.
type Band = (f64, f64);
const DEPARTMENTS: Band = (158.0, 228.0);
const OBJECTIVES: Band = (234.0, 304.0);
const KEY_RESULTS: Band = (310.0, 396.0);

struct MapDrawing<'a> {
    w: Words,
    place: &'a Place,
    sectors: Vec<Sector>,
    rows: Vec<MapRow>,
    objectives: bool,
    key_results: bool,
}

/// The map of all departments.
pub fn draw(w: Words, place: &Place, branches: &[&DepartmentBranch], score: String, standing: Standing) -> Map {
    let objectives: usize = branches.iter().map(|branch| branch.objectives.len()).sum();
    let all = branches.iter().flat_map(|branch| &branch.objectives);
    let key_results: usize = all.map(|one| one.key_results.len()).sum();
    let (with_objectives, with_key_results) = (objectives <= MOST, key_results <= MOST);
    let mut drawing = MapDrawing {
        w,
        place,
        sectors: Vec::new(),
        rows: Vec::new(),
        objectives: with_objectives,
        key_results: with_objectives && with_key_results,
    };
    let weights: Vec<f64> = branches.iter().map(|branch| branch.summary.weight).collect();
    for (number, (branch, slice)) in branches.iter().zip(Slice::FULL.split(&weights)).enumerate() {
        drawing.department(number + 1, branch, slice);
    }
    let cut = !(with_objectives && with_key_results);
    Map { score, standing, sectors: drawing.sectors, rows: drawing.rows, cut }
}

/// The map of one department.
pub fn zoom(w: Words, place: &Place, branch: &DepartmentBranch) -> Map {
    let key_results: usize = branch.objectives.iter().map(|one| one.key_results.len()).sum();
    let (with_objectives, with_key_results) = (branch.objectives.len() <= MOST, key_results <= MOST);
    let mut drawing = MapDrawing {
        w,
        place,
        sectors: Vec::new(),
        rows: Vec::new(),
        objectives: with_objectives,
        key_results: with_key_results,
    };
    let weights: Vec<f64> = branch.objectives.iter().map(|one| one.weight).collect();
    for (number, (one, slice)) in branch.objectives.iter().zip(Slice::FULL.split(&weights)).enumerate() {
        drawing.objective(one, slice, (DEPARTMENTS.0, OBJECTIVES.1), Some(number + 1));
    }
    Map {
        score: w.score_or_dash(branch.summary.score),
        standing: standing_of(w, place, &branch.summary),
        sectors: drawing.sectors,
        rows: drawing.rows,
        cut: !(with_objectives && with_key_results),
    }
}

/// What a sector or a row shows.
struct SectorFacts<'t> {
    name: &'t str,
    link: String,
    standing: Standing,
    score: Option<f64>,
    expected: Option<f64>,
}

impl MapDrawing<'_> {
    fn department(&mut self, number: usize, branch: &DepartmentBranch, slice: Slice) {
        let summary = &branch.summary;
        let told = SectorFacts {
            name: &summary.name,
            link: self.place.link_with("/map", &[("department", &summary.id.to_string())]),
            standing: standing_of(self.w, self.place, summary),
            score: summary.score,
            expected: Some(summary.expected),
        };
        self.add(&told, slice, DEPARTMENTS, "department", Some(number));
        self.row(told, 0, Some(number));
        if self.objectives {
            let weights: Vec<f64> = branch.objectives.iter().map(|one| one.weight).collect();
            for (one, slice) in branch.objectives.iter().zip(slice.split(&weights)) {
                self.objective(one, slice, OBJECTIVES, None);
            }
        }
    }

    fn objective(&mut self, one: &ObjectiveView, slice: Slice, band: Band, number: Option<usize>) {
        let told = SectorFacts {
            name: &one.title,
            link: self.place.link(&format!("/objectives/{}", one.id)),
            standing: Standing::of_status(self.w, one.reading.status),
            score: one.reading.score,
            expected: one.reading.expected,
        };
        self.add(&told, slice, band, "objective", number);
        self.row(told, 1, number);
        let in_force = |one: &&KeyResultView| one.state == KeyResultState::Active;
        let shown: Vec<&KeyResultView> = one.key_results.iter().filter(in_force).filter(|_| self.key_results).collect();
        let weights: Vec<f64> = shown.iter().map(|one| one.weight).collect();
        for (one, slice) in shown.iter().zip(slice.split(&weights)) {
            let told = SectorFacts {
                name: &one.title,
                link: self.place.link(&format!("/key-results/{}", one.id)),
                standing: Standing::of_status(self.w, one.reading.status),
                score: Some(one.reading.attainment),
                expected: Some(one.reading.expected),
            };
            self.add(&told, slice, KEY_RESULTS, "key-result", None);
            self.row(told, 2, None);
        }
    }

    /// Adds a sector, unless it has no width.
    fn add(&mut self, told: &SectorFacts, slice: Slice, band: Band, ring: &'static str, number: Option<usize>) {
        if slice.width() <= 0.0 {
            return;
        }
        let (inner, outer) = band;
        let score = told.score.unwrap_or(0.0);
        let score_shown = self.w.score_or_dash(told.score);
        let label = number.map(|number| {
            let middle = f64::midpoint(inner, outer);
            let numbered = format!("{number} {}", told.name);
            let number = number.to_string();
            let text = fitting(&numbered, slice, middle, 11.4).unwrap_or_else(|| number.clone());
            Label { id: format!("along-{}", self.sectors.len()), path: baseline(slice, middle), text, number }
        });
        self.sectors.push(Sector {
            title: format!("{} \u{2013} {}, {score_shown}", told.name, told.standing.word),
            link: told.link.clone(),
            tone: told.standing.tone,
            ring,
            track: sector(slice, inner, outer, 3.0),
            fill: if score > 0.0 { sector(slice, inner, inner + (outer - inner) * score, 3.0) } else { String::new() },
            label,
        });
    }

    fn row(&mut self, told: SectorFacts, depth: u8, number: Option<usize>) {
        self.rows.push(MapRow {
            depth,
            number,
            name: told.name.to_owned(),
            link: told.link,
            standing: told.standing,
            score: self.w.score_or_dash(told.score),
            expected: self.w.score_or_dash(told.expected),
        });
    }
}
