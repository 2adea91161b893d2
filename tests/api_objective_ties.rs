//! How objectives relate to other objects: shared with departments, aligned to a parent, tied to principles of the
//! Model.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::{Answer, Client, id},
    engine::on_both_engines,
};

async fn create(app: &TestApp, more: Value) -> Answer {
    post(&app.executive(), app, more).await
}

async fn post(client: &Client<'_>, app: &TestApp, more: Value) -> Answer {
    let mut body = app.company.new_objective();
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post("/objectives", body).await
}

async fn patch(app: &TestApp, objective: &str, body: Value) -> Answer {
    app.executive().patch(&format!("/objectives/{objective}"), body).await
}

async fn lead_logistics_too(app: &TestApp) {
    let seat = format!("/departments/{}/members/{}", app.company.logistics, app.company.manager.id);
    app.admin().put(&seat, json!({"lead": true})).await.created();
}

/// Writes a Model with two principles; returns their ids.
async fn principles(app: &TestApp, brand: &str) -> [String; 2] {
    let body = json!({"principles": [{"title": "One", "body": "1"}, {"title": "Two", "body": "2"}]});
    let model = app.executive().put(&format!("/brands/{brand}/model"), body).await.ok();
    [id(&model["principles"][0]), id(&model["principles"][1])]
}

