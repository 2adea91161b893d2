//! A request for every documented operation that can only fail for lack of permission: whatever the path names exists,
//! and the body is valid. `roles.rs` and `api_foreign.rs` try them all.
//!
//! A new operation needs a line in `body`, and one in `spare` if it uses up the object that it is called on.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::{
    client::{Client, id},
    company::PASSWORD,
    operation::Spec,
};

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// A path (with two leading slashes, for the client) and a body.
pub struct Request {
    pub path: String,
    pub body: Option<Value>,
}

/// Everything that paths may name, in one department; created anew, so that no other test depends on it.
#[derive(Clone)]
pub struct Place {
    pub names: Vec<(&'static str, String)>,
    owner: Option<String>,
}

/// An e-mail address that nobody has yet.
pub fn new_email() -> String {
    format!("someone{}@rossi.example", NUMBER.fetch_add(1, Ordering::SeqCst))
}

impl Place {
    /// Creates everything as an admin. The owner owns the key result and is the Model's custodian.
    pub async fn new(admin: &Client<'_>, department: &str, owner: Option<&str>) -> Self {
        let user = json!({"name": "Someone", "email": new_email(), "role": "member"});
        let cycle = json!({"name": "Next", "starts_on": "2026-02-01", "ends_on": "2026-06-30"});
        let mut place = Self {
            names: vec![
                ("department_id", department.to_owned()),
                ("date", "2026-02-03".to_owned()),
                ("resource", "key-results".to_owned()),
                ("entity", "department".to_owned()),
                ("entity_id", department.to_owned()),
                ("starting_point", "trade".to_owned()),
            ],
            owner: owner.map(ToOwned::to_owned),
        };
        place.set("user_id", id(&admin.post("/users", user).await.created()));
        place.set("brand_id", id(&admin.post("/brands", json!({"name": "Brand"})).await.created()));
        place.set("cycle_id", id(&admin.post("/cycles", cycle).await.created()));
        for operation in ["members.delete", "objectives.delete", "key_results.delete", "kpis.delete", "targets.delete"]
        {
            place = place.spare(admin, operation).await;
        }
        for operation in ["meetings.delete", "blockers.delete", "decisions.delete"] {
            place = place.spare(admin, operation).await;
        }
        for operation in ["check_ins.delete", "measurements.delete", "api_keys.delete"] {
            place = place.spare(admin, operation).await;
        }
        place.own_session(admin).await;
        place.draft(admin).await;
        let note = place.body_of("model_versions.create").unwrap();
        let versions = format!("/brands/{}/model/versions", place.get("brand_id"));
        place.set("number", admin.post(&versions, note).await.created()["number"].to_string());
        place
    }

    /// Sets the session to the caller's own.
    pub async fn own_session(&mut self, person: &Client<'_>) {
        let sessions = person.get("/me/sessions").await.ok();
        let own = sessions["items"].as_array().unwrap().iter().find(|one| one["current"] == true).unwrap();
        self.set("session_id", id(own));
    }

    /// Creates a Model that was never published.
    async fn draft(&self, admin: &Client<'_>) {
        let purpose = format!("To last {} years.", NUMBER.fetch_add(1, Ordering::SeqCst));
        let model = json!({"purpose": purpose, "custodian_id": self.owner});
        admin.put(&format!("/brands/{}/model", self.get("brand_id")), model).await.ok();
    }

    pub fn get(&self, name: &str) -> &str {
        self.names
            .iter()
            .find(|(known, _)| *known == name)
            .map_or_else(|| panic!("nothing is called {name}"), |(_, value)| value)
    }

    pub fn set(&mut self, name: &'static str, value: String) {
        self.names.retain(|(known, _)| *known != name);
        self.names.push((name, value));
    }

    /// The request; objects that the operation uses up are created anew by an admin.
    pub async fn request(&self, admin: &Client<'_>, spec: &Spec) -> Request {
        let place = self.spare(admin, &spec.id).await;
        Request { path: place.path(spec), body: place.body(spec) }
    }

