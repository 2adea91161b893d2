//! The project's own Rust files as searchable text: comments and strings blanked out, functions found.
//!
//! A small tokenizer, good enough to count lines and find paths; it knows neither types nor macros. The rules that use
//! it are in `architecture.rs`.

use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone)]
pub struct SourceFile {
    /// The path relative to the project's folder, such as `src/store/db.rs`.
    pub path: String,
    pub text: String,
    /// The text with every comment, string and character replaced by spaces; line breaks stay.
    pub code: String,
}

pub struct Function {
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    pub lines: usize,
    pub is_public_async: bool,
}

impl SourceFile {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: blank(text) }
    }

    /// Every `.rs` file below a folder of the project, sorted by path.
    pub fn all_below(folder: &str) -> Vec<Self> {
        texts_below(folder, "rs").iter().map(|(path, text)| Self::new(path, text)).collect()
    }

    /// Every template below a folder; all of its text counts as code.
    pub fn templates_below(folder: &str) -> Vec<Self> {
        let texts = texts_below(folder, "html").into_iter();
        texts.map(|(path, text)| Self { path, code: text.clone(), text }).collect()
    }

    pub fn line_of(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }

    /// Every place where a text stands as a whole word, as byte offsets.
    pub fn words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code.match_indices(text).map(|(start, _)| start).filter(move |&start| {
            let (before, after) = (&self.code[..start], &self.code[start + text.len()..]);
            let joined =
                |left: Option<char>, right: Option<char>| left.is_some_and(is_word) && right.is_some_and(is_word);
            !joined(before.chars().next_back(), text.chars().next())
                && !joined(text.chars().next_back(), after.chars().next())
        })
    }

    pub fn functions(&self) -> Vec<Function> {
        self.words("fn").filter_map(|start| self.function_at(start)).collect()
    }

    /// `None` for a function type and for a declaration without a body.
    fn function_at(&self, start: usize) -> Option<Function> {
        let name: String = self.code[start + 2..].trim_start().chars().take_while(|&c| is_word(c)).collect();
        if name.is_empty() {
            return None;
        }
        let body = start + body(&self.code[start..])?;
        let end = body + closing(&self.code[body..])?;
        let head = &self.code[self.code[..start].rfind('\n').map_or(0, |at| at + 1)..start];
        let line = self.line_of(start);
        Some(Function { name, line, lines: self.line_of(end) - line + 1, is_public_async: head.trim() == "pub async" })
    }
}

pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Every file below a folder of the project whose name ends in `.ending`, sorted by path.
pub fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut paths);
    paths.sort();
    paths
}

/// The files below a folder of the project, by extension, sorted by path, with their text.
fn texts_below(folder: &str, extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |path: &PathBuf| {
        let name = path.strip_prefix(root).expect("below the root").to_string_lossy();
        (name.into_owned(), fs::read_to_string(path).expect("readable"))
    };
    files_below(folder, extension).iter().map(text).collect()
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            collect(&path, extension, paths);
        } else if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
}

/// Where the body of a function begins; a semicolon inside a type (`[u8; 32]`) does not end the declaration.
fn body(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where the bracket at the start of a text is closed.
fn closing(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    code.char_indices().find_map(|(at, character)| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hidden = hidden_length(rest, code.chars().next_back());
        let length = hidden.unwrap_or(first.len_utf8());
        match hidden {
            Some(_) => code.extend(rest[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            None => code.push(first),
        }
        rest = &rest[length..];
    }
    code
}

/// The length in bytes of the comment, string or character at the start of a text; `None` if it is code.
fn hidden_length(text: &str, before: Option<char>) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    if !before.is_some_and(is_word)
        && let Some(length) = raw_string(text)
    {
        return Some(length);
    }
    match text.chars().next()? {
        '"' => Some(quoted(text, '"')),
        '\'' => character(text),
        _ => None,
    }
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while at < text.len() {
        let (step, change) = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        at += step;
        depth = depth.saturating_add_signed(change);
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// A raw string: `r"..."` or `r#"..."#`, also with `b` or `c` before.
fn raw_string(text: &str) -> Option<usize> {
    let start = text.strip_prefix(['b', 'c']).unwrap_or(text).strip_prefix('r')?;
    let inside = start.trim_start_matches('#');
    let hashes = start.len() - inside.len();
    let inside = inside.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(text.len() - inside.len() + length)
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + character.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// A character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut characters = text.chars().skip(1);
    let (first, second) = (characters.next()?, characters.next()?);
    (first == '\\' || second == '\'').then(|| quoted(text, '\''))
}
