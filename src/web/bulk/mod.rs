//! Changing several rows of a list at once: check boxes beside the rows, and a bar with the fields that are to be changed
//! in all of them. The boxes appear when the bar is unfolded. The bar is drawn by `bulk.html`; the lists of objectives
//! and key results use it. All changes are made or none (`app/bulk_changes.rs`).

use crate::{
    app::{bulk_changes::BulkItem, error::Error, input::Command},
    domain::values::id::Id,
    language::words::Words,
    web::kit::form::Form,
};

/// A select field: name, label, options.
pub type SelectField = (&'static str, String, Vec<(String, String)>);

/// The bar, as it was typed.
pub struct Bulk {
    /// Whether the reader may change anything here.
    pub may: bool,
    pub form: Form,
    /// Why the changes were refused, each with the rows that it is about.
    pub refusals: Vec<(String, Vec<String>)>,
    /// The address that the form is sent to.
    pub action: String,
    pub choices: Vec<SelectField>,
    /// Whether check-ins can be asked for in another rhythm.
    pub cadence: bool,
}

/// The value of a select field that takes the owner away.
pub const NOBODY: &str = "none";

/// The ids of the rows that are marked.
pub fn marked<T>(form: &Form) -> Vec<Id<T>> {
    form.chosen("marked[]").filter_map(|id| id.parse().ok()).collect()
}

/// The changes that the bar asks for, of each marked row; `None` if no field was filled in.
pub fn items<T, P: Command>(form: &Form, fields: &[&str], words: Words) -> Option<Vec<BulkItem<T, P>>> {
    let filled: Vec<&&str> = fields.iter().filter(|name| !form.value(name).trim().is_empty()).collect();
    if filled.is_empty() {
        return None;
    }
    let with = |patch: Form, name: &&&str| {
        let value = form.value(name);
        patch.with(name, if value == NOBODY { "" } else { value })
    };
    let patch = filled.iter().fold(Form::empty(words), with);
    let reason = form.value("reason").trim();
    let patch = if reason.is_empty() { patch } else { patch.with("reason", reason) };
    Some(marked(form).into_iter().map(|id| BulkItem { id, patch: patch.command() }).collect())
}

/// The refusal in words: each reason once, with the titles of the rows that it is about.
pub fn refusals(words: Words, error: &Error, titles: &[String]) -> Vec<(String, Vec<String>)> {
    if error.faults.is_empty() {
        return vec![(words.message(&error.message), Vec::new())];
    }
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for fault in &error.faults {
        let mut parts = fault.pointer.trim_start_matches('/').split('/');
        let place = parts.nth(1).and_then(|place| place.parse().ok());
        let title = place.and_then(|place: usize| titles.get(place)).cloned();
        let why = words.fault(fault);
        match told.iter_mut().find(|(known, _)| *known == why) {
            Some((_, about)) => about.extend(title),
            None => told.push((why, title.into_iter().collect())),
        }
    }
    told
}
