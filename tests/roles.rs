//! Who may do what: every documented operation is tried as every role, against the table in this file.
//!
//! The table repeats the one in the design, operation by operation: `x` is answered 2xx, `-` is 403; what a batch
//! refuses is refused item by item. The object of the request belongs to Sales, which the manager leads and the member
//! belongs to; for the outsider, the same manager, it belongs to Logistics. In rows marked `(own)` the actor owns the
//! key result, facilitates the meeting and keeps the Model. An operation of `openapi.yaml` without a row fails.

use std::collections::BTreeSet;

use crate::support::{
    TestApp,
    client::Client,
    company::{Person, invite, sign_in},
    contract::Contract,
    engine::on_both_engines,
    operation::Spec,
    requests::{Place, new_email},
};

const ROLES: [&str; 7] = ["anonymous", "viewer", "member", "manager", "outsider", "executive", "admin"];

const TABLE: &str = "
    operation               anonymous  viewer  member  manager  outsider  executive  admin
    organisations.create        -         -       -       -        -          -        -
    auth.login                  x         x       x       x        x          x        x
    auth.refresh                x         x       x       x        x          x        x
    auth.logout                401        x       x       x        x          x        x
    me.show                    401        x       x       x        x          x        x
    me.update                  401        x       x       x        x          x        x
    me.change_password         401        x       x       x        x          x        x
    sessions.list              401        x       x       x        x          x        x
    sessions.delete            401        x       x       x        x          x        x
    sessions.delete_all        401        x       x       x        x          x        x
    stars.list                 401        x       x       x        x          x        x
    stars.add                  401        x       x       x        x          x        x
    stars.remove               401        x       x       x        x          x        x
    saved_views.list           401        x       x       x        x          x        x
    saved_views.replace        401        x       x       x        x          x        x
    organisation.show          401        x       x       x        x          x        x
    organisation.update        401        -       -       -        -          -        x
    users.list                 401        x       x       x        x          x        x
    users.create               401        -       -       -        -          -        x
    users.show                 401        x       x       x        x          x        x
    users.update               401        -       -       -        -          -        x
    users.invite               401        -       -       -        -          -        x
    users.reassign             401        -       -       -        -          -        x
    users.export               401        -       -       -        -          -        x
    users.anonymise            401        -       -       -        -          -        x
    invites.accept              x         x       x       x        x          x        x
    departments.list           401        x       x       x        x          x        x
    departments.create         401        -       -       -        -          -        x
    departments.show           401        x       x       x        x          x        x
    departments.update         401        -       -       -        -          -        x
    departments.delete         401        -       -       -        -          -        x
    members.list               401        x       x       x        x          x        x
    members.replace            401        -       -       -        -          -        x
    members.delete             401        -       -       -        -          -        x
    brands.list                401        x       x       x        x          x        x
    brands.create              401        -       -       -        -          x        x
    brands.show                401        x       x       x        x          x        x
    brands.update              401        -       -       -        -          x        x
    brands.delete              401        -       -       -        -          x        x
    model.show                 401        x       x       x        x          x        x
    model.replace              401        -       -       -        -          x        x
    model.replace(own)         401        x       x       x        x          x        x
    model_versions.list        401        x       x       x        x          x        x
    model_versions.create      401        -       -       -        -          x        x
    model_versions.create(own) 401        x       x       x        x          x        x
    model_versions.show        401        x       x       x        x          x        x
    cycles.list                401        x       x       x        x          x        x
    cycles.create              401        -       -       -        -          x        x
    cycles.show                401        x       x       x        x          x        x
    cycles.update              401        -       -       -        -          x        x
    cycles.delete              401        -       -       -        -          x        x
    cycles.close               401        -       -       -        -          x        x
    cycles.presets             401        x       x       x        x          x        x
    starting_points.list       401        x       x       x        x          x        x
    starting_points.take       401        -       -       -        -          x        x
    objectives.list            401        x       x       x        x          x        x
    objectives.create          401        -       -       x        -          x        x
    objectives.change_many     401        -       -       x       422         x        x
    objectives.duplicate       401        -       -       x        -          x        x
    objectives.show            401        x       x       x        x          x        x
    objectives.update          401        -       -       x        -          x        x
    objectives.delete          401        -       -       x        -          x        x
    key_results.list           401        x       x       x        x          x        x
    key_results.create         401        -       -       x        -          x        x
    key_results.create(own)    401        -       x       x        x          x        x
    key_results.show           401        x       x       x        x          x        x
    key_results.update         401        -       -       x        -          x        x
    key_results.update(own)    401        -       x       x        x          x        x
    key_results.change_many    401        -      422      x       422         x        x
    key_results.change_many(own) 401      -       x       x        x          x        x
    key_results.delete         401        -       -       x        -          x        x
    key_results.delete(own)    401        -       -       x        -          x        x
    check_ins.list             401        x       x       x        x          x        x
    check_ins.list_all         401        x       x       x        x          x        x
    check_ins.create           401        -       x       x        -          x        x
    check_ins.create(own)      401        -       x       x        x          x        x
    check_ins.show             401        x       x       x        x          x        x
    check_ins.update           401        -       -       x        -          x        x
    check_ins.delete           401        -       -       x        -          x        x
    meetings.list              401        x       x       x        x          x        x
    meetings.create            401        -       -       x        -          x        x
    meetings.show              401        x       x       x        x          x        x
    meetings.update            401        -       -       x        -          x        x
    meetings.update(own)       401        -       x       x        x          x        x
    meetings.delete            401        -       -       x        -          x        x
    meetings.delete(own)       401        -       x       x        x          x        x
    confidence.show            401        x       x       x        x          x        x
    confidence.replace         401        -       x       x        x          x        x
    blockers.list              401        x       x       x        x          x        x
    blockers.create            401        -       x       x        x          x        x
    blockers.show              401        x       x       x        x          x        x
    blockers.update            401        -       x       x        x          x        x
    blockers.delete            401        -       x       x        x          x        x
    decisions.list             401        x       x       x        x          x        x
    decisions.create           401        -       x       x        x          x        x
    decisions.show             401        x       x       x        x          x        x
    decisions.update           401        -       x       x        x          x        x
    decisions.delete           401        -       x       x        x          x        x
    kpis.list                  401        x       x       x        x          x        x
    kpis.create                401        -       -       -        -          x        x
    kpis.show                  401        x       x       x        x          x        x
    kpis.update                401        -       -       -        -          x        x
    kpis.delete                401        -       -       -        -          x        x
    targets.list               401        x       x       x        x          x        x
    targets.show               401        x       x       x        x          x        x
    targets.season             401        x       x       x        x          x        x
    targets.replace            401        -       -       -        -          x        x
    targets.delete             401        -       -       -        -          x        x
    measurements.list          401        x       x       x        x          x        x
    measurements.list_all      401        x       x       x        x          x        x
    measurements.show          401        x       x       x        x          x        x
    measurements.replace       401        -       x       x        -          x        x
    measurements.delete        401        -       x       x        -          x        x
    scoring_policy.show        401        x       x       x        x          x        x
    scoring_policy.replace     401        -       -       -        -          x        x
    scorecard.show             401        x       x       x        x          x        x
    scorecard.department       401        x       x       x        x          x        x
    scorecard.person           401        x       x       x        x          x        x
    scorecard.trend            401        x       x       x        x          x        x
    scorecard.change           401        x       x       x        x          x        x
    scorecard.robustness       401        x       x       x        x          x        x
    scorecard.simulate         401        x       x       x        x          x        x
    changes.list               401        -       -       -        -          x        x
    search.show                401        x       x       x        x          x        x
    batches.check_ins          401        x       x       x        x          x        x
    batches.measurements       401        x       x       x        x          x        x
    api_keys.list              401        -       -       -        -          -        x
    api_keys.create            401        -       -       -        -          -        x
    api_keys.show              401        -       -       -        -          -        x
    api_keys.delete            401        -       -       -        -          -        x
    contract.show               x         x       x       x        x          x        x
    docs.resource               x         x       x       x        x          x        x
    docs.show                   x         x       x       x        x          x        x
    metrics.show               401       401     401     401      401        401      401
    health.live                 x         x       x       x        x          x        x
    health.ready                x         x       x       x        x          x        x
