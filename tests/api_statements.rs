//! The number of SQL statements of a list does not depend on its length: every list of the API and every page with a
//! list is requested in a company with ten rows of each kind and in one with two hundred, and the counts must be equal.
//! A list reads up to two hundred rows in one query; a longer one repeats it. Search is not here: it looks group by group
//! until it has enough. Both companies have two brands and one
//! open cycle, since the plan of each brand's open cycle takes statements of its own.
//!
//! The companies are filled by use cases in one write; through the API it would take a minute.

use std::fmt::Write;

use perno::{
    app::{
        Tx, check_ins, cycles,
        departments::{self, members},
        error::{Error, Result},
        input::{Command, Input, Parsed},
        key_results,
        kpis::{self, measurements, targets},
        objectives,
        people::users,
    },
    domain::{
        context::Ctx,
        cycle::Cycle,
        department::Department,
        kpi::{Kpi, MeasurementKey},
        objective::Objective,
        people::user::User,
        values::id::Id,
    },
};
use serde_json::{Value, json};

use crate::support::{TestApp, browser::Browser, company::Company, engine::on_both_engines, results::with};

const FEW: usize = 10;
const MANY: usize = 200;

/// Lists of the API, requested by an admin.
const LISTS: [&str; 15] = [
    "/key-results?limit=200",
    "/key-results?limit=200&due=true&cycle_id={cycle}",
    "/objectives?limit=200",
    "/objectives?limit=200&status=no_data&cycle_id={cycle}",
    "/kpis?limit=200",
    "/users?limit=200",
    "/departments?limit=200",
    "/departments/{sales}/members?limit=200",
    "/cycles?limit=200",
    "/check-ins?limit=200",
    "/check-ins?limit=200&cycle_id={cycle}&department_id={sales}",
    "/measurements?limit=200",
    "/measurements?limit=200&cycle_id={cycle}&brand_id={brand}",
    "/targets?limit=200",
    "/targets?limit=200&cycle_id={cycle}&brand_id={brand}",
];

/// Pages, requested by an admin.
const PAGES: [&str; 24] = [
    "/",
    "/map",
    "/map?cycle={closed}",
    "/what-if",
    "/objectives",
    "/objectives/{wide}",
    "/objectives/new",
    "/key-results/new?objective={wide}",
    "/kpis",
    "/kpis/{kpi}",
    "/departments",
    "/departments/{sales}",
    "/departments/{sales}?cycle={closed}",
    "/people",
    "/people/{member}",
    "/cycles",
    "/cycles/{cycle}",
    "/cycles/{cycle}/close",
    "/cycles/{closed}",
    "/settings/people",
    "/settings/people/{member}",
    "/settings/departments",
    "/settings/departments/{sales}",
    "/settings/changes?entity=objective",
];

/// Pages, requested by the member, who belongs to every department.
const PAGES_OF_MEMBER: [&str; 2] = ["/check-in", "/check-in?whose={sales}"];

fn parsed<T: Command>(body: Value) -> Parsed<T> {
    Input::json(body).command()
}

fn id<T>(text: &str) -> Id<T> {
    text.parse().unwrap()
}

/// A cycle of the last quarter of 2025.
fn cycle(tx: &mut Tx<'_>, number: usize) -> Result<Id<Cycle>> {
    let body = json!({"name": format!("Before {number}"), "starts_on": "2025-10-01", "ends_on": "2025-12-31"});
    Ok(cycles::create(tx, &parsed(body))?.id())
}

/// Fills a company with rows.
struct Filling<'a> {
    company: &'a Company,
    rows: usize,
    brand: String,
    departments: Vec<Id<Department>>,
    people: Vec<Id<User>>,
    kpis: Vec<Id<Kpi>>,
}

/// Ids for the addresses, besides those of the company.
#[derive(Clone)]
struct Made {
    closed: Id<Cycle>,
    wide: Id<Objective>,
}

