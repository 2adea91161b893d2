//! Names of people, for pages that show them and for forms that offer them.
//! A person who is inactive is named where they already are and not offered otherwise.
//! The pages of people are in `web/people`.

use std::collections::HashMap;

use crate::{
    app::{Reader, error::Result, people::users},
    domain::{people::user::User, values::id::Id},
    language::words::Words,
};

struct Named {
    name: String,
    active: bool,
}

pub struct Names(HashMap<Id<User>, Named>);

impl Names {
    /// Everybody in the organisation.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let users = users::everybody(reader)?;
        let named = |name: String, active| Named { name, active };
        Ok(Self(users.into_iter().map(|user| (user.id(), named(user.name.to_string(), user.active))).collect()))
    }

    #[must_use]
    pub fn of(&self, person: Option<Id<User>>) -> Option<String> {
        person.and_then(|id| self.0.get(&id)).map(|named| named.name.clone())
    }

    /// The person's address and name, for a link.
    #[must_use]
    pub fn link(&self, person: Option<Id<User>>) -> Option<(String, String)> {
        let name = self.of(person)?;
        person.map(|id| (format!("/people/{id}"), name))
    }

    /// Options sorted by name, starting with nobody: active people, and the chosen one (`present`) even if inactive.
    #[must_use]
    pub fn options(&self, w: Words, present: &str) -> Vec<(String, String)> {
        let offered = self.0.iter().filter(|(id, named)| named.active || id.to_string() == present);
        let mut options: Vec<_> = offered.map(|(id, named)| (id.to_string(), named.name.clone())).collect();
        options.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
        options.insert(0, (String::new(), w.say("nobody")));
        options
    }
}
