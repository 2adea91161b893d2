//! The small company that most API tests use: a person in every role, two departments, an active cycle in the first
//! quarter of 2026, an objective with a key result, a revenue KPI. A second organisation must stay invisible. Both are
//! created through the API alone, so a broken sign-up or invitation fails every test. Copies for tests are made in
//! `app.rs`; plans without a server are in `domain_plans.rs`.

use serde_json::{Value, json};

use super::{
    app::TestApp,
    client::{Client, id},
    results::with,
};

pub const PASSWORD: &str = "correct horse battery";

/// A person who can sign in, and the access token of a session.
#[derive(Clone, Default)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub token: String,
    pub refresh_token: String,
}

/// The company's ids.
#[derive(Clone, Default)]
pub struct Company {
    pub admin: Person,
    pub executive: Person,
    /// Leads Sales.
    pub manager: Person,
    /// Belongs to Sales.
    pub member: Person,
    pub viewer: Person,
    pub stranger: Person,
    pub brand: String,
    pub cycle: String,
    pub sales: String,
    pub logistics: String,
    /// An objective of Sales.
    pub objective: String,
    /// A key result of that objective: a number from 0 to 100, owned by the member.
    pub key_result: String,
    /// A revenue KPI of Sales, a sum, without target or measurement.
    pub kpi: String,
}

impl Company {
    /// Creates both organisations through the API.
    pub async fn found(app: &TestApp) -> Self {
        let (admin, brand) = sign_up(app, "Rossi", "ada@rossi.example").await;
        let (stranger, _) = sign_up(app, "Verdi", "vera@verdi.example").await;
        let as_admin = app.with_token(&admin.token);
        let mut company = Self { admin, stranger, brand, ..Self::default() };
        company.executive = invite(app, &as_admin, "Elena", "executive").await;
        company.manager = invite(app, &as_admin, "Marco", "manager").await;
        company.member = invite(app, &as_admin, "Mia", "member").await;
        company.viewer = invite(app, &as_admin, "Vito", "viewer").await;
        company.plan(&as_admin).await;
        company
    }

    async fn plan(&mut self, admin: &Client<'_>) {
        self.sales = id(&admin.post("/departments", json!({"name": "Sales"})).await.created());
        self.logistics = id(&admin.post("/departments", json!({"name": "Logistics"})).await.created());
        let seat = |user: &str| format!("/departments/{}/members/{user}", self.sales);
        admin.put(&seat(&self.manager.id), json!({"lead": true})).await.created();
        admin.put(&seat(&self.member.id), json!({})).await.created();
        let cycle = json!({"name": "Q1", "starts_on": "2026-01-01", "ends_on": "2026-03-31", "state": "active"});
        self.cycle = id(&admin.post("/cycles", cycle).await.created());
        self.objective = id(&admin.post("/objectives", since_january(self.new_objective())).await.created());
        let key_result =
            since_january(json!({"objective_id": self.objective, "title": "Visits", "owner_id": self.member.id,
            "measure": {"kind": "number", "start": 0, "target": 100, "unit": "visits"}}));
        self.key_result = id(&admin.post("/key-results", key_result).await.created());
        let kpi = json!({"brand_id": self.brand, "department_id": self.sales, "name": "Revenue", "category": "revenue",
            "unit": "EUR", "aggregation": "sum"});
        self.kpi = id(&admin.post("/kpis", kpi).await.created());
    }

    /// The body of a new objective of Sales.
    pub fn new_objective(&self) -> Value {
        json!({"brand_id": self.brand, "cycle_id": self.cycle, "department_id": self.sales,
            "title": "Be where customers are", "contribution": "Whoever meets us learns what we stand for."})
    }
}

/// The same, counting from the beginning of the cycle, which is active already.
pub fn since_january(body: Value) -> Value {
    with(body, &json!({"counts_from": "2026-01-01", "reason": "We wrote down in February what we began in January."}))
}

/// Creates an organisation and signs its admin in; also returns the id of its brand.
pub async fn sign_up(app: &TestApp, name: &str, email: &str) -> (Person, String) {
    let body = json!({"name": name, "admin": {"name": "Ada", "email": email, "password": PASSWORD}});
    let signed_up = app.anonymous().post("/organisations", body).await.created();
    let person = sign_in(app, &id(&signed_up["user"]), email).await;
    (person, id(&signed_up["brand"]))
}

/// Adds a person, accepts the invitation and signs in.
pub async fn invite(app: &TestApp, admin: &Client<'_>, name: &str, role: &str) -> Person {
    let email = format!("{}@rossi.example", name.to_lowercase());
    let invited = admin.post("/users", json!({"name": name, "email": email, "role": role})).await.created();
    let token = invited["invite_token"].as_str().unwrap();
    app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": PASSWORD})).await.ok();
    sign_in(app, &id(&invited), &email).await
}

/// Signs in; returns the access token.
pub async fn sign_in_with(app: &TestApp, email: &str, password: &str) -> String {
    let tokens = app.anonymous().post("/auth/login", json!({"email": email, "password": password})).await.ok();
    tokens["access_token"].as_str().unwrap().to_owned()
}

pub async fn sign_in(app: &TestApp, id: &str, email: &str) -> Person {
    let tokens = app.anonymous().post("/auth/login", json!({"email": email, "password": PASSWORD})).await.ok();
    Person {
        id: id.to_owned(),
        email: email.to_owned(),
        token: tokens["access_token"].as_str().unwrap().to_owned(),
        refresh_token: tokens["refresh_token"].as_str().unwrap().to_owned(),
    }
}