";

/// The rows: an operation, whether it is about an object of the actor's own, and what each role gets.
fn rows() -> Vec<(&'static str, bool, Vec<&'static str>)> {
    let lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty()).skip(1);
    lines
        .map(|line| {
            let mut cells = line.split_whitespace();
            let name = cells.next().unwrap();
            (name.trim_end_matches("(own)"), name.ends_with("(own)"), cells.collect())
        })
        .collect()
}

#[test]
fn every_operation_has_a_row() {
    let documented: BTreeSet<&str> = Contract::operations().iter().map(|spec| spec.id.as_str()).collect();
    let tabled: BTreeSet<&str> = rows().iter().map(|(operation, _, _)| *operation).collect();
    assert_eq!(documented, tabled);
    for (operation, _, cells) in rows() {
        assert_eq!(cells.len(), ROLES.len(), "{operation}");
    }
}

/// Operations that a person may do in cases without a row: on themselves, on a check-in of their own. A viewer may send
/// a batch, whose items are all refused.
const BEYOND: [&str; 5] =
    ["users.export", "check_ins.update", "check_ins.delete", "batches.check_ins", "batches.measurements"];

#[test]
fn every_operation_names_the_roles_of_its_rows() {
    for spec in Contract::operations().iter().filter(|spec| !BEYOND.contains(&spec.id.as_str())) {
        let named: BTreeSet<&str> = spec.words("x-roles").into_iter().collect();
        let mut tabled = BTreeSet::new();
        for (_, _, cells) in rows().into_iter().filter(|(operation, _, _)| *operation == spec.id) {
            let allowed = ROLES.iter().zip(cells).filter(|(_, cell)| *cell == "x");
            tabled.extend(allowed.map(|(role, _)| if *role == "outsider" { "manager" } else { *role }));
        }
        if spec.anonymous {
            tabled = BTreeSet::from(["anyone"]);
        }
        assert_eq!(named, tabled, "{}", spec.id);
    }
}

