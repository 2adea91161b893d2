//! Numbers and texts as people write them: many spellings of the same number, in English and in Italian, with units,
//! currencies and words for thousands; what may mean two numbers is refused. Then through pages and the API: measured
//! days, small numbers, e-mail addresses, and letters that devices send in two forms.

use perno::{
    app::input::TypedNumber,
    domain::{organisation::Language, values::message::Message},
    language::words::Words,
};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{
    browser::Browser,
    client::id,
    company::{PASSWORD, sign_in_with},
    engine::on_both_engines,
};

/// What a field with this unit reads; `None` if it is refused.
fn read(text: &str, unit: &str, comma: bool) -> Option<f64> {
    TypedNumber::parse(text, comma)?.in_unit(unit).ok()
}

/// Spellings that mean the same in both languages: text, unit of the field, number.
const CLEAR: [(&str, &str, f64); 60] = [
    ("1 injury", "injury|injuries", 1.0),
    ("3 injuries", "injury|injuries", 3.0),
    ("5", "", 5.0),
    (" 5 ", "", 5.0),
    ("+5", "", 5.0),
    ("-5", "", -5.0),
    ("\u{2212}5", "", -5.0),
    ("\u{2013}5", "", -5.0),
    ("\u{2212} 5", "", -5.0),
    ("\u{ff0d}5", "", -5.0),
    ("-0", "", 0.0),
    ("007", "", 7.0),
    ("0.5", "", 0.5),
    ("0,5", "", 0.5),
    (".5", "", 0.5),
    (",5", "", 0.5),
    ("12.50", "", 12.5),
    ("12,50", "", 12.5),
    ("1e3", "", 1000.0),
    ("1.5e-3", "", 0.0015),
    ("1234567", "", 1_234_567.0),
    ("1 234 567", "", 1_234_567.0),
    ("1\u{a0}234\u{202f}567", "", 1_234_567.0),
    ("1.234.567", "", 1_234_567.0),
    ("1,234,567", "", 1_234_567.0),
    ("120'000", "", 120_000.0),
    ("120\u{2019}000.50", "", 120_000.5),
    ("1 234.5", "", 1234.5),
    ("1 234,5", "", 1234.5),
    ("1,234,567.8", "", 1_234_567.8),
    ("1.234.567,8", "", 1_234_567.8),
    ("\u{ff11}\u{ff12}\u{ff0e}\u{ff15}", "", 12.5),
    ("\u{ff15}\u{ff10}\u{ff05}", "%", 50.0),
    ("50%", "%", 50.0),
    ("50 %", "%", 50.0),
    ("50\u{a0}%", "% of orders", 50.0),
    ("\u{2212}2.5%", "%", -2.5),
    ("120000 EUR", "EUR", 120_000.0),
    ("120000 eur", "EUR", 120_000.0),
    ("EUR 120000", "EUR", 120_000.0),
    ("\u{20ac}120000", "EUR", 120_000.0),
    ("120000\u{20ac}", "\u{20ac}", 120_000.0),
    ("-\u{20ac}5", "EUR", -5.0),
    ("\u{20ac}-5", "EUR", -5.0),
    ("120 euro", "EUR", 120.0),
    ("\u{20ac}5", "EUR/kg", 5.0),
    ("$5", "CAD", 5.0),
    ("$5", "", 5.0),
    ("CHF 120'000", "CHF", 120_000.0),
    ("12k", "", 12_000.0),
    ("12 K", "EUR", 12_000.0),
    ("12k\u{20ac}", "EUR", 12_000.0),
    ("\u{20ac} 12k", "EUR", 12_000.0),
    ("3M", "shops", 3_000_000.0),
    ("3 mln", "EUR", 3_000_000.0),
    ("3 mln \u{20ac}", "EUR", 3_000_000.0),
    ("3 milioni di euro", "EUR", 3_000_000.0),
    ("12 k\u{20ac}", "k\u{20ac}", 12.0),
    ("12 m", "m", 12.0),
    ("12 kg CO2", "kg CO2", 12.0),
];

