//! Build script. It rebuilds the program when a migration is added, and concatenates the style sheets of all
//! pages into one file and their scripts into another: the files of `src/web/kit/assets` first, then the others
//! by path.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script by its environment where to write")]
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=src/web");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut files = Vec::new();
    collect(Path::new("src/web"), &mut files)?;
    files.sort_by_key(|path| (!path.starts_with("src/web/kit/assets"), path.clone()));
    for ending in ["css", "js"] {
        let mut joined = String::new();
        for path in files.iter().filter(|path| path.extension().is_some_and(|one| one == ending)) {
            joined.push_str(&fs::read_to_string(path)?);
        }
        fs::write(out.join(format!("perno.{ending}")), joined)?;
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
