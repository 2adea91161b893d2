//! The text that `perno demo` prints when it serves: the address, who may sign in, a first request, how to stop. The
//! demonstration company is recognised by its admin's e-mail address; if the database holds only other organisations,
//! the text says so and lists no sign-ins. The ids in the first request are looked up, since every creation makes new
//! ones.

use std::fmt::Write;

use super::{
    PASSWORD,
    company::{Company, company},
    entries::Person,
};
use crate::{
    app::{App, error::Error},
    cli::{setup, told},
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState},
        organisation::{Language, Organisation},
        people::role::Role,
        values::{id::Id, record::Stored, text::Email},
    },
    language::words::Words,
    store::{
        brands::{self, BrandFilter},
        cycles::{self, CycleFilter},
        engine::{connection::DatabaseUrl, row::Page, tx::Reader},
        organisations,
        people::email_addresses,
    },
};

/// What the text is made of.
pub struct Welcome {
    company: Company,
    /// `None` when the database does not hold the demonstration company.
    served: Option<Served>,
    /// The language of the command line; the company may have been created in another.
    asked: Option<Language>,
}

struct Served {
    organisation: Stored<Organisation>,
    brand: Option<Id<Brand>>,
    cycle: Option<Id<Cycle>>,
}

impl Welcome {
    pub async fn new(app: &App, asked: Option<Language>) -> Result<Self, String> {
        let company = company()?;
        let served = served(app, &company).await.map_err(told)?;
        Ok(Self { company, served, asked })
    }

    pub fn text(&self, address: &str, place: &DatabaseUrl) -> String {
        let mut text = match &self.served {
            None => format!(
                "{place:?} holds an organisation that is not the demonstration: it is served as it is, at {address}\n\
                 For the demonstration, name an empty database: perno demo --database-url sqlite://perno-demo.db\n"
            ),
            Some(served) => self.demonstration(served, address),
        };
        let _ = write!(text, "\nThe data is kept in {place:?}; stop with Ctrl-C.");
        if let (Some(_), DatabaseUrl::Sqlite(_)) = (&self.served, place) {
            text.push_str(" Delete the file to begin anew.");
        }
        text
    }

    fn demonstration(&self, served: &Served, address: &str) -> String {
        let Organisation { name, language, .. } = &served.organisation.value;
        let mut text = format!("\n{name}, a demonstration company in {}: {address}\n", named(*language));
        if let Some(asked) = self.asked.filter(|asked| asked != language) {
            let asked = named(asked);
            let _ = writeln!(text, "It was created in {} and stays so; for {asked} begin anew.", named(*language));
        }
        let _ = writeln!(text, "\nSign in with the password {PASSWORD} as");
        for role in Role::ALL.iter().rev() {
            if let Some(person) = self.company.with_role(*role) {
                let who = self.who(person, *language);
                let _ = writeln!(text, "  {:<42} {role:<9}  {who}", person.email);
            }
        }
        if let Some(executive) = self.company.with_role(Role::Executive) {
            text.push_str(&first_request(address, executive, served));
        }
        text
    }

    /// The person's name, with their departments.
    fn who(&self, person: &Person, language: Language) -> String {
        let mut who = person.name.clone();
        for seat in &person.memberships {
            let department = self.company.departments.iter().find(|department| department.key == seat.department);
            let name = department.map_or("", |department| department.name.read(language));
            let _ = write!(who, ", {}{name}", if seat.lead { "leads " } else { "" });
        }
        who
    }
}

fn first_request(address: &str, person: &Person, served: &Served) -> String {
    let mut text = format!(
        "\nA first look:\n  TOKEN=$(curl -s {address}/api/v1/auth/login -H 'Content-Type: application/json' \\\n    \
         -d '{{\"email\": \"{}\", \"password\": \"{PASSWORD}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n",
        person.email
    );
    if let (Some(brand), Some(cycle)) = (served.brand, served.cycle) {
        let _ = writeln!(
            text,
            "  curl -s -H \"Authorization: Bearer $TOKEN\" '{address}/api/v1/brands/{brand}/scorecard?cycle_id={cycle}'"
        );
    }
    text
}

/// The English name of a language.
fn named(language: Language) -> String {
    Words(language).say("language-in-english")
}

/// Finds the demonstration company by its admin's e-mail address.
async fn served(app: &App, company: &Company) -> Result<Option<Served>, Error> {
    let admin = company.with_role(Role::Admin).and_then(|admin| Email::parse(&admin.email).ok());
    let Some(email) = admin else { return Ok(None) };
    let nowhere = setup::system(app, Id::new(uuid::Uuid::nil()));
    let owner = app.db.read(nowhere, move |reader| email_addresses::get(reader, &email).map_err(Error::from)).await?;
    let Some((organisation, _)) = owner else { return Ok(None) };
    app.db.read(setup::system(app, organisation), look).await.map(Some)
}

fn look(reader: &mut Reader<'_>) -> Result<Served, Error> {
    let first = Page { after: None, limit: 1 };
    let running = CycleFilter { state: Some(CycleState::Active) };
    Ok(Served {
        organisation: organisations::find(reader)?,
        brand: brands::list(reader, &BrandFilter::default(), first)?.first().map(Stored::id),
        cycle: cycles::list(reader, &running, Page { after: None, limit: 1 })?.first().map(Stored::id),
    })
}