/// Spellings that are refused in both languages: text, unit of the field.
const UNCLEAR: [(&str, &str); 31] = [
    ("", ""),
    ("a lot", ""),
    ("five", ""),
    ("-", ""),
    ("5-", ""),
    ("5-7", ""),
    ("--5", ""),
    ("(5)", ""),
    ("5 7", ""),
    ("1 23", ""),
    ("12'00", ""),
    ("1,23,456", ""),
    ("1,2.5,3", ""),
    ("1,23.456,7", ""),
    ("1'234 567", ""),
    ("1.2.3", ""),
    ("0x10", ""),
    ("inf", ""),
    ("NaN", ""),
    ("1/2", ""),
    ("50%", ""),
    ("50%", "EUR"),
    ("5 EUR", "%"),
    ("5 EUR", "bottles"),
    ("5 USD", "EUR"),
    ("$5 EUR", "EUR"),
    ("5 kg", "EUR"),
    ("12m", "EUR"),
    ("12k", "k\u{20ac}"),
    ("12k", "km"),
    ("3M", "mln \u{20ac}"),
];

/// Spellings that the language decides: text, the number in English and in Italian.
const BY_LANGUAGE: [(&str, f64, f64); 8] = [
    ("1,234", 1234.0, 1.234),
    ("1.234", 1.234, 1234.0),
    ("1,234.5", 1234.5, 1234.5),
    ("1.234,5", 1234.5, 1234.5),
    ("\u{20ac} 1,200", 1200.0, 1.2),
    ("\u{20ac} 1.200", 1.2, 1200.0),
    ("1.5M", 1_500_000.0, 1_500_000.0),
    ("1,5 mln", 1_500_000.0, 1_500_000.0),
];

#[test]
fn number_in_any_clear_spelling_is_read() {
    for (text, unit, number) in CLEAR {
        for comma in [false, true] {
            let found = read(text, unit, comma);
            assert_eq!(found, Some(number), "{text:?} in {unit:?}, comma: {comma}");
            assert!(found.is_some_and(|found| found != 0.0 || found.is_sign_positive()), "{text:?}");
        }
    }
    for (text, english, italian) in BY_LANGUAGE {
        assert_eq!((read(text, "", false), read(text, "", true)), (Some(english), Some(italian)), "{text:?}");
    }
}

#[test]
fn spelling_that_may_mean_something_else_is_refused() {
    for (text, unit) in UNCLEAR {
        for comma in [false, true] {
            assert_eq!(read(text, unit, comma), None, "{text:?} in {unit:?}, comma: {comma}");
        }
    }
}

#[test]
fn number_is_read_in_its_own_unit_whatever_marks_that_has() {
    for unit in ["CO\u{2082}\u{2011}eq", "l\u{2019}unit\u{e0}", "\u{ff23}afés", "a\u{a0}b", "\u{5e9}\u{200f}x"] {
        for words in [Words(Language::English), Words(Language::Italian)] {
            let shown = words.amount(1_234.5, unit);
            assert_eq!(read(&shown, unit, words.decimal_comma()), Some(1_234.5), "{shown:?}");
        }
        let why = TypedNumber::parse("5 EUR", false).unwrap().in_unit(unit).unwrap_err();
        assert!(Words(Language::English).message(&why).contains(unit), "the unit is named as it is");
    }
    assert_eq!(read("12,5 CO\u{2082}-eq", "CO\u{2082}\u{2011}eq", true), Some(12.5));
}

#[test]
fn number_is_shown_with_the_digits_that_matter() {
    let (english, italian) = (Words(Language::English), Words(Language::Italian));
    for (number, shown) in [
        (0.0, "0"),
        (-0.0, "0"),
        (100.0, "100"),
        (0.000_04, "0.00004"),
        (-0.000_04, "\u{2212}0.00004"),
        (0.000_012_345_678, "0.00001235"),
        (0.1 + 0.2, "0.3"),
        (0.123_456, "0.1235"),
        (1_234.567_89, "1,234.5679"),
        (1e15, "1,000,000,000,000,000"),
    ] {
        assert_eq!(english.number(number), shown, "{number}");
    }
    assert_eq!(italian.amount(-1_234.000_04, "EUR"), "\u{2212}1.234\u{a0}EUR");
    assert_eq!((english.typed(-0.0), italian.typed(0.000_04)), ("0".to_owned(), "0,00004".to_owned()));
    assert_eq!((english.level(0.000_03, 0.000_01), english.level(-1e-12, 0.5)), ("0.00003".to_owned(), "0".to_owned()));
}

