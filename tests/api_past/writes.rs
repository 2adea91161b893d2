//! A simulated quarter: random writes of everything that a score reads, by an admin, day after day, from before the
//! cycle begins until after its end. Every scorecard that is read on the way is kept. What is no correction must leave
//! the scorecard of the day before as it was.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    results::with,
};

/// A scorecard that was shown, with the path that must show it again.
pub struct Shown {
    pub card: Value,
    path: String,
}

impl Shown {
    pub fn path(&self) -> String {
        format!("{}&known_at={}", self.path, self.card["revision"])
    }
}

pub struct Quarter<'a> {
    app: &'a TestApp,
    pub token: String,
    today: NaiveDate,
    dice: u64,
    cycle: String,
    brands: Vec<String>,
    departments: Vec<String>,
    objectives: Vec<String>,
    key_results: Vec<String>,
    kpis: Vec<String>,
    pub shown: Vec<Shown>,
    pub writes: usize,
    pub refused: usize,
}

/// A write, and whether it changes the plan, so that it holds from its day on.
struct Write {
    method: &'static str,
    path: String,
    body: Value,
    of_plan: bool,
}

impl<'a> Quarter<'a> {
    pub async fn begin(app: &'a TestApp) -> Self {
        let token = app.admin_on("2026-03-28").await;
        let admin = app.with_token(&token);
        let cycle = json!({"name": "Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"});
        let cycle = id(&admin.post("/cycles", cycle).await.created());
        let company = &app.company;
        let today = "2026-03-28".parse().unwrap();
        let mut quarter = Self {
            app,
            token: token.clone(),
            today,
            dice: 20_260_328,
            cycle,
            brands: vec![company.brand.clone()],
            departments: vec![company.sales.clone(), company.logistics.clone()],
            objectives: Vec::new(),
            key_results: Vec::new(),
            kpis: vec![company.kpi.clone()],
            shown: Vec::new(),
            writes: 0,
            refused: 0,
        };
        for _ in 0..2 {
            quarter.add_objective().await;
            quarter.add_key_result().await;
        }
        quarter
    }

    pub fn day(&self) -> String {
        self.today.to_string()
    }

    /// Seven writes; the cycle becomes active on its second day.
    pub async fn next_day(&mut self) {
        self.today = self.today.checked_add_days(Days::new(1)).unwrap();
        self.token = self.app.admin_on(&self.day()).await;
        if self.day() == "2026-04-02" {
            let path = format!("/cycles/{}", self.cycle);
            self.app.with_token(&self.token).patch(&path, json!({"state": "active"})).await.ok();
        }
        for _ in 0..6 {
            self.write().await;
        }
    }

    /// A number below `sides`, by a linear congruential generator (Knuth's MMIX).
    fn below(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap() % sides
    }

    fn one_of(&mut self, items: &[&str]) -> String {
        items[self.below(items.len())].to_owned()
    }

    fn of(&mut self, list: fn(&Self) -> &Vec<String>) -> String {
        let place = self.below(list(self).len());
        list(self)[place].clone()
    }

    fn number(&mut self) -> f64 {
        [0.0, 1.0, 2.5, 17.3, 40.0, 66.6, 100.0, 130.0][self.below(8)]
    }

    /// A day of the cycle up to tomorrow.
    fn past_day(&mut self) -> NaiveDate {
        let back = Days::new(u64::try_from(self.below(40)).unwrap());
        self.today.checked_sub_days(back).unwrap()
    }

    async fn write(&mut self) {
        match self.below(12) {
            0 => return self.add_objective().await,
            1 => return self.add_key_result().await,
            _ => {}
        }
        let write = self.random_write();
        let correction = write.of_plan && write.method != "DELETE" && self.below(4) == 0;
        let over = if correction { json!({"correction": true}) } else { json!({}) };
        let stays = write.of_plan && !correction && self.day().as_str() > "2026-04-02";
        let days = [self.last_day_before(), self.past_day().min(self.last_day_before())];
        let before = if stays { Some(self.cards(days).await) } else { None };
        let answer = self.send(&write, with(write.body.clone(), &over)).await;
        self.note(&answer, &write);
        if let Some(before) = before {
            assert_same(&self.cards(days).await, &before, &format!("{} {} {}:", write.method, write.path, write.body));
        }
        self.show().await;
    }

