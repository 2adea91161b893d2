//! The README is true: its steps from sign-up to scorecard are run as printed, against an empty database.
//!
//! Only the address is replaced. That the demonstration starts is tested in `demo.rs`.

use std::process::Command;

use perno::app::SignUp;
use serde_json::Value;

use crate::support::{Engine, TestApp};

const README: &str = include_str!("../README.md");

/// The shell block below a heading.
fn block_below(heading: &str) -> &'static str {
    let (_, below) = README.split_once(heading).expect("the README has the heading");
    let (_, block) = below.split_once("```sh\n").expect("a shell block follows");
    block.split_once("```").expect("the block ends").0
}

async fn walk(engine: Engine) {
    let app = TestApp::empty(engine, SignUp::Closed).await;
    let script = block_below("## From sign-up to scorecard").replace("http://127.0.0.1:8080", &app.address);
    let script = script.replace("$(date +%Y)", "2026").replace("$(date +%F)", "2026-02-15");
    let output = actix_web::rt::task::spawn_blocking(move || {
        Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output()
    });
    let output = output.await.unwrap().unwrap();
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}\n{text}");
    let scorecard = text.rsplit_once("{\"brand_id\"").map(|(_, rest)| format!("{{\"brand_id\"{rest}")).unwrap();
    let scorecard: Value = serde_json::from_str(&scorecard).unwrap_or_else(|error| panic!("{error}: {scorecard}"));
    assert_eq!(scorecard["overall"]["verdict"], "revenue_without_purpose", "{scorecard}");
    assert!(README.contains(&format!("yet {} and", scorecard["overall"]["score"])), "{scorecard}");
}

mod sqlite {
    #[actix_web::test]
    async fn readme_leads_from_sign_up_to_scorecard() {
        super::walk(crate::support::Engine::Sqlite).await;
    }
}

mod postgres {
    #[actix_web::test]
    async fn readme_leads_from_sign_up_to_scorecard() {
        super::walk(crate::support::Engine::Postgres).await;
    }
}
