//! The rules of the design that the compiler does not check: which layer may use which, who may read the clock, how
//! long files and functions may be.
//!
//! Each rule is a row of a table below and a function that reports `file:line: what and why`. The source is read as
//! text (`support/source.rs`), so a rule sees every path, also those inside functions and macros. To allow something
//! new, change the table here, where a review sees it.

use crate::support::source::{Function, SourceFile, is_word};

mod imports;
mod roles;
mod rules;
mod type_names;

/// A layer (a folder or file right below `src`) and the layers it may use.
const LAYERS: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("language", &["domain"]),
    ("metrics", &[]),
    ("config", &["domain", "store"]),
    ("store", &["domain", "metrics"]),
    ("app", &["domain", "store", "metrics"]),
    ("http", &["app", "language", "domain", "config", "metrics"]),
    ("api", &["http", "app", "language", "domain", "config", "metrics"]),
    ("web", &["http", "app", "language", "domain", "config"]),
    ("jobs", &["app", "domain", "config"]),
    ("cli", &["domain", "language", "config", "store", "app", "http", "api", "web", "jobs", "metrics"]),
];

/// Where the current time may be read; everything else takes `now` as a parameter.
const CLOCK_READERS: &[&str] = &["src/cli"];

/// Names that may be used only below the given paths.
const RESERVED: &[(&[&str], &[&str], &str)] = &[
    (&["diesel", "diesel_migrations", "libsqlite3_sys", "pq_sys"], &["src/store"], "only store knows the database"),
    (
        &["actix_web", "actix_http"],
        &["src/http", "src/api", "src/web", "src/cli"],
        "only http, api, web and cli know HTTP",
    ),
    (&["clap"], &["src/config", "src/cli", "src/main.rs"], "only config and cli know the command line"),
    (
        &["std::env", "env::var", "env::var_os", "env::vars"],
        &["src/config"],
        "only config reads the environment: take a typed setting",
    ),
    (&["Utc::now", "Local::now", "SystemTime::now"], CLOCK_READERS, "take `now` from Ctx"),
    (
        &[
            "transaction(",
            "transaction::<",
            "immediate_transaction(",
            "exclusive_transaction(",
            "build_transaction(",
            "begin_transaction(",
        ],
        &["src/store/engine/db", "src/store/engine/group_commit"],
        "a transaction begins only in Db::write and its kin",
    ),
];

/// Names that the pure domain must not contain.
const IMPURE: &[&str] =
    &["tokio", "tracing", "reqwest", "std::fs", "std::io", "std::net", "std::thread", "Instant::now"];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;
const LONGEST_HANDLER: usize = 20;
const LONGEST_MAIN: usize = 30;
const SHORTEST_HEAD: usize = 3;
const LONGEST_HEAD: usize = 10;
/// `lib.rs` holds the map of the modules, one page.
const LONGEST_MAP: usize = 60;

#[test]
fn layers_only_look_down() {
    holds(|file| [layer_is_known(file), references(file)].concat());
}

#[test]
fn names_stay_in_their_layer() {
    holds(|file| [reserved(file), impure(file), environment_attributes(file)].concat());
}

#[test]
fn every_file_says_what_belongs_there() {
    holds(head);
}

#[test]
fn comments_name_files_that_are_there() {
    holds(named_files);
}

#[test]
fn files_and_functions_are_short() {
    let files = [SourceFile::all_below("src"), SourceFile::all_below("tests")].concat();
    report(files.iter().flat_map(|file| [file_length(file), function_lengths(file)].concat()));
}

#[test]
fn tests_on_both_engines_can_be_formatted() {
    let files = SourceFile::all_below("tests");
    report(files.iter().flat_map(|file| {
        let braces = file.words("on_both_engines! {").chain(file.words("on_both_engines!["));
        braces
            .map(|at| at_line(file, at, "write on_both_engines!( ... ): rustfmt skips what is in braces"))
            .collect::<Vec<_>>()
    }));
}

fn holds(rule: impl Fn(&SourceFile) -> Vec<String>) {
    let files = SourceFile::all_below("src");
    assert!(!files.is_empty(), "no source was found");
    report(files.iter().flat_map(rule));
}

fn report(violations: impl Iterator<Item = String>) {
    let violations: Vec<String> = violations.collect();
    assert!(violations.is_empty(), "{} against the architecture:\n{}", violations.len(), violations.join("\n"));
}

fn at_line(file: &SourceFile, offset: usize, why: &str) -> String {
    format!("{}:{}: {why}", file.path, file.line_of(offset))
}

/// The layer of a file: `store` for `src/store/db.rs`; also `main` and `lib`.
fn layer(file: &SourceFile) -> &str {
    let below = file.path.strip_prefix("src/").unwrap_or(&file.path);
    below.split(['/', '.']).next().unwrap_or_default()
}

fn may_use(layer: &str) -> Vec<&'static str> {
    match layer {
        "lib" => LAYERS.iter().map(|(name, _)| *name).collect(),
        "main" => vec!["cli"],
        _ => LAYERS.iter().filter(|(name, _)| *name == layer).flat_map(|(_, below)| below.iter().copied()).collect(),
    }
}

fn layer_is_known(file: &SourceFile) -> Vec<String> {
    let layer = layer(file);
    let known = ["lib", "main"].contains(&layer) || LAYERS.iter().any(|(name, _)| *name == layer);
    if known { Vec::new() } else { vec![at_line(file, 0, &format!("{layer} is not in the table of layers"))] }
}