    fn note(&mut self, answer: &Answer, write: &Write) {
        match answer.status {
            200 | 201 | 204 => self.writes += 1,
            409 | 422 | 404 => self.refused += 1,
            status => panic!("{status} to {} {}: {}", write.method, write.path, answer.body),
        }
        if answer.status == 201 && write.path == "/kpis" {
            self.kpis.push(id(&answer.body));
        }
        if answer.status == 201 && write.path == "/departments" {
            self.departments.push(id(&answer.body));
        }
        if answer.status == 201 && write.path == "/brands" {
            self.brands.push(id(&answer.body));
        }
    }

    async fn send(&self, write: &Write, body: Value) -> Answer {
        let admin = self.app.with_token(&self.token);
        match write.method {
            "POST" => admin.post(&write.path, body).await,
            "PUT" if write.of_plan => admin.put_because(&write.path, body).await,
            "PUT" => admin.put(&write.path, body).await,
            "PATCH" if write.of_plan => admin.patch_because(&write.path, body).await,
            "PATCH" => admin.patch(&write.path, body).await,
            _ if write.of_plan => admin.delete_because(&write.path).await,
            _ => admin.delete(&write.path).await,
        }
    }

    fn random_write(&mut self) -> Write {
        let plan = |method, path, body| Write { method, path, body, of_plan: true };
        let key_result = format!("/key-results/{}", self.of(|q| &q.key_results));
        let objective = format!("/objectives/{}", self.of(|q| &q.objectives));
        let (kpi, number, weight) = (self.of(|q| &q.kpis), self.number(), [0, 1, 1, 3][self.below(4)]);
        let target = format!("/kpis/{kpi}/targets/{}", self.cycle);
        let department = self.of(|q| &q.departments);
        match self.below(24) {
            0 => plan("PATCH", key_result, json!({"weight": weight})),
            1 => plan("PATCH", key_result, json!({"measure": {"kind": "number", "target": number + 0.5}})),
            2 => plan("PATCH", key_result, json!({"state": self.one_of(&["active", "cancelled"])})),
            3 => plan("PATCH", key_result, json!({"objective_id": self.of(|q| &q.objectives)})),
            4 => plan("PATCH", key_result, json!({"ambition": self.one_of(&["committed", "aspirational"])})),
            5 => plan("PATCH", key_result, json!({"kpi_id": kpi})),
            6 => plan("DELETE", key_result, json!({})),
            7 => plan("PATCH", objective, json!({"weight": weight})),
            8 => plan("PATCH", objective, json!({"shared_with": [department]})),
            9 => plan("PATCH", objective, json!({"state": self.one_of(&["active", "cancelled"])})),
            10 => plan("PATCH", objective, json!({"department_id": department, "shared_with": []})),
            11 => plan("PUT", target, json!({"target": number + 10.0, "weight": weight})),
            12 => plan("PUT", target, json!({"high": number, "tolerance": 5, "weight": 1})),
            13 => plan("DELETE", target, json!({})),
            14 => plan("PUT", self.policy_path(), self.policy(&department)),
            15 => plan("PATCH", format!("/kpis/{kpi}"), json!({"aggregation": self.one_of(&["last", "mean"])})),
            16 => plan("PATCH", format!("/departments/{department}"), json!({"archived": self.below(2) == 0})),
            17 if self.departments.len() < 6 => {
                Write { method: "POST", path: "/departments".to_owned(), body: json!({"name": "New"}), of_plan: false }
            }
            _ => self.random_report(),
        }
    }

    fn policy_path(&self) -> String {
        format!("/brands/{}/scoring-policy/{}", self.app.company.brand, self.cycle)
    }

    fn policy(&mut self, department: &str) -> Value {
        let balance = [0.0, 0.5, 1.0][self.below(3)];
        let method = self.one_of(&["balanced", "balanced", "geometric"]);
        let weights = if self.below(2) == 0 { json!({}) } else { json!({department: 2}) };
        json!({"method": method, "balance": balance, "department_weights": weights})
    }