#[test]
fn refusal_says_how_to_write_it_in_both_languages() {
    let said = |text: &str, unit: &str| -> [String; 2] {
        let why: Message = TypedNumber::parse(text, false).unwrap().in_unit(unit).unwrap_err();
        [Language::English, Language::Italian].map(|language| Words(language).message(&why))
    };
    let [english, italian] = said("5 USD", "EUR");
    assert_eq!(english, "is a number of EUR: write it alone or with this unit");
    assert_eq!(italian, "Scrivi solo il numero, oppure il numero in EUR.");
    let [english, italian] = said("12k", "k\u{20ac}");
    assert!(english.ends_with("write all digits, without k or M"), "{english}");
    assert!(italian.ends_with("scrivi tutte le cifre, senza k né M."), "{italian}");
    assert!(said("50%", "").iter().all(|text| text.contains("alone") || text.contains("solo")));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// What the program shows, and puts into a field, it also reads.
    #[test]
    fn number_as_it_is_shown_is_read_again(cents in -100_000_000_000_i64..100_000_000_000, unit in "(EUR|%|bottles|bottle\\|bottles|)") {
        let number = f64::from(i32::try_from(cents / 100).unwrap()) + f64::from(i32::try_from(cents % 100).unwrap()) / 100.0;
        for words in [Words(Language::English), Words(Language::Italian)] {
            let comma = words.decimal_comma();
            prop_assert_eq!(read(&words.typed(number), &unit, comma), Some(number));
            let shown = words.amount(number, &unit);
            // The sum of two parts may differ from what its digits mean in the last bit.
            prop_assert!(read(&shown, &unit, comma).is_some_and(|read| (read - number).abs() < 1e-6), "{}", shown);
        }
    }

    /// Nothing that is typed breaks the reading.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}", digits in "[-+0-9., 'kM%€$eE()]{0,12}", comma in any::<bool>()) {
        for text in [text, digits] {
            if let Some(number) = read(&text, "EUR", comma) {
                prop_assert!(!number.is_nan());
            }
        }
    }
}