fn references(file: &SourceFile) -> Vec<String> {
    let own = layer(file);
    let allowed = may_use(own);
    let roots = if own == "main" { ["perno", "crate"].as_slice() } else { ["crate"].as_slice() };
    let mut used: Vec<(usize, String)> = roots.iter().flat_map(|root| named_after(file, root)).collect();
    let is_layer_root = file.path.matches('/').count() == 1 || file.path.ends_with("/mod.rs");
    if is_layer_root {
        used.extend(named_after(file, "super"));
    }
    let is_layer = |name: &str| LAYERS.iter().any(|(layer, _)| *layer == name);
    let mut wrong: Vec<String> = used
        .into_iter()
        .filter(|(_, name)| is_layer(name) && name != own && !allowed.contains(&name.as_str()))
        .map(|(at, name)| at_line(file, at, &format!("{own} may not use {name}, only {allowed:?}")))
        .collect();
    let climbs = file.words("super::super");
    wrong
        .extend(climbs.map(|at| at_line(file, at, "write crate:: instead of super::super::, so that the layer shows")));
    wrong
}

/// The names right after `root::`, including each name of `root::{a, b::{c, d}}`.
fn named_after(file: &SourceFile, root: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for start in file.words(root) {
        let Some(path) = file.code[start + root.len()..].strip_prefix("::") else {
            continue;
        };
        let entries = if path.starts_with('{') { group(path) } else { vec![path] };
        for entry in entries {
            let entry = entry.trim_start();
            let at = entry.as_ptr().addr() - file.code.as_ptr().addr();
            names.push((at, entry.chars().take_while(|&c| is_word(c)).collect()));
        }
    }
    names
}

/// The top-level entries of `{a, b::{c, d}}`.
fn group(path: &str) -> Vec<&str> {
    let (mut entries, mut depth, mut begin) = (Vec::new(), 0_usize, 1);
    for (at, character) in path.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                entries.push(&path[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            entries.push(&path[begin..at]);
            break;
        }
    }
    entries
}

fn reserved(file: &SourceFile) -> Vec<String> {
    let rows = RESERVED.iter().filter(|(_, places, _)| !places.iter().any(|place| is_below(&file.path, place)));
    rows.flat_map(|(names, _, why)| names.iter().flat_map(move |name| found(file, name, why))).collect()
}

fn impure(file: &SourceFile) -> Vec<String> {
    if layer(file) != "domain" {
        return Vec::new();
    }
    IMPURE.iter().flat_map(|name| found(file, name, "domain is pure: no IO, no clock, no threads")).collect()
}

fn found(file: &SourceFile, name: &str, why: &str) -> Vec<String> {
    file.words(name).map(|at| at_line(file, at, &format!("{name}: {why}"))).collect()
}

/// `src/config` covers `src/config.rs`, `src/config/` and `src/config_file.rs`, not `src/configuration.rs`.
fn is_below(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// clap reads the environment too, with `#[arg(env = ...)]`.
fn environment_attributes(file: &SourceFile) -> Vec<String> {
    if is_below(&file.path, "src/config") {
        return Vec::new();
    }
    let attributes = file.code.match_indices("#[arg(").map(|(at, _)| at);
    let reading = attributes.filter(|&at| {
        let attribute = file.code[at..].split(")]").next().unwrap_or_default();
        attribute.split(|c| !is_word(c)).any(|word| word == "env")
    });
    reading.map(|at| at_line(file, at, "only config reads the environment")).collect()
}

fn head(file: &SourceFile) -> Vec<String> {
    let longest = if file.path == "src/lib.rs" { LONGEST_MAP } else { LONGEST_HEAD };
    let lines = file.text.lines().take_while(|line| line.starts_with("//!")).count();
    if (SHORTEST_HEAD..=longest).contains(&lines) {
        return Vec::new();
    }
    vec![at_line(
        file,
        0,
        &format!("{lines} lines of //! at the top, {SHORTEST_HEAD} to {longest} say what belongs here"),
    )]
}

/// A file name is relative to the comment's own folder, to `src` or to the project. A name that leads to the comment's
/// own file must mean another file of that name, and needs its path.
fn named_files(file: &SourceFile) -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = root.join(&file.path);
    let folder = own.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
    let comments = file.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("//"));
    let named = comments.flat_map(|(number, line)| line.split('`').skip(1).step_by(2).map(move |name| (number, name)));
    let is_file = |name: &str| {
        [".rs", ".html", ".css", ".js", ".ftl"].iter().any(|ending| name.ends_with(ending))
            && !name.contains(['*', '<', ' '])
    };
    let places = [&folder, &root.join("src"), root];
    let wrong = named.filter(|(_, name)| is_file(name)).filter_map(|(number, name)| {
        let why = match places.iter().map(|place| place.join(name)).find(|path| path.exists()) {
            None => "there is no",
            Some(path) if path == own => "it is itself",
            Some(_) => return None,
        };
        Some(format!("{}:{}: {why} {name}", file.path, number + 1))
    });
    wrong.collect()
}

fn file_length(file: &SourceFile) -> Vec<String> {
    let limit = if file.path == "src/main.rs" { LONGEST_MAIN } else { LONGEST_FILE };
    let lines = file.text.lines().count();
    if lines <= limit { Vec::new() } else { vec![at_line(file, 0, &format!("{lines} lines, at most {limit}"))] }
}

fn function_lengths(file: &SourceFile) -> Vec<String> {
    let limit = |function: &Function| {
        if function.is_public_async && layer(file) == "api" {
            (LONGEST_HANDLER, "a handler only translates, the work is in app")
        } else {
            (LONGEST_FUNCTION, "split it")
        }
    };
    let functions = file.functions();
    let long = functions.iter().filter(|function| function.lines > limit(function).0);
    long.map(|function| {
        let (limit, why) = limit(function);
        format!(
            "{}:{}: fn {} has {} lines, at most {limit}: {why}",
            file.path, function.line, function.name, function.lines
        )
    })
    .collect()
}