    pub fn path(&self, spec: &Spec) -> String {
        let mut path = format!("/{}", spec.template);
        for (name, value) in &self.names {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let scores = spec.method == "GET" && spec.id.starts_with("scorecard.");
        match spec.id.as_str() {
            _ if scores => format!("{path}?cycle_id={}", self.get("cycle_id")),
            "targets.season" => format!("{path}?target=10"),
            "objectives.delete" | "key_results.delete" | "kpis.delete" | "targets.delete" | "departments.delete" => {
                format!("{path}?reason=Agreed")
            }
            "search.show" => format!("{path}?q=e"),
            _ => path,
        }
    }

    async fn spare(&self, admin: &Client<'_>, operation: &str) -> Self {
        let mut place = self.clone();
        let (collection, name) = match operation {
            "departments.delete" => ("/departments".to_owned(), "department_id"),
            "brands.delete" => ("/brands".to_owned(), "brand_id"),
            "cycles.delete" | "cycles.close" => ("/cycles".to_owned(), "cycle_id"),
            "objectives.delete" => ("/objectives".to_owned(), "objective_id"),
            "key_results.delete" => ("/key-results".to_owned(), "key_result_id"),
            "kpis.delete" => ("/kpis".to_owned(), "kpi_id"),
            "api_keys.delete" => ("/api-keys".to_owned(), "key_id"),
            "meetings.delete" => ("/meetings".to_owned(), "meeting_id"),
            "blockers.delete" => ("/blockers".to_owned(), "blocker_id"),
            "decisions.delete" => ("/decisions".to_owned(), "decision_id"),
            "check_ins.delete" => (format!("/key-results/{}/check-ins", self.get("key_result_id")), "check_in_id"),
            _ => {
                place.spare_part(admin, operation).await;
                return place;
            }
        };
        let create = operation.replace(".delete", ".create").replace(".close", ".create");
        let body = self.body_of(&create).unwrap();
        place.set(name, id(&admin.post(&collection, body).await.created()));
        place
    }

    async fn spare_part(&mut self, admin: &Client<'_>, operation: &str) {
        let put = |path: String, body: Value| async move {
            let answer = admin.put(&path, body).await;
            assert!(answer.status < 300, "{}", answer.body);
        };
        match operation {
            "members.delete" => {
                put(format!("/departments/{}/members/{}", self.get("department_id"), self.get("user_id")), json!({}))
                    .await;
            }
            "targets.delete" => {
                let path = format!("/kpis/{}/targets/{}", self.get("kpi_id"), self.get("cycle_id"));
                put(path, json!({"target": 10})).await;
            }
            "measurements.delete" => {
                put(format!("/kpis/{}/measurements/{}", self.get("kpi_id"), self.get("date")), json!({"value": 1}))
                    .await;
            }
            "targets.season" => {
                put(format!("/kpis/{}/measurements/2025-02-01", self.get("kpi_id")), json!({"value": 3})).await;
                put(format!("/kpis/{}/measurements/2025-02-02", self.get("kpi_id")), json!({"value": 4})).await;
            }
            "model_versions.create" => self.draft(admin).await,
            "users.reassign" => {
                let successor = admin.post("/users", self.body_of("users.create").unwrap()).await.created();
                self.set("to", id(&successor));
            }
            "users.anonymise" => {
                let mut leaver = self.body_of("users.create").unwrap();
                leaver["active"] = json!(false);
                self.set("user_id", id(&admin.post("/users", leaver).await.created()));
            }
            "invites.accept" => {
                let invited = admin.post_nothing(&format!("/users/{}/invite", self.get("user_id"))).await.ok();
                self.set("token", invited["invite_token"].as_str().unwrap().to_owned());
            }
            "auth.refresh" | "auth.login" => {
                let invited = admin.post("/users", self.body_of("users.create").unwrap()).await.created();
                let token = invited["invite_token"].as_str().unwrap();
                admin.post(&format!("/invites/{token}/accept"), json!({"password": PASSWORD})).await.ok();
                let credentials = json!({"email": invited["email"], "password": PASSWORD});
                let tokens = admin.post("/auth/login", credentials).await.ok();
                self.set("email", invited["email"].as_str().unwrap().to_owned());
                self.set("refresh_token", tokens["refresh_token"].as_str().unwrap().to_owned());
            }
            _ => {}
        }
    }

    fn body(&self, spec: &Spec) -> Option<Value> {
        let body = self.body_of(&spec.id);
        assert!(!spec.has_body() || body.is_some(), "{} needs a body here", spec.id);
        body
    }

    fn body_of(&self, operation: &str) -> Option<Value> {
        let person = json!({"name": "Ada", "email": new_email(), "password": PASSWORD});
        Some(match operation {
            "organisations.create" => json!({"name": "Neri", "admin": person}),
            "auth.login" => json!({"email": self.get("email"), "password": PASSWORD}),
            "auth.refresh" => json!({"refresh_token": self.get("refresh_token")}),
            "me.update" => json!({"language": "it"}),
            "me.change_password" => json!({"current_password": PASSWORD, "new_password": PASSWORD}),
            "organisation.update" => json!({"time_zone": "Europe/Rome"}),
            "users.create" => json!({"name": "Someone", "email": new_email(), "role": "viewer"}),
            "users.reassign" => json!({"to": self.get("to")}),
            "users.update" => json!({"role": "manager"}),
            "invites.accept" => json!({"password": PASSWORD}),
            "departments.create" | "brands.create" => json!({"name": "Another"}),
            "departments.update" | "brands.update" | "cycles.update" | "kpis.update" => json!({"name": "Renamed"}),
            "members.replace" => json!({"ambassador": true}),
            "model.replace" => json!({"purpose": "Ten good minutes a day.", "custodian_id": self.owner}),
            "model_versions.create" => json!({"note": "Said more plainly."}),
            "cycles.create" => json!({"name": "Then", "starts_on": "2026-07-01", "ends_on": "2026-09-30"}),
            "cycles.close" => json!({"retrospective": "We learned to promise less."}),
            "starting_points.take" => json!({"brand_id": self.get("brand_id"), "cycle_id": self.get("cycle_id")}),
            "objectives.create" => json!({"brand_id": self.get("brand_id"), "cycle_id": self.get("cycle_id"),
                "department_id": self.get("department_id"), "title": "Arrive on time", "contribution": "It keeps our word."}),
            "objectives.change_many" => json!({"items": [{"id": self.get("objective_id"), "title": "Retitled"}]}),
            "key_results.change_many" => json!({"items": [{"id": self.get("key_result_id"), "title": "Retitled"}]}),
            "objectives.duplicate" => json!({"title": "Arrive on time again"}),
            "objectives.update" | "key_results.update" => json!({"title": "Retitled"}),
            "key_results.create" => json!({"objective_id": self.get("objective_id"), "title": "Visits",
                "owner_id": self.owner.as_deref().unwrap_or(self.get("user_id")),
                "measure": {"kind": "number", "start": 0, "target": 100, "unit": ""}}),
            "check_ins.create" => json!({"value": 40}),
            "check_ins.update" => json!({"note": "Recounted."}),
            "kpis.create" => json!({"brand_id": self.get("brand_id"), "department_id": self.get("department_id"),
                "name": "Revenue", "category": "revenue", "unit": "EUR", "aggregation": "sum"}),
            "api_keys.create" => json!({"name": "CRM", "scopes": ["read"]}),
            "batches.check_ins" => json!({"items": [{"key_result_id": self.get("key_result_id"), "value": 40}]}),
            "batches.measurements" => {
                json!({"items": [{"kpi_id": self.get("kpi_id"), "value": 3, "date": self.get("date")}]})
            }
            "saved_views.replace" => {
                json!({"items": [{"list": "objectives", "name": "Mine", "query": {"sort": "-score"}}]})
            }
            "meetings.create" => json!({"brand_id": self.get("brand_id"), "cycle_id": self.get("cycle_id"),
                "department_id": self.get("department_id"), "title": "Weekly", "held_on": "2026-02-16",
                "facilitator_id": self.owner}),
            "meetings.update" => json!({"minutes": "We went through the list."}),
            "confidence.replace" => json!({"ratings": [{"key_result_id": self.get("key_result_id"), "confidence": 6}]}),
            "blockers.create" => json!({"meeting_id": self.get("meeting_id"), "text": "No van.",
                "key_result_id": self.get("key_result_id")}),
            "blockers.update" => json!({"state": "resolved"}),
            "decisions.create" => json!({"meeting_id": self.get("meeting_id"), "text": "Rent one.",
                "key_result_id": self.get("key_result_id")}),
            "decisions.update" => json!({"due_on": "2026-03-01"}),
            "targets.replace" => json!({"target": 12}),
            "measurements.replace" => json!({"value": 3}),
            "scoring_policy.replace" => json!({"balance": 0.4}),
            "scorecard.simulate" => json!({"cycle_id": self.get("cycle_id"), "policy": {"balance": 1}}),
            _ => return None,
        })
    }
}