on_both_engines!(
    async fn person_types_amounts_with_their_unit(app: TestApp) {
        let kpi = app.kpi(json!({"unit": "EUR"})).await;
        let browser = Browser::of(&app, &app.company.executive).await;
        let page = format!("/kpis/{kpi}");
        browser.submit(&page, &[("date", "2026-02-10"), ("value", "\u{20ac} 1,200"), ("note", "")]).await.sent_to();
        let measured = app.viewer().get(&format!("{page}/measurements/2026-02-10")).await.ok();
        assert_eq!(measured["value"], 1200.0);
        let wrong = [("date", "2026-02-11"), ("value", "$120,000"), ("note", "")];
        let refused = browser.submit(&page, &wrong).await.refused(422);
        let why = "Is a number of EUR: write it alone or with this unit.";
        assert_eq!((refused.wrongs(), refused.value("value")), (vec![["value".into(), why.into()]], "$120,000".into()));
        let target = format!("{page}/targets/{}", app.company.cycle);
        browser.submit(&target, &[("baseline", "0"), ("target", "120k"), ("weight", "1")]).await.sent_to();
        let objective = &app.company.objective;
        let measure = [("title", "On time"), ("measure/kind", "number"), ("measure/unit", "%"), ("owner_id", "")];
        let numbers = [("measure/start", "20 %"), ("measure/target", "\u{ff19}\u{ff10}\u{ff05}")];
        let form = format!("/key-results/new?objective={objective}");
        let made = browser.submit(&form, &[measure.as_slice(), &numbers].concat()).await.sent_to();
        let made = made.split('?').next().unwrap().to_owned();
        let read = app.viewer().get(&made).await.ok();
        assert_eq!((&read["measure"]["start"], &read["measure"]["target"]), (&json!(20.0), &json!(90.0)));
        let key_result = made.rsplit('/').next().unwrap();
        let value = format!("{key_result}/value");
        let whose = format!("/check-in?whose={}", app.company.sales);
        browser.submit(&whose, &[(&value, "50%")]).await.sent_to();
        assert_eq!(app.read_key_result(key_result).await["current_value"], 50.0);
    }

    async fn client_of_the_api_sends_plain_numbers_only(app: TestApp) {
        let path = format!("/key-results/{}/check-ins", app.company.key_result);
        for text in ["50%", "12k", "5"] {
            app.admin().post(&path, json!({"value": text})).await.invalid(&["/value wrong_type"]);
        }
        let made = app.admin().post(&path, json!({"value": -0.0})).await.created();
        assert_eq!(made["value"].to_string(), "0.0");
    }

    async fn measurement_of_the_day_after_tomorrow_is_refused(app: TestApp) {
        let path = |day: &str| format!("/kpis/{}/measurements/{day}", app.company.kpi);
        app.admin().put(&path("2026-02-16"), json!({"value": 1})).await.created();
        app.admin().put(&path("2026-02-17"), json!({"value": 1})).await.invalid(&["/date too_large"]);
        let item = json!({"kpi_id": app.company.kpi, "date": "2026-02-17", "value": 1});
        let batch = app.admin().post("/measurements/batch", json!({"items": [item]})).await.ok();
        assert_eq!(batch["items"][0]["status"], 422, "{batch}");
        let browser = Browser::of(&app, &app.company.manager).await;
        let late = [("date", "2026-02-17"), ("value", "1"), ("note", "")];
        let refused = browser.submit(&format!("/kpis/{}", app.company.kpi), &late).await.refused(422);
        assert_eq!(refused.wrongs()[0][0], "date");
    }

    async fn address_in_another_script_is_one_person_in_every_spelling(app: TestApp) {
        let person = json!({"name": "Müller", "email": "Müller@Bücher.example", "role": "viewer"});
        let made = app.admin().post("/users", person.clone()).await.created();
        assert_eq!(made["email"], "müller@xn--bcher-kva.example");
        app.admin().post("/users", person).await.problem(409, "email_taken");
        let token = made["invite_token"].as_str().unwrap();
        let composed = "caffè è buono";
        app.anonymous().post(&format!("/invites/{token}/accept"), json!({"password": composed})).await.ok();
        // The same letters with their accents apart, as some devices send them.
        for email in ["müller@bücher.example", "mu\u{308}ller@bu\u{308}cher.example", "müller@xn--bcher-kva.example"]
        {
            for password in [composed, "caffe\u{300} e\u{300} buono"] {
                sign_in_with(&app, email, password).await;
            }
        }
        // In lower case the first letter is two characters, between which the mark belongs.
        let person = json!({"name": "Mark", "email": "İ\u{31c}@b.example", "role": "viewer"});
        assert_eq!(app.admin().post("/users", person).await.created()["email"], "i\u{31c}\u{307}@b.example");
        for email in
            ["müller@bücher..example", "m ller@example.org", "@bücher.example", "müller@-ü.example", "m@xn-\u{ad}"]
        {
            let person = json!({"name": "Nobody", "email": email, "role": "viewer"});
            app.admin().post("/users", person).await.invalid(&["/email bad_format"]);
        }
        sign_in_with(&app, &app.company.viewer.email, PASSWORD).await;
    }

    async fn name_is_found_however_its_accents_were_sent(app: TestApp) {
        let made = app.admin().post("/departments", json!({"name": "Qualita\u{300}"})).await.created();
        assert_eq!(made["name"], "Qualità");
        for q in ["qualit%C3%A0", "qualita%CC%80"] {
            let found = app.viewer().get(&format!("/search?q={q}")).await.ok();
            assert_eq!(found["items"][0]["id"], id(&made).as_str(), "{q}");
        }
    }
);
