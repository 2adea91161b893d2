//! Search as a person sees it: the page of results, and the suggestions of the palette with the actions that are theirs.
//! What is found is tested in `api_search.rs`, the keys in `browser_search.rs`.

use serde_json::json;

use crate::support::{browser::Browser, engine::on_both_engines};

on_both_engines!(
    async fn page_shows_where_the_words_are(app: TestApp) {
        let text = "Parcels <i>late</i> again";
        app.check_in(&app.company.key_result, json!({"value": 1, "note": text})).await;
        let browser = Browser::of(&app, &app.company.viewer).await;
        let found = browser.get("/search?q=late+parcel").await.ok();
        assert_eq!(found.texts("main h2"), ["Check-ins"]);
        let hit = "Visits Ada · 15 February 2026 · Be where customers are · Q1 Note: Parcels <i>late</i> again";
        assert_eq!(found.texts("main ul.rows > li"), [hit]);
        assert_eq!(found.texts("main mark"), ["Parcels", "late"]);
        assert_eq!(found.hrefs("main ul.rows a"), [format!("/key-results/{}", app.company.key_result)]);
        found.assert_inert();
        let similar = browser.get("/search?q=parcesl").await.ok();
        assert_eq!(similar.text("main p[role=status]"), "No exact match for “parcesl”. These are similar:");
        assert_eq!(similar.texts("main mark"), ["Parcels"]);
    }

    async fn palette_offers_what_is_ones_own_to_do(app: TestApp) {
        let offered = async |person| {
            let browser = Browser::of(&app, person).await;
            let hrefs = browser.get("/search/suggestions?q=").await.ok().hrefs("[role=option]");
            let of = |path: &str| hrefs.iter().any(|href| href == path);
            [of("/check-in"), of("/objectives/new"), of("/cycles/new"), of("/what-if"), of("/settings/people/new")]
        };
        let company = &app.company;
        assert_eq!(offered(&company.viewer).await, [false, false, false, true, false]);
        assert_eq!(offered(&company.manager).await, [true, true, false, true, false]);
        assert_eq!(offered(&company.admin).await, [true, true, true, true, true]);
        let browser = Browser::of(&app, &company.viewer).await;
        assert_eq!(browser.get("/search/suggestions?q=cycles").await.ok().hrefs("[role=option]").len(), 2);
        let admin = Browser::of(&app, &company.admin).await;
        for href in admin.get("/search/suggestions?q=").await.ok().hrefs("[role=option]") {
            admin.get(&href).await.ok();
        }
        let found = browser.get("/search/suggestions?q=VIS").await.ok();
        let first = found.texts("[role=option]").remove(0);
        assert_eq!(first, "Key result Visits Be where customers are · Q1");
        assert_eq!(found.hrefs("[role=option].all"), ["/search?q=VIS"]);
    }
);
