//! Imports: no files import each other in a circle, and no folder has too many files.
//!
//! An import leads to the file that declares the name, also through a `pub use`. Imports of a `mod.rs` from its own
//! folder do not count: re-exporting them is its purpose.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{SourceFile, is_word, report};

/// The most files in a folder, except for folders of sentences.
const FILES_MAX: usize = 16;

/// The segments of a path after `crate::`.
type Names = Vec<String>;

/// The files by module path.
struct Modules {
    files: BTreeMap<Names, SourceFile>,
    /// For each module, the names that a `pub use` re-exports and where they come from.
    shown: BTreeMap<Names, BTreeMap<String, Names>>,
}

impl Modules {
    fn of(files: Vec<SourceFile>) -> Self {
        let files: BTreeMap<Names, SourceFile> = files.into_iter().map(|file| (module(&file.path), file)).collect();
        let mut modules = Self { files, shown: BTreeMap::new() };
        for name in modules.files.keys().cloned().collect::<Vec<_>>() {
            let leaves =
                uses(&modules.files[&name].code).filter(|(public, _)| *public).flat_map(|(_, tree)| leaves(tree));
            let shown = leaves.filter_map(|leaf| Some((leaf.last()?.clone(), modules.absolute(&name, &leaf)?)));
            let shown = shown.collect();
            modules.shown.insert(name, shown);
        }
        modules
    }

    /// The path from the crate's root; `None` for other crates.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let own = |module: &[String]| [module, rest].concat();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some(own(module)),
            "super" => Some(own(&module[..module.len().checked_sub(1)?])),
            _ => {
                let below = [module, path].concat();
                self.files.contains_key(&below[..=module.len()]).then_some(below)
            }
        }
    }

    /// The file that declares a name.
    fn declaring(&self, path: &[String]) -> Option<Names> {
        let module =
            (0..=path.len()).rev().map(|length| &path[..length]).find(|part| self.files.contains_key(*part))?;
        let origin = path.get(module.len()).and_then(|name| self.shown.get(module)?.get(name));
        match origin {
            Some(origin) if origin != path => self.declaring(&[origin, &path[module.len() + 1..]].concat()),
            _ => Some(module.to_vec()),
        }
    }

    fn imports(&self, module: &Names) -> BTreeSet<Names> {
        let file = &self.files[module];
        let code = file.code.split("\nmod tests {").next().unwrap_or_default();
        let used = uses(code).flat_map(|(_, tree)| leaves(tree));
        let declared = used.chain(inline(code)).filter_map(|path| self.declaring(&self.absolute(module, &path)?));
        let is_face = file.path.ends_with("/mod.rs");
        declared
            .filter(|other| other != module && !other.is_empty() && !(is_face && other.starts_with(module)))
            .collect()
    }

    /// The circles of files that import each other, each reported once.
    fn circles(&self) -> Vec<String> {
        let imports: BTreeMap<&Names, BTreeSet<Names>> =
            self.files.keys().map(|module| (module, self.imports(module))).collect();
        let reached = |start: &Names| {
            let (mut known, mut open) = (BTreeSet::new(), vec![start.clone()]);
            while let Some(next) = open.pop() {
                open.extend(imports[&next].iter().filter(|one| known.insert((*one).clone())).cloned());
            }
            known
        };
        let all: BTreeMap<&Names, BTreeSet<Names>> = imports.keys().map(|module| (*module, reached(module))).collect();
        let circle = |module: &Names| all[module].iter().filter(|one| all[one].contains(module)).cloned().collect();
        let circles: BTreeSet<Vec<Names>> = imports.keys().map(|module| circle(module)).collect();
        let told = |circle: &Vec<Names>| {
            let paths: Vec<&str> = circle.iter().map(|module| self.files[module].path.as_str()).collect();
            format!("{} import each other in a circle", paths.join(", "))
        };
        circles.iter().filter(|circle| circle.len() > 1).map(told).collect()
    }
}

fn module(path: &str) -> Names {
    let below = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let below = below.strip_suffix("/mod").unwrap_or(below);
    if below == "lib" { Vec::new() } else { below.split('/').map(ToOwned::to_owned).collect() }
}

/// The tree of each `use` at the beginning of a line, and whether it is public.
fn uses(code: &str) -> impl Iterator<Item = (bool, &str)> {
    let starts = code.split('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some((start, line))
    });
    starts.filter_map(|(start, line)| {
        let public = line.starts_with("pub");
        let keyword = line.find("use ").filter(|&at| at == 0 || public && line[..at].ends_with([' ', ')']))?;
        let tree = &code[start + keyword + "use ".len()..];
        Some((public, &tree[..tree.find(';')?]))
    })
}

/// Every path of `a::{b, c::{d, self}}`.
fn leaves(tree: &str) -> Vec<Names> {
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        let mut names: Names =
            path.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        if names.len() > 1 && names.last().is_some_and(|name| name == "self") {
            names.pop();
        }
        return if names.is_empty() { Vec::new() } else { vec![names] };
    };
    super::group(&format!("{{{rest}"))
        .into_iter()
        .flat_map(|entry| leaves(&format!("{}{}", head.trim(), entry.trim())))
        .collect()
}

/// Paths written in expressions and types instead of a `use`.
fn inline(code: &str) -> Vec<Names> {
    let path = |at: usize| -> Names {
        let end = code[at..].find(|c: char| !is_word(c) && c != ':').map_or(code.len(), |length| at + length);
        code[at..end].split("::").filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
    };
    let starts = ["crate::", "super::"].into_iter().flat_map(|root| code.match_indices(root));
    starts.filter(|(at, _)| !code[..*at].ends_with(|c: char| is_word(c) || c == ':')).map(|(at, _)| path(at)).collect()
}

#[test]
fn no_file_is_in_a_circle_with_another() {
    report(Modules::of(SourceFile::all_below("src")).circles().into_iter());
}

#[test]
fn circle_is_reported() {
    let files = |texts: &[(&str, &str)]| texts.iter().map(|(path, text)| SourceFile::new(path, text)).collect();
    let circles = |texts: &[(&str, &str)]| Modules::of(files(texts)).circles();
    let told = ["src/a/b.rs, src/a/c.rs import each other in a circle"];
    assert_eq!(circles(&[("src/a/b.rs", "use super::c::D;"), ("src/a/c.rs", "fn f() { crate::a::b::g() }")]), told);
    let face = ("src/a/mod.rs", "pub mod b;\npub mod c;\npub use self::b::B;");
    assert_eq!(circles(&[face, ("src/a/b.rs", "use super::c::C;"), ("src/a/c.rs", "use super::B;")]), told);
    assert!(circles(&[face, ("src/a/b.rs", "use super::c::C;"), ("src/a/c.rs", "use crate::a::D;")]).is_empty());
}

#[test]
fn folders_are_taken_in_at_a_glance() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut crowded = Vec::new();
    count(&root.join("src"), &mut crowded);
    report(crowded.into_iter());
}

fn count(folder: &Path, crowded: &mut Vec<String>) {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let files = files.iter().filter(|path| path.extension().is_none_or(|ending| ending != "ftl")).count();
    if files > FILES_MAX {
        crowded.push(format!("{} has {files} files, at most {FILES_MAX}", folder.display()));
    }
    for folder in folders {
        count(&folder, crowded);
    }
}
