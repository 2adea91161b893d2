//! Roles are compared in one place only: everything else asks `domain/access.rs` what a role allows, and pages ask use
//! cases.
//!
//! A comparison is an operator next to `Role::Something` or next to a `role`; a template must not name any role.

use std::path::Path;

use super::{SourceFile, at_line, is_below, report};

/// Where roles may be compared, or are plain data.
const PLACES: &[&str] = &["src/domain/access", "src/domain/people/user", "src/cli"];

/// Operators that may precede or follow a compared role; `=>` after one is a match.
const BEFORE: &[&str] = &["<", "<=", " >", ">=", "==", "!="];
const AFTER: &[&str] = &["<", ">", "==", "!=", "=>"];

const WHY: &str = "compare roles in domain/access.rs alone: ask what somebody may do";

#[test]
fn roles_are_compared_in_one_place() {
    let sources = SourceFile::all_below("src");
    let templates = SourceFile::templates_below("src");
    assert!(!templates.is_empty(), "no template was found");
    report(sources.iter().chain(&templates).flat_map(compared));
}

pub fn compared(file: &SourceFile) -> Vec<String> {
    if PLACES.iter().any(|place| is_below(&file.path, place)) {
        return Vec::new();
    }
    let is_template = Path::new(&file.path).extension().is_some_and(|extension| extension == "html");
    let named = file.words("Role::").filter(|at| is_template || is_compared(file, *at));
    let held = file.words("role").filter(|at| followed(&file.code[at + "role".len()..]));
    let mut lines: Vec<String> = named.chain(held).map(|at| at_line(file, at, WHY)).collect();
    lines.sort();
    lines.dedup();
    lines
}

fn is_compared(file: &SourceFile, at: usize) -> bool {
    let before = file.code[..at].trim_end_matches(|c: char| c.is_alphanumeric() || c == '_' || c == ':').trim_end();
    let after = file.code[at + "Role::".len()..].trim_start_matches(|c: char| c.is_alphanumeric());
    (!before.ends_with("=>") && BEFORE.iter().any(|operator| before.ends_with(operator))) || followed(after)
}

fn followed(rest: &str) -> bool {
    AFTER.iter().any(|operator| rest.trim_start().starts_with(operator))
}