impl<'a> Filling<'a> {
    /// Fills the company until it has this many rows of each kind.
    fn all(tx: &mut Tx<'_>, company: &'a Company, brand: &str, rows: usize) -> Result<Made> {
        let mut filling = Self {
            company,
            rows,
            brand: brand.to_owned(),
            departments: Vec::new(),
            people: vec![id(&company.member.id)],
            kpis: Vec::new(),
        };
        let closed = (rows / 20).max(2);
        for number in 1 + closed..rows {
            let cycle = cycle(tx, number)?;
            cycles::closing::close(tx, cycle, &parsed(json!({})))?;
        }
        filling.departments_with_people(tx)?;
        filling.kpis(tx)?;
        let mut first = None;
        for number in 0..closed {
            let cycle = cycle(tx, number)?;
            filling.objective(tx, cycle, number, number == 0)?;
            cycles::closing::close(tx, cycle, &parsed(json!({})))?;
            first = first.or(Some(cycle));
        }
        let mut wide = None;
        for number in closed..rows - 1 {
            let objective = filling.objective(tx, id(&company.cycle), number, wide.is_none())?;
            wide = wide.or(Some(objective));
        }
        Ok(Made { closed: first.unwrap(), wide: wide.unwrap() })
    }

    /// Adds people who each belong to Sales and lead a department of their own; the member belongs to all.
    fn departments_with_people(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let sales = id(&self.company.sales);
        let member = id(&self.company.member.id);
        for number in 2..self.rows {
            let name = format!("Department {number}");
            self.departments.push(departments::create(tx, &parsed(json!({"name": name})))?.id());
        }
        for number in 5..self.rows {
            let body = json!({"name": format!("Person {number}"), "email": format!("p{number}@rossi.example"),
                "role": "manager"});
            let person = users::create(tx, &parsed(body))?.0.id();
            members::replace(tx, sales, person, &parsed(json!({"ambassador": true})))?;
            members::replace(tx, self.department(number), person, &parsed(json!({"lead": true})))?;
            self.people.push(person);
        }
        for department in &self.departments {
            members::replace(tx, *department, member, &parsed(json!({})))?;
        }
        Ok(())
    }

    fn department(&self, number: usize) -> Id<Department> {
        self.departments[number % self.departments.len()]
    }

    fn kpis(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for number in 1..self.rows {
            let body = json!({"brand_id": self.company.brand, "department_id": self.company.sales, "unit": "EUR",
                "name": format!("Revenue {number}"), "category": "revenue", "aggregation": "last"});
            let kpi = kpis::create(tx, &parsed(body))?.id();
            targets::replace(tx, kpi, id(&self.company.cycle), &parsed(json!({"target": 10})))?;
            for date in ["2025-11-03", "2026-02-03"] {
                let key = MeasurementKey { kpi_id: kpi, date: date.parse().unwrap() };
                measurements::replace(tx, key, &parsed(json!({"value": 3})))?;
            }
            self.kpis.push(kpi);
        }
        Ok(())
    }

    /// An objective with a key result: half follow a KPI, a quarter have no owner, a few belong to another brand.
    fn objective(&self, tx: &mut Tx<'_>, cycle: Id<Cycle>, number: usize, wide: bool) -> Result<Id<Objective>> {
        let own = wide || number % 8 != 6;
        let (department, owner) = if number.is_multiple_of(2) {
            (id(&self.company.sales), self.people[0])
        } else {
            (self.department(number), self.people[number % self.people.len()])
        };
        let shared: Vec<_> = self.departments.iter().filter(|one| wide && **one != department).collect();
        let body = json!({"brand_id": if own { &self.company.brand } else { &self.brand }, "cycle_id": cycle,
            "department_id": department, "owner_id": owner, "title": format!("Objective {number}"),
            "contribution": "It serves.", "shared_with": shared});
        let objective = objectives::create(tx, &parsed(body))?.stored.id();
        let body = json!({"objective_id": objective, "title": format!("Key result {number}"),
            "measure": {"kind": "number", "start": 0, "target": 10, "unit": "EUR"}});
        let over = match number % 4 {
            1 | 3 => json!({"kpi_id": self.kpis[number % self.kpis.len()], "owner_id": owner}),
            0 => json!({"owner_id": owner}),
            _ => json!({}),
        };
        let key_result = key_results::create(tx, &parsed(with(body, &over)))?.stored.id();
        if number.is_multiple_of(4) {
            check_ins::create(tx, key_result, &parsed(json!({"value": 2})))?;
        }
        Ok(objective)
    }
}

