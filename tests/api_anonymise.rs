//! Anonymising a person who has left: the database no longer contains their name or address, and everything they did
//! still counts. What counts as a mention is tested in `domain_anonymity.rs`, the export of personal data in
//! `api_personal_data.rs`.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, id},
    company::{PASSWORD, Person, sign_in},
    engine::on_both_engines,
};

const NAME: &str = "Giulia Ferrari Neri";
const NAME_BEFORE: &str = "Giulia Ferrari";
const EMAIL: &str = "giulia.neri@rossi.example";
const EMAIL_BEFORE: &str = "giulia.ferrari@rossi.example";

/// A person who changed name and address once.
async fn giulia(app: &TestApp) -> Person {
    let admin = app.admin();
    let new = json!({"name": NAME_BEFORE, "email": EMAIL_BEFORE, "role": "manager"});
    let invited = admin.with_header("idempotency-key", EMAIL_BEFORE).post("/users", new).await.created();
    let admin = app.admin();
    let token = invited["invite_token"].as_str().unwrap();
    app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": PASSWORD})).await.ok();
    let path = format!("/users/{}", id(&invited));
    admin.patch(&path, json!({"name": NAME, "email": EMAIL})).await.ok();
    let seat = format!("/departments/{}/members/{}", app.company.sales, id(&invited));
    admin.put(&seat, json!({"lead": true})).await.created();
    sign_in(app, &id(&invited), EMAIL).await
}

/// Writes her name and address into every free text of the API.
async fn mention_everywhere(app: &TestApp, giulia: &Person) {
    let (company, admin) = (&app.company, app.admin());
    let says = format!("{NAME} <{EMAIL}>, once {NAME_BEFORE} <{EMAIL_BEFORE}>");
    let department = json!({"name": format!("Sales of {NAME}"), "code": NAME, "description": says});
    admin.patch(&format!("/departments/{}", company.sales), department).await.ok();
    let model = json!({"purpose": says, "strategic_heart": says, "values": [NAME], "custodian_id": giulia.id,
        "principles": [{"title": NAME, "body": says}], "canvases": [{"phase": 1, "title": NAME, "body": says}]});
    admin.put(&format!("/brands/{}/model", company.brand), model).await.ok();
    let her = app.with_token(&giulia.token);
    her.post(&format!("/brands/{}/model/versions", company.brand), json!({"note": says})).await.created();
    admin.patch(&format!("/cycles/{}", company.cycle), json!({"name": format!("Q1 of {NAME}")})).await.ok();
    let objective = json!({"title": NAME, "description": says, "contribution": says, "owner_id": giulia.id});
    let objective = app.objective(objective).await;
    let measure = json!({"kind": "milestones", "steps": [{"title": NAME}, {"title": "Build"}]});
    let steps = json!({"objective_id": objective, "title": NAME, "description": says, "measure": measure});
    let steps = app.key_result(steps).await;
    let number = json!({"owner_id": giulia.id, "external_ref": EMAIL, "objective_id": objective,
        "measure": {"kind": "number", "start": 0, "target": 10, "unit": NAME}});
    let number = id(&app.key_result(number).await);
    let word = json!({"status_override": {"status": "at_risk", "reason": says}, "reason": says, "weight": 2});
    admin.patch(&format!("/key-results/{}", id(&steps)), word).await.ok();
    let check_in = json!({"value": 4, "note": says, "source": NAME});
    her.with_header("idempotency-key", "check-in")
        .post(&format!("/key-results/{number}/check-ins"), check_in)
        .await
        .created();
    let kpi = json!({"name": NAME, "unit": NAME, "channel": NAME, "market": EMAIL, "external_ref": EMAIL});
    let kpi = app.kpi(kpi).await;
    admin.put(&format!("/kpis/{kpi}/measurements/2026-02-03"), json!({"value": 1, "note": says})).await.created();
    app.policy(json!({"balance": 0.4})).await;
    let policy = json!({"balance": 0.3, "reason": says});
    admin.put(&app.policy_path(), policy).await.ok();
    let key = json!({"name": format!("CRM of {NAME}"), "scopes": ["admin"]});
    let key = admin.post("/api-keys", key).await.created();
    let crm = app.with_token(key["key"].as_str().unwrap()).with_header("idempotency-key", "by-key");
    crm.post("/brands", json!({"name": "Second"})).await.created();
    crm.post("/departments", json!({"name": "Nord", "description": says})).await.created();
}

async fn anonymise(app: &TestApp, person: &str) -> Answer {
    app.admin().post_nothing(&format!("/users/{person}/anonymise")).await
}

async fn leave(app: &TestApp, person: &str) {
    app.admin().patch(&format!("/users/{person}"), json!({"active": false})).await.ok();
}

