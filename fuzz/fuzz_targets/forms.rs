//! The body of a form, as a browser or a stranger sends it: what is shown again and sent again is the same input.

#![no_main]

use libfuzzer_sys::fuzz_target;
use perno::{app::error::Code, web::form::Form};
use perno_fuzz::{LANGUAGES, bodies};

fuzz_target!(|body: &[u8]| {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    for words in LANGUAGES {
        let form = match Form::sent(pairs.clone(), words) {
            Ok(form) => form,
            Err(why) => {
                assert_eq!(why.code, Code::TooLarge);
                return;
            }
        };
        let input = form.input();
        let _ = form.with_shares("weight").input();
        // The languages differ in how they read numbers, which is another target's.
        if words == LANGUAGES[0] {
            bodies(&input, body.len());
        }
        let again: Vec<(String, String)> =
            form.typed().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let again = Form::sent(again, words).unwrap();
        assert_eq!(format!("{:?}", again.input()), format!("{input:?}"), "what is sent again is another input");
        fields(&form, pairs.len());
    }
});

/// What pages ask a form for.
fn fields(form: &Form, sent: usize) {
    for (name, _) in form.typed() {
        assert!(form.has(name));
        assert!(form.is(name, form.value(name)), "{name:?}");
        let list = name.split('/').next().unwrap_or_default();
        assert!(form.rows(list) <= sent.max(1), "{sent} fields have {} rows of {list:?}", form.rows(list));
        assert!(form.below(list).count() <= sent);
    }
    for name in form.parts() {
        let part = form.part(name);
        assert!(part.typed().count() <= sent);
        assert!(form.clone().leaving_out(&[name]).typed().count() <= sent);
    }
    if let Err(error) = form.command::<perno::app::models::PutModel>().validate_plain() {
        let refused = form.clone().refused(&error);
        assert_eq!(refused.faults().count(), error.faults.len());
        for (name, why) in refused.summary() {
            assert!(!why.is_empty());
            assert!(name.ends_with("[]") || refused.fault(name).is_some(), "{name:?}");
        }
    }
}
