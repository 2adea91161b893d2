//! Putting a list into an order by hand: a page with the list, where every row has buttons that move it up and down, and
//! can be dragged with a script. The objectives of a department and the key results of an objective are ordered with it;
//! their features have the routes. The order is the `position` of each row.

use askama::Template;

use crate::{
    app::{
        bulk_changes::{BulkChange, BulkItem},
        input::{Command, Parsed},
    },
    domain::values::id::Id,
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav},
    },
};

#[derive(Template)]
#[template(path = "web/ordering/page.html")]
pub struct OrderPage {
    pub w: Words,
    pub frame: Frame,
    pub title: String,
    /// The address and the name of the thing whose parts are ordered.
    pub about: (String, String),
    /// The address that the form is sent to.
    pub action: String,
    /// Id and title, in the present order.
    pub rows: Vec<(String, String)>,
    /// The row that was moved last, and by which button.
    pub moved: (String, String),
}

impl OrderPage {
    /// Whether a button has the focus when the page opens: that which was pressed last.
    fn pressed(&self, id: &str, button: &str) -> bool {
        self.moved.0 == id && self.moved.1 == button
    }
}

/// The ids in the order that the form asks for: as they were dragged, with one row moved by a button.
pub fn asked<T>(form: &Form) -> Vec<Id<T>> {
    let mut ids: Vec<&str> = form.chosen("order[]").collect();
    let place = |name: &str| ids.iter().position(|id| *id == form.value(name));
    let swapped = match (place("up"), place("down")) {
        (Some(place), _) => place.checked_sub(1).map(|before| (before, place)),
        (_, Some(place)) => Some((place, place + 1)).filter(|(_, after)| *after < ids.len()),
        _ => None,
    };
    if let Some((one, other)) = swapped {
        ids.swap(one, other);
    }
    ids.into_iter().filter_map(|id| id.parse().ok()).collect()
}

/// The changes that put the rows into an order; `patch` makes that of one position. Rows that stay are left out.
pub fn changes<T: Clone, P: Command>(
    order: &[Id<T>],
    known: &[(Id<T>, i64)],
    patch: impl Fn(i64) -> P,
) -> Parsed<BulkChange<T, P>> {
    let own = order.iter().filter_map(|id| known.iter().find(|(known, _)| known == id));
    let moved = (1..).zip(own).filter(|(place, (_, was))| place != was);
    BulkChange { items: moved.map(|(place, (id, _))| BulkItem { id: *id, patch: patch(place).into() }).collect() }
        .into()
}

/// The address of the page after a move: the button that was pressed has the focus there.
pub fn after(page: &str, form: &Form) -> String {
    let pressed = ["up", "down"].into_iter().find(|name| !form.value(name).is_empty());
    let mark = if page.contains('?') { '&' } else { '?' };
    match pressed {
        Some(name) => format!("{page}{mark}moved={}&by={name}", form.value(name)),
        None => page.to_owned(),
    }
}