/// Fills a company with this many rows of each kind.
async fn filled(app: &TestApp, rows: usize) -> Made {
    let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().parse().unwrap();
    let brand =
        app.admin().post("/brands", json!({"name": "Corta"})).await.created()["id"].as_str().unwrap().to_owned();
    let ctx = Ctx::system(organisation, app.app.now(), String::new());
    let company = app.company.clone();
    app.app.db.write::<_, Error, _>(ctx, move |tx| Filling::all(tx, &company, &brand, rows)).await.unwrap()
}

/// How many statements the application has sent so far.
fn sent(app: &TestApp) -> u64 {
    let metrics = app.app.db.metrics().render();
    let mut lines = metrics.lines().filter_map(|line| line.strip_prefix("perno_database_statements_total "));
    lines.next().unwrap().parse().unwrap()
}

fn address(template: &str, company: &Company, made: &Made) -> String {
    let named = [("sales", &company.sales), ("member", &company.member.id), ("kpi", &company.kpi)];
    let named = named.into_iter().chain([("cycle", &company.cycle), ("brand", &company.brand)]);
    let path = named.fold(template.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    path.replace("{closed}", &made.closed.to_string()).replace("{wide}", &made.wide.to_string())
}

/// The cost of a list or a page.
struct Taken {
    address: &'static str,
    statements: u64,
    /// The size of the answer.
    bytes: usize,
}

/// The cost of every list and page in a company with this many rows.
async fn taken(app: &TestApp, rows: usize) -> Vec<Taken> {
    let made = filled(app, rows).await;
    let (client, admin) = (app.admin(), Browser::of(app, &app.company.admin).await);
    let member = Browser::of(app, &app.company.member).await;
    let mut taken = Vec::new();
    for template in LISTS {
        let (path, before) = (address(template, &app.company, &made), sent(app));
        let bytes = client.get(&path).await.ok().to_string().len();
        taken.push(Taken { address: template, statements: sent(app) - before, bytes });
    }
    let pages = PAGES.iter().map(|page| (&admin, *page)).chain(PAGES_OF_MEMBER.iter().map(|page| (&member, *page)));
    for (browser, template) in pages {
        let (path, before) = (address(template, &app.company, &made), sent(app));
        let shown = browser.get(&path).await;
        assert_eq!(shown.status, 200, "{path}");
        taken.push(Taken { address: template, statements: sent(app) - before, bytes: shown.body.len() });
    }
    taken
}

on_both_engines!(
    async fn list_of_two_hundred_rows_takes_as_many_statements_as_one_of_ten(app: TestApp) {
        let other = TestApp::new(app.engine).await;
        let (few, many) = (taken(&app, FEW).await, taken(&other, MANY).await);
        let mut grown = String::new();
        for (few, many) in few.iter().zip(&many) {
            let address = few.address;
            assert!(few.bytes < many.bytes, "{address} shows no more of {MANY} rows than of {FEW}");
            if few.statements != many.statements {
                let (few, many) = (few.statements, many.statements);
                writeln!(grown, "{address}: {few} statements for {FEW} rows, {many} for {MANY}").unwrap();
            }
        }
        assert!(grown.is_empty(), "\n{grown}");
    }
);