fn actor<'a>(app: &'a TestApp, role: &str) -> &'a Person {
    let company = &app.company;
    match role {
        "viewer" => &company.viewer,
        "member" => &company.member,
        "manager" | "outsider" => &company.manager,
        "executive" => &company.executive,
        _ => &company.admin,
    }
}

/// Tries every row as one role.
async fn holds(app: &TestApp, role: &str) {
    let column = ROLES.iter().position(|known| *known == role).unwrap();
    let (admin, person) = (app.admin(), actor(app, role));
    let department = if role == "outsider" { &app.company.logistics } else { &app.company.sales };
    let place = Place::new(&admin, department, None).await;
    let own = Place::new(&admin, department, Some(&person.id)).await;
    let mut wrong = Vec::new();
    for (operation, is_own, cells) in rows() {
        let spec = Contract::operations().iter().find(|spec| spec.id == operation).unwrap();
        let place = if is_own { &own } else { &place };
        let status = tried(app, spec, place, (role != "anonymous").then_some(person)).await;
        let told = if (200..300).contains(&status) { "x".to_owned() } else { status.to_string().replace("403", "-") };
        if told != cells[column] {
            let own = if is_own { " (own)" } else { "" };
            wrong.push(format!("{operation}{own}: {told}, the table says {}", cells[column]));
        }
    }
    assert!(wrong.is_empty(), "{role}:\n{}", wrong.join("\n"));
}

async fn tried(app: &TestApp, spec: &Spec, place: &Place, person: Option<&Person>) -> u16 {
    let mut request = place.request(&app.admin(), spec).await;

    let client: Client<'_> = match person {
        None => app.anonymous(),
        Some(person) if spec.id == "auth.logout" => {
            app.with_token(&sign_in(app, &person.id, &person.email).await.token)
        }
        Some(person) if spec.id == "sessions.delete" => {
            let mut place = place.clone();
            place.own_session(&app.with_token(&sign_in(app, &person.id, &person.email).await.token)).await;
            request.path = place.path(spec);
            app.with_token(&person.token)
        }
        Some(person) if spec.id == "sessions.delete_all" => {
            let role = app.with_token(&person.token).get("/me").await.ok()["role"].as_str().unwrap().to_owned();
            let name = new_email().replace("@rossi.example", "");
            app.with_token(&invite(app, &app.admin(), &name, &role).await.token)
        }
        Some(person) => app.with_token(&person.token),
    };
    let body = request.body.map(|body| (body.to_string().into_bytes(), "application/json"));
    client.raw(spec.method.parse().unwrap(), &request.path, body).await.status
}

on_both_engines!(
    async fn anonymous_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "anonymous").await;
    }

    async fn viewer_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "viewer").await;
    }

    async fn member_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "member").await;
    }

    async fn manager_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "manager").await;
    }

    async fn manager_of_another_department_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "outsider").await;
    }

    async fn executive_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "executive").await;
    }

    async fn admin_may_do_what_the_table_says(app: TestApp) {
        holds(&app, "admin").await;
    }
);
