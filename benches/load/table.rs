//! The output: progress messages, then one table with a line for each comparison. A ratio is taken within a round, ours
//! divided by the reference of the same round; the table shows the median and the range over the rounds.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

/// The aim for a ratio.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

/// A comparison with a value of each side per round.
#[derive(Debug)]
pub struct Line {
    pub what: String,
    pub unit: &'static str,
    pub ours: Vec<f64>,
    pub reference: Vec<f64>,
    pub aim: Option<Aim>,
}

impl Line {
    pub fn new(what: impl Into<String>, unit: &'static str, aim: Option<Aim>) -> Self {
        Self { what: what.into(), unit, ours: Vec::new(), reference: Vec::new(), aim }
    }

    pub fn round(&mut self, ours: f64, reference: f64) {
        tell(&format!("  {}: {} against {} {}", self.what, figure(ours), figure(reference), self.unit));
        self.ours.push(ours);
        self.reference.push(reference);
    }

    fn row(&self) -> [String; 6] {
        let ratios: Vec<f64> = self.ours.iter().zip(&self.reference).map(|(ours, other)| ours / other).collect();
        let ratio = median(&ratios);
        let (least, most) =
            ratios.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), one| (least.min(*one), most.max(*one)));
        let (aim, reached) = match self.aim {
            None => (String::new(), ""),
            Some(Aim::AtLeast(aim)) => (format!(">= {aim}"), if ratio >= aim { "yes" } else { "no" }),
            Some(Aim::AtMost(aim)) => (format!("<= {aim}"), if ratio <= aim { "yes" } else { "no" }),
        };
        [
            self.what.clone(),
            format!("{} {}", figure(median(&self.ours)), self.unit),
            figure(median(&self.reference)),
            format!("{ratio:.2} ({least:.2}..{most:.2})"),
            aim,
            reached.to_owned(),
        ]
    }
}

#[derive(Debug, Default)]
pub struct Table {
    lines: Vec<Line>,
}

impl Table {
    pub fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub fn print(&self) {
        let head = ["what", "ours", "reference", "ratio (min..max)", "aim", "reached"].map(ToOwned::to_owned);
        let rows: Vec<[String; 6]> = std::iter::once(head).chain(self.lines.iter().map(Line::row)).collect();
        let mut widths = [0; 6];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::from("\n");
        for (number, row) in rows.iter().enumerate() {
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(text, "| {cell:width$} ");
            }
            text.push_str("|\n");
            if number == 0 {
                for width in widths {
                    let _ = write!(text, "|{}", "-".repeat(width + 2));
                }
                text.push_str("|\n");
            }
        }
        tell(&text);
    }
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn figure(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// Prints a line to standard output.
pub fn tell(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