on_both_engines!(
    async fn sharing_needs_a_lead_of_every_department_involved(app: TestApp) {
        let shared = json!({"shared_with": [app.company.logistics]});
        let path = format!("/objectives/{}", app.company.objective);
        post(&app.manager(), &app, shared.clone()).await.problem(403, "forbidden");
        app.manager().patch_because(&path, shared.clone()).await.problem(403, "forbidden");
        lead_logistics_too(&app).await;
        post(&app.manager(), &app, shared.clone()).await.created();
        app.manager().patch_because(&path, shared).await.ok();
    }

    async fn shared_objective_is_changed_only_by_a_lead_of_every_department(app: TestApp) {
        let path = format!("/objectives/{}", app.company.objective);
        patch(&app, &app.company.objective, json!({"shared_with": [app.company.logistics], "reason": "Agreed"}))
            .await
            .ok();
        app.manager().patch(&path, json!({"title": "Mine"})).await.problem(403, "forbidden");
        app.manager().patch(&path, json!({"shared_with": [], "reason": "Agreed"})).await.problem(403, "forbidden");
        app.manager().delete(&path).await.problem(403, "forbidden");
        lead_logistics_too(&app).await;
        app.manager().patch_because(&path, json!({"shared_with": []})).await.ok();
    }

    async fn shared_objective_is_listed_in_each_department(app: TestApp) {
        let people = id(&app.admin().post("/departments", json!({"name": "People"})).await.created());
        let with = json!({"shared_with": [people, app.company.logistics]});
        let shared = create(&app, with).await.created();
        assert_eq!(shared["shared_with"], json!([app.company.logistics, people]));
        for department in [&people, &app.company.logistics] {
            let list = app.viewer().get(&format!("/objectives?department_id={department}")).await.ok();
            assert_eq!(list["items"], json!([shared]));
        }
    }

    async fn order_of_sharing_does_not_matter(app: TestApp) {
        let people = id(&app.admin().post("/departments", json!({"name": "People"})).await.created());
        let shared = create(&app, json!({"shared_with": [people, app.company.logistics]})).await.created();
        let same = json!({"shared_with": [app.company.logistics, people]});
        assert_eq!(patch(&app, &id(&shared), same).await.ok(), shared);
    }

    async fn objective_is_not_shared_with_its_own_department_or_twice(app: TestApp) {
        let (sales, logistics) = (&app.company.sales, &app.company.logistics);
        create(&app, json!({"shared_with": [sales]})).await.invalid(&["/shared_with not_allowed"]);
        let twice = json!({"shared_with": [logistics, logistics]});
        create(&app, twice).await.invalid(&["/shared_with/1 duplicate"]);
        patch(&app, &app.company.objective, json!({"shared_with": [logistics], "reason": "Agreed"})).await.ok();
        let moved = json!({"department_id": logistics});
        patch(&app, &app.company.objective, moved).await.invalid(&["/shared_with not_allowed"]);
    }

    async fn objective_does_not_begin_to_count_in_an_archived_department(app: TestApp) {
        let logistics = &app.company.logistics;
        app.admin().patch_because(&format!("/departments/{logistics}"), json!({"archived": true})).await.ok();
        create(&app, json!({"department_id": logistics})).await.invalid(&["/department_id not_allowed"]);
        create(&app, json!({"shared_with": [logistics]})).await.invalid(&["/shared_with not_allowed"]);
        let moved = json!({"department_id": logistics, "reason": "Agreed"});
        patch(&app, &app.company.objective, moved).await.invalid(&["/department_id not_allowed"]);
    }

    async fn objective_is_aligned_to_a_parent(app: TestApp) {
        let parent = &app.company.objective;
        let child = create(&app, json!({"parent_id": parent})).await.created();
        assert_eq!(child["parent_id"], json!(parent));
        app.executive().delete_because(&format!("/objectives/{parent}")).await.problem(409, "in_use");
        assert_eq!(patch(&app, &id(&child), json!({"parent_id": null})).await.ok()["parent_id"], Value::Null);
        app.executive().delete_because(&format!("/objectives/{parent}")).await.no_content();
    }

    async fn alignment_makes_no_loops(app: TestApp) {
        let first = &app.company.objective;
        let second = id(&create(&app, json!({"parent_id": first})).await.created());
        let third = id(&create(&app, json!({"parent_id": second})).await.created());
        for parent in [first, &second, &third] {
            patch(&app, first, json!({"parent_id": parent})).await.invalid(&["/parent_id not_allowed"]);
        }
        patch(&app, &third, json!({"parent_id": first})).await.ok();
        patch(&app, first, json!({"title": "Still fine"})).await.ok();
    }

    async fn parent_belongs_to_the_same_brand(app: TestApp) {
        let brand = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        let other = json!({"brand_id": brand, "parent_id": app.company.objective});
        create(&app, other).await.invalid(&["/parent_id not_allowed"]);
    }

    async fn objective_serves_principles_of_its_brands_model(app: TestApp) {
        let [one, two] = principles(&app, &app.company.brand).await;
        let objective = create(&app, json!({"principle_ids": [two, one]})).await.created();
        assert_eq!(objective["principle_ids"], json!([two, one]));
        let twice = json!({"principle_ids": [one, one]});
        patch(&app, &id(&objective), twice).await.invalid(&["/principle_ids/1 duplicate"]);
    }

    async fn principles_of_another_brand_or_none_are_not_found(app: TestApp) {
        let brand = id(&app.executive().post("/brands", json!({"name": "Corta"})).await.created());
        let [others, _] = principles(&app, &brand).await;
        let alone = json!({"principle_ids": [others]});
        create(&app, alone).await.invalid(&["/principle_ids/0 not_found"]);
        let [one, _] = principles(&app, &app.company.brand).await;
        let mixed = json!({"principle_ids": [one, others, app.company.sales]});
        create(&app, mixed).await.invalid(&["/principle_ids/1 not_found", "/principle_ids/2 not_found"]);
    }

    async fn principle_dropped_from_the_model_does_not_stop_other_changes(app: TestApp) {
        let [one, two] = principles(&app, &app.company.brand).await;
        let objective = id(&create(&app, json!({"principle_ids": [one]})).await.created());
        app.executive().put(&format!("/brands/{}/model", app.company.brand), json!({})).await.ok();
        patch(&app, &objective, json!({"title": "Retitled"})).await.ok();
        let more = json!({"principle_ids": [one, two]});
        patch(&app, &objective, more).await.invalid(&["/principle_ids/1 not_found"]);
        let none = patch(&app, &objective, json!({"principle_ids": []})).await.ok();
        assert_eq!(none["principle_ids"], json!([]));
        let back = json!({"principle_ids": [one]});
        patch(&app, &objective, back).await.invalid(&["/principle_ids/0 not_found"]);
    }
);