    /// What is reported, or only named: of every day.
    fn random_report(&mut self) -> Write {
        let (kpi, number, day) = (self.of(|q| &q.kpis), self.number(), self.past_day());
        let key_result = self.of(|q| &q.key_results);
        let write = |method, path, body| Write { method, path, body, of_plan: false };
        match self.below(12) {
            0 => write("PUT", format!("/kpis/{kpi}/measurements/{day}"), json!({"value": number})),
            1 => write("DELETE", format!("/kpis/{kpi}/measurements/{day}"), json!({})),
            2 if self.brands.len() < 3 => write("POST", "/brands".to_owned(), json!({"name": "New"})),
            2 => {
                let brand = self.brands[1].clone();
                write("PATCH", format!("/brands/{brand}"), json!({"archived": self.below(2) == 0}))
            }
            3 if self.kpis.len() < 4 => {
                let kpi = json!({"brand_id": self.app.company.brand, "name": "New", "category": "revenue", "unit": "",
                    "aggregation": "last"});
                write("POST", "/kpis".to_owned(), kpi)
            }
            3 => {
                let purpose = self.one_of(&["Good coffee", "Nobody eats alone"]);
                write("PUT", format!("/brands/{}/model", self.app.company.brand), json!({"purpose": purpose}))
            }
            4 => write("PATCH", format!("/key-results/{key_result}"), json!({"title": self.one_of(&["One", "Other"])})),
            5 => {
                let status = json!({"status": self.one_of(&["on_track", "off_track"]), "reason": "So they say"});
                write("PATCH", format!("/key-results/{key_result}"), json!({"status_override": status}))
            }
            _ => {
                let body = json!({"value": number, "observed_on": day.min(self.today), "confidence": self.below(11)});
                write("POST", format!("/key-results/{key_result}/check-ins"), body)
            }
        }
    }

    async fn add_objective(&mut self) {
        let department = self.of(|q| &q.departments);
        let over = json!({"cycle_id": self.cycle, "department_id": department, "weight": 1 + self.below(3)});
        let body = with(self.app.company.new_objective(), &over);
        let answer = self.app.with_token(&self.token).post("/objectives", body).await;
        if answer.status == 201 {
            self.writes += 1;
            self.objectives.push(id(&answer.body));
        }
    }

    async fn add_key_result(&mut self) {
        let objective = self.of(|q| &q.objectives);
        let over = json!({"objective_id": objective, "title": "Calls"});
        let body = self.app.new_key_result(&over);
        let answer = self.app.with_token(&self.token).post("/key-results", body).await;
        if answer.status == 201 {
            self.writes += 1;
            self.key_results.push(id(&answer.body));
        }
    }

    fn card_path(&self, day: NaiveDate) -> String {
        format!("/brands/{}/scorecard?cycle_id={}&as_of={day}", self.app.company.brand, self.cycle)
    }

    /// The last day on which a change of today does not hold.
    fn last_day_before(&self) -> NaiveDate {
        self.today.min("2026-06-30".parse().unwrap()).pred_opt().unwrap()
    }

    /// The scorecards of some days, without what names the revision.
    async fn cards(&self, days: [NaiveDate; 2]) -> Value {
        let mut cards = Vec::new();
        for day in days {
            let mut card = self.app.with_token(&self.token).get(&self.card_path(day)).await.ok();
            let members = card.as_object_mut().unwrap();
            members.shift_remove("revision");
            members.shift_remove("known_at");
            cards.push(card);
        }
        cards.into()
    }

    /// Reads a scorecard of some day and keeps it.
    async fn show(&mut self) {
        let day = if self.below(2) == 0 { self.today } else { self.past_day() };
        let path = self.card_path(day);
        let card = self.app.with_token(&self.token).get(&path).await.ok();
        self.shown.push(Shown { card, path });
    }
}

/// Asserts that two answers are the same, naming the first member that is not.
#[track_caller]
pub fn assert_same(found: &Value, expected: &Value, place: &str) {
    match (found, expected) {
        (Value::Object(members), Value::Object(others)) if members.len() == others.len() => {
            for (name, expected) in others {
                assert_same(&members[name], expected, &format!("{place}/{name}"));
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            for (position, (found, expected)) in items.iter().zip(others).enumerate() {
                assert_same(found, expected, &format!("{place}/{position}"));
            }
        }
        _ => assert_eq!(found, expected, "{place}"),
    }
}
