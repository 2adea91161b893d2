//! No two types of a layer have the same name, so that a name tells what it means without the path before it.
//!
//! Only what stands at the beginning of a line counts: types inside functions and macros are not seen.

use std::collections::BTreeMap;

use super::{SourceFile, is_word, layer, report};

const KEYWORDS: [&str; 5] = ["struct ", "enum ", "trait ", "type ", "union "];

#[test]
fn type_names_are_unique_in_their_layer() {
    report(repeated(&SourceFile::all_below("src")).into_iter());
}

/// The types that are declared at the beginning of a line: their line and name.
fn declared(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    file.code.lines().enumerate().filter_map(|(number, line)| {
        let line = line.strip_prefix("pub").map_or(line, |rest| {
            let rest = rest.trim_start();
            rest.split_once(')').filter(|_| rest.starts_with('(')).map_or(rest, |(_, rest)| rest.trim_start())
        });
        let name = KEYWORDS.iter().find_map(|keyword| line.strip_prefix(keyword))?;
        Some((number + 1, name.split(|c| !is_word(c)).next().unwrap_or_default()))
    })
}

fn repeated(files: &[SourceFile]) -> Vec<String> {
    let mut places: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for file in files {
        for (line, name) in declared(file) {
            places.entry((layer(file), name)).or_default().push(format!("{}:{line}", file.path));
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice
        .map(|((layer, name), places)| format!("{}: {layer} has {name} here too, find better names", places.join(", ")))
        .collect()
}

#[test]
fn type_name_that_stands_twice_is_reported() {
    let files = [
        SourceFile::new(
            "src/web/a.rs",
            "struct Row;\nimpl X for Y {\n    type Row = u8;\n}\n// struct Step\nenum Step {}",
        ),
        SourceFile::new("src/web/b/c.rs", "\npub(in crate::web) struct Row<'a>(&'a str);\npub type Steps = u8;"),
        SourceFile::new("src/app/a.rs", "pub struct Row;"),
    ];
    assert_eq!(repeated(&files), ["src/web/a.rs:1, src/web/b/c.rs:2: web has Row here too, find better names"]);
}
