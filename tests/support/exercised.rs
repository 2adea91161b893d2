//! Records for `tests/run` which operation or form was answered with which status on which engine, after a list of all
//! forms.

use std::{
    collections::HashSet,
    fs::File,
    io::Write as _,
    sync::{LazyLock, Mutex, PoisonError},
};

use super::{
    engine::{self, Engine},
    pages,
};

#[derive(Default)]
struct Exercised {
    seen: HashSet<(Engine, String, u16)>,
    file: Option<File>,
}

static EXERCISED: LazyLock<Mutex<Exercised>> = LazyLock::new(Mutex::default);

/// Records an operation by its id.
pub fn note(engine: Engine, what: &str, status: u16) {
    EXERCISED.lock().unwrap_or_else(PoisonError::into_inner).note(engine, what, status);
}

/// Records a form, sent without JavaScript, by the address that it was sent to.
pub fn note_form(engine: Engine, address: &str, status: u16) {
    if let Some(form) = pages::form_at(address) {
        note(engine, &form, status);
    }
}

impl Exercised {
    fn note(&mut self, engine: Engine, what: &str, status: u16) {
        const WRITABLE: &str = "PERNO_TEST_EXERCISED can be written";
        let Some(path) = engine::exercised_file() else { return };
        if !self.seen.insert((engine, what.to_owned(), status)) {
            return;
        }
        let file = self.file.get_or_insert_with(|| {
            let mut file = File::create(path).expect(WRITABLE);
            for form in pages::forms() {
                writeln!(file, "form {form}").expect(WRITABLE);
            }
            file
        });
        writeln!(file, "{} {what} {status}", engine.as_str()).expect(WRITABLE);
    }
}
