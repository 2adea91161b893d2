//! The two database engines, and the macro that runs one test on both.
//!
//! A test that needs a server is written once, inside `on_both_engines!( ... )`, and becomes `sqlite::<name>` and
//! `postgres::<name>`. The macro takes round brackets because rustfmt does not format bodies inside braces. Tests read
//! their environment only here. Calling the server is in `client.rs`.

use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The server that `tests/run` started; every test creates a database of its own on it.
pub fn postgres_url() -> String {
    setting("PERNO_TEST_POSTGRES_URL").expect(
        "PERNO_TEST_POSTGRES_URL names no PostgreSQL: start the tests with `tests/run`, or only those on SQLite with `tests/run quick`",
    )
}

/// Where to record which operations were answered on which engine; set only by `tests/run`.
pub fn exercised_file() -> Option<PathBuf> {
    setting("PERNO_TEST_EXERCISED").map(PathBuf::from)
}

/// The script of axe-core, which checks pages against WCAG.
pub fn axe_file() -> PathBuf {
    setting("PERNO_TEST_AXE")
        .map(PathBuf::from)
        .expect("PERNO_TEST_AXE names no axe-core: start the tests with `tests/run`")
}

/// How often the program is killed on each engine.
pub fn kills() -> usize {
    setting("PERNO_TEST_KILLS").map_or(2, |number| number.parse().expect("PERNO_TEST_KILLS is a number"))
}

/// How many steps the API takes beside its model on each engine.
pub fn model_steps() -> u32 {
    setting("PERNO_TEST_MODEL_STEPS").map_or(300, |number| number.parse().expect("PERNO_TEST_MODEL_STEPS is a number"))
}

#[expect(clippy::disallowed_methods, reason = "`tests/run` tells the tests their server by the environment")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `on_both_engines!(async fn viewer_cannot_create_an_objective(app: TestApp) { ... } ...);`, once per file.
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(
            $(#[$attribute])*
            async fn $name($app: $crate::support::TestApp) $body
        )+

        mod sqlite {
            $(
                #[::actix_web::test]
                async fn $name() {
                    super::$name($crate::support::TestApp::new($crate::support::Engine::Sqlite).await).await;
                }
            )+
        }

        mod postgres {
            $(
                #[::actix_web::test]
                async fn $name() {
                    super::$name($crate::support::TestApp::new($crate::support::Engine::Postgres).await).await;
                }
            )+
        }
    };
}

pub(crate) use on_both_engines;
