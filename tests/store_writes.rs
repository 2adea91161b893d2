//! What `Db::write` guarantees to use cases: a write that changes rows without a change in the log is refused, on both
//! engines. No use case does that, so it is the one rule of writing that cannot be tested through the API.

use perno::{
    domain::{
        context::Ctx,
        values::{id::Id, text::Email},
    },
    store::{
        engine::{error::StoreError, tx::Tx},
        people::{email_addresses, users},
    },
};

use crate::support::{TestApp, engine::on_both_engines};

async fn written(app: &TestApp, work: fn(&mut Tx<'_>, &str) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let organisation = app.admin().get("/organisation").await.ok()["id"].as_str().unwrap().parse().unwrap();
    let ctx = Ctx::system(organisation, "2026-02-15T12:00:00Z".parse().unwrap(), String::new());
    let viewer = app.company.viewer.id.clone();
    app.app.db.write(ctx, move |tx| work(tx, &viewer)).await
}

on_both_engines!(
    async fn write_that_inserts_a_row_and_records_nothing_is_refused(app: TestApp) {
        let refused = written(&app, |tx, viewer| {
            email_addresses::reserve(
                tx,
                &Email::trusted("new@rossi.example".to_owned()),
                viewer.parse::<Id<_>>().unwrap(),
            )
        });
        let error = refused.await.unwrap_err().to_string();
        assert!(error.contains("recorded no change"), "{error}");
    }

    async fn write_that_updates_a_row_and_records_nothing_is_refused(app: TestApp) {
        let refused = written(&app, |tx, viewer| users::set_password_hash(tx, viewer.parse().unwrap(), "x"));
        let error = refused.await.unwrap_err().to_string();
        assert!(error.contains("recorded no change"), "{error}");
        app.viewer().get("/me").await.ok();
    }

    async fn write_that_changes_no_row_needs_no_change(app: TestApp) {
        written(&app, |tx, viewer| users::find(tx, viewer.parse().unwrap()).map(drop)).await.unwrap();
    }
);