async fn changes(app: &TestApp) -> Vec<Value> {
    let changes = app.executive().get("/changes?limit=200").await.ok();
    assert_eq!(changes["next_cursor"], Value::Null);
    changes["items"].as_array().unwrap().clone()
}

#[track_caller]
fn assert_gone(app: &TestApp) {
    for word in [NAME_BEFORE, EMAIL, EMAIL_BEFORE] {
        assert_eq!(app.traces(word), Vec::<String>::new());
    }
}

/// The figures of the scorecard, without names and texts.
async fn figures(app: &TestApp) -> Value {
    let card = app.scorecard().await;
    json!([card["overall"], card["revenue"]["score"], card["purpose"], card["waterfall"]])
}

on_both_engines!(
    async fn nothing_in_the_database_names_the_anonymised(app: TestApp) {
        let giulia = giulia(&app).await;
        mention_everywhere(&app, &giulia).await;
        app.with_token(&giulia.token).post_nothing(&format!("/users/{}/export", giulia.id)).await.ok();
        leave(&app, &giulia.id).await;
        assert!(!app.traces(NAME).is_empty() && !app.traces(EMAIL_BEFORE).is_empty());
        let (figures_before, log) = (figures(&app).await, changes(&app).await);
        let anonymised = anonymise(&app, &giulia.id).await.ok();
        assert_eq!((&anonymised["name"], &anonymised["role"]), (&json!("Former member 1"), &json!("manager")));
        assert_eq!(anonymised["email"], "former-member-1@anonymised.invalid");
        assert_gone(&app);
        assert_eq!(figures(&app).await, figures_before);
        let after = changes(&app).await;
        assert_eq!(after.len(), log.len() + 1);
        for (was, is) in log.iter().zip(&after) {
            for member in ["revision", "at", "action", "entity", "entity_id"] {
                assert_eq!(was[member], is[member]);
            }
            assert_eq!(was["actor"]["id"], is["actor"]["id"]);
        }
    }

    async fn log_and_resources_still_say_the_same(app: TestApp) {
        let giulia = giulia(&app).await;
        mention_everywhere(&app, &giulia).await;
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        let log = changes(&app).await;
        let department = app.viewer().get(&format!("/departments/{}", app.company.sales)).await.ok();
        let logged = log.iter().rfind(|change| change["entity_id"] == department["id"]).unwrap();
        assert_eq!(logged["after"], department);
        assert_eq!(department["name"], "Sales of Former member 1");
        assert_eq!(
            department["description"],
            "Former member 1 <Former member 1>, once Former member 1 <Former member 1>"
        );
        let model = app.viewer().get(&format!("/brands/{}/model", app.company.brand)).await.ok();
        assert_eq!(log.iter().rfind(|change| change["entity"] == "model").unwrap()["after"], model);
        assert_eq!((&model["values"], &model["custodian_id"]), (&json!(["Former member 1"]), &json!(giulia.id)));
        let hers = log.iter().find(|change| change["entity"] == "check_in").unwrap();
        assert_eq!(hers["actor"], json!({"kind": "user", "id": giulia.id, "name": "Former member 1"}));
        assert_eq!((&hers["after"]["value"], &hers["after"]["author_id"]), (&json!(4.0), &json!(giulia.id)));
    }

    async fn log_notes_who_was_anonymised_and_not_who_that_was(app: TestApp) {
        let giulia = giulia(&app).await;
        leave(&app, &giulia.id).await;
        let anonymised = anonymise(&app, &giulia.id).await.ok();
        let change = app.last_change().await;
        assert_eq!((&change["action"], &change["entity"]), (&json!("anonymised"), &json!("user")));
        assert_eq!((&change["entity_id"], &change["actor"]["id"]), (&json!(giulia.id), &json!(app.company.admin.id)));
        assert_eq!((&change["before"], &change["after"]), (&Value::Null, &anonymised));
        let again = anonymise(&app, &giulia.id).await.ok();
        assert_eq!((again, app.last_change().await), (anonymised, change));
    }

    async fn who_is_active_is_not_anonymised(app: TestApp) {
        let told = anonymise(&app, &app.company.viewer.id).await.problem(409, "conflict");
        assert!(told["detail"].as_str().unwrap().contains("deactivate them first"), "{told}");
        app.executive()
            .post_nothing(&format!("/users/{}/anonymise", app.company.viewer.id))
            .await
            .problem(403, "forbidden");
    }

    async fn anonymised_person_stays_as_they_are(app: TestApp) {
        let giulia = giulia(&app).await;
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        let (admin, path) = (app.admin(), format!("/users/{}", giulia.id));
        for patch in
            [json!({"active": true}), json!({"name": NAME}), json!({"email": EMAIL}), json!({"role": "viewer"})]
        {
            admin.patch(&path, patch).await.problem(409, "conflict");
        }
        admin.post_nothing(&format!("{path}/invite")).await.problem(409, "conflict");
        for email in [EMAIL, EMAIL_BEFORE] {
            let body = json!({"email": email, "password": PASSWORD});
            app.anonymous().post("/auth/login", body).await.problem(401, "invalid_credentials");
        }
        let body = json!({"email": "former-member-1@anonymised.invalid", "password": PASSWORD});
        app.anonymous().post("/auth/login", body).await.invalid(&["/email not_allowed"]);
        let refresh = json!({"refresh_token": giulia.refresh_token});
        app.anonymous().post("/auth/refresh", refresh).await.problem(401, "invalid_token");
        let seats = format!("/users/{}/reassign", app.company.member.id);
        admin.post(&seats, json!({"to": giulia.id})).await.invalid(&["/to not_allowed"]);
    }

    async fn address_is_free_again_and_nobody_takes_that_of_a_former_member(app: TestApp) {
        let giulia = giulia(&app).await;
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        let admin = app.admin();
        let body = json!({"name": "Gemma", "email": "former-member-2@anonymised.invalid", "role": "viewer"});
        admin.post("/users", body).await.invalid(&["/email not_allowed"]);
        let body = json!({"name": "Gemma", "email": EMAIL, "role": "viewer"});
        admin.post("/users", body).await.created();
    }

    async fn two_who_left_are_told_apart_in_the_organisations_language(app: TestApp) {
        app.admin().patch("/organisation", json!({"language": "it"})).await.ok();
        for (person, number) in [(&app.company.viewer, 1), (&app.company.member, 2)] {
            leave(&app, &person.id).await;
            let anonymised = anonymise(&app, &person.id).await.ok();
            assert_eq!(anonymised["name"], json!(format!("Ex membro {number}")));
        }
    }

    async fn others_with_the_same_name_or_a_taken_over_address_keep_theirs(app: TestApp) {
        let giulia = giulia(&app).await;
        let admin = app.admin();
        let namesake = json!({"name": NAME, "email": EMAIL_BEFORE, "role": "viewer"});
        let namesake = admin.post("/users", namesake).await.created();
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        let kept = app.viewer().get(&format!("/users/{}", id(&namesake))).await.ok();
        assert_eq!((&kept["name"], &kept["email"]), (&json!(NAME), &json!(EMAIL_BEFORE)));
        let log = changes(&app).await;
        let logged = log.iter().rfind(|change| change["entity_id"] == namesake["id"]).unwrap();
        assert_eq!((&logged["after"]["name"], &logged["after"]["email"]), (&json!(NAME), &json!(EMAIL_BEFORE)));
    }

    async fn names_of_company_and_brand_stay(app: TestApp) {
        let giulia = giulia(&app).await;
        app.admin().patch("/organisation", json!({"name": NAME})).await.ok();
        app.admin().patch(&format!("/brands/{}", app.company.brand), json!({"name": NAME})).await.ok();
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        assert_eq!(app.viewer().get("/organisation").await.ok()["name"], NAME);
        assert_eq!(app.viewer().get(&format!("/brands/{}", app.company.brand)).await.ok()["name"], NAME);
    }

    async fn answers_that_name_nobody_are_still_kept_for_a_retry(app: TestApp) {
        let giulia = giulia(&app).await;
        let admin = app.admin().with_header("idempotency-key", "plain");
        let first = admin.post("/brands", json!({"name": "Second"})).await.created();
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        assert_eq!(admin.post("/brands", json!({"name": "Second"})).await.created(), first);
    }

    async fn another_organisation_is_not_touched(app: TestApp) {
        let giulia = giulia(&app).await;
        let department = app.stranger().post("/departments", json!({"name": NAME})).await.created();
        leave(&app, &giulia.id).await;
        anonymise(&app, &giulia.id).await.ok();
        let path = format!("/departments/{}", id(&department));
        assert_eq!(app.stranger().get(&path).await.ok(), department);
    }

    async fn writes_go_on_while_somebody_is_anonymised(app: TestApp) {
        let giulia = giulia(&app).await;
        leave(&app, &giulia.id).await;
        let root = format!("{}/api/v1", app.address);
        let token = &app.company.admin.token;
        let anonymise = app.http.post(format!("{root}/users/{}/anonymise", giulia.id)).bearer_auth(token).send();
        let write = |number: u32| {
            let body = json!({"name": format!("Brand {number}"), "archived": false});
            app.http.post(format!("{root}/brands")).bearer_auth(token).json(&body).send()
        };
        let (done, one, two, three) = tokio::join!(anonymise, write(1), write(2), write(3));
        let statuses = [done, one, two, three].map(|answer| answer.unwrap().status().as_u16());
        assert_eq!(statuses, [200, 201, 201, 201]);
        assert_gone(&app);
    }
);
