//! Tests of the rules in `architecture.rs`, with sources that break them and sources that do not.
//!
//! The sources are texts in this file: the project's own source never breaks a rule, so it cannot show that a rule
//! works.

use super::{
    SourceFile, environment_attributes, function_lengths, head, impure, layer_is_known, named_files, references,
    reserved, roles::compared,
};

#[track_caller]
fn broken(rule: fn(&SourceFile) -> Vec<String>, path: &str, text: &str, expected: &[&str]) {
    assert_eq!(rule(&SourceFile::new(path, text)), expected, "{path}: {text}");
}

#[test]
fn a_look_up_is_reported() {
    let why = ["src/domain/a.rs:2: domain may not use store, only []"];
    broken(references, "src/domain/a.rs", "\nuse crate::store::Db;", &why);
    broken(references, "src/domain/a.rs", "\nfn f() -> crate::store::Db { }", &why);
    broken(references, "src/domain/a.rs", "use crate::{domain::{b, c},\n    store::Db};", &why);
    broken(
        references,
        "src/domain/mod.rs",
        "use super::store;",
        &["src/domain/mod.rs:1: domain may not use store, only []"],
    );
    broken(references, "src/main.rs", "use perno::app;", &[r#"src/main.rs:1: main may not use app, only ["cli"]"#]);
    broken(layer_is_known, "src/util.rs", "", &["src/util.rs:1: util is not in the table of layers"]);
    let climb = ["src/api/a/b.rs:1: write crate:: instead of super::super::, so that the layer shows"];
    broken(references, "src/api/a/b.rs", "use super::super::super::store;", &climb);
}

#[test]
fn what_looks_down_or_is_no_code_is_not() {
    broken(references, "src/app/a.rs", "use crate::{app::b, domain::c, store::d};", &[]);
    broken(
        references,
        "src/domain/a.rs",
        "// crate::store\nconst A: &str = r#\"crate::store\"#; pub(crate) fn f() {}",
        &[],
    );
    broken(reserved, "src/store/engine/db.rs", "fn f() { conn.transaction(|c| diesel::x(c)) }", &[]);
    broken(reserved, "src/domain/a.rs", "fn f<'a>() { let c = '\"'; let d = b'\\''; let e = \"diesel\"; }", &[]);
    broken(reserved, "src/cli/setup.rs", "fn now() { Utc::now() }", &[]);
    broken(environment_attributes, "src/config.rs", "#[arg(long, env = \"X\")]", &[]);
}

#[test]
fn a_name_out_of_its_place_is_reported() {
    broken(reserved, "src/app/a.rs", "use diesel::x;", &["src/app/a.rs:1: diesel: only store knows the database"]);
    broken(reserved, "src/client.rs", "fn f() { Utc::now() }", &["src/client.rs:1: Utc::now: take `now` from Ctx"]);
    let transaction = ["src/store/a.rs:1: transaction(: a transaction begins only in Db::write and its kin"];
    broken(reserved, "src/store/a.rs", "fn f() { transaction(c) }", &transaction);
    let pure = ["src/domain/a.rs:1: std::fs: domain is pure: no IO, no clock, no threads"];
    broken(impure, "src/domain/a.rs", "use std::fs;", &pure);
    let environment = ["src/cli/a.rs:1: only config reads the environment"];
    broken(environment_attributes, "src/cli/a.rs", "#[arg(long,\n env)]", &environment);
}

#[test]
fn a_role_that_is_compared_elsewhere_is_reported() {
    let why = |path: &str| format!("{path}:1: compare roles in domain/access.rs alone: ask what somebody may do");
    let (code, page) = ("src/web/a.rs", "src/web/a.html");
    for text in [
        "f(actor.role >= Role::Executive)",
        "f(Role::Admin == one)",
        "f(a.rank < role::Role::Member)",
        "match one { Role::Admin => f() }",
        "f(one.role != other.role)",
    ] {
        broken(compared, code, text, &[&why(code)]);
        broken(compared, "src/domain/access.rs", text, &[]);
        broken(compared, "src/cli/demo.rs", text, &[]);
    }
    broken(compared, page, "{% if user.role < crate::domain::people::role::Role::Manager %}", &[&why(page)]);
    broken(compared, page, "<p role=\"status\">{{ user.role }}</p>", &[]);
    broken(compared, code, "User { role: Role::Admin, roles: choices(w, Role::ALL) }; let role = Role::Member;", &[]);
}

#[test]
fn what_is_too_long_or_untold_is_reported() {
    let body = "\n    x();".repeat(18);
    let handler = format!("pub async fn create(a: [u8; 2]) {{{body}\n}}");
    broken(function_lengths, "src/api/a.rs", &handler, &[]);
    let handler = handler.replacen("x();", "x();\n", 1);
    let why = ["src/api/a.rs:1: fn create has 21 lines, at most 20: a handler only translates, the work is in app"];
    broken(function_lengths, "src/api/a.rs", &handler, &why);
    broken(function_lengths, "src/app/a.rs", &handler, &[]);
    broken(head, "src/a.rs", "//! One\n//! two\n//! three\n", &[]);
    broken(head, "src/a.rs", "//! One", &["src/a.rs:1: 1 lines of //! at the top, 3 to 10 say what belongs here"]);
}

#[test]
fn file_that_is_not_there_is_reported() {
    broken(named_files, "src/app/brands.rs", "//! See `error.rs`, `api/brands.rs` and `README.md`.", &[]);
    let missing = ["src/app/brands.rs:2: there is no api/marks.rs"];
    broken(named_files, "src/app/brands.rs", "\n// See `api/marks.rs`.", &missing);
    let itself = ["src/app/brands.rs:1: it is itself brands.rs"];
    broken(named_files, "src/app/brands.rs", "//! The rows are in `brands.rs`, not in `store/brands.rs`.", &itself);
}
