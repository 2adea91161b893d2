//! What people write beside a number: units, currencies, and words for thousands and millions. Only what is clear is
//! known here: `12k` is 12,000, but `12m` may be metres, minutes or millions. How a number itself is written is in
//! `typed_number.rs`.

use crate::domain::values::unit;

/// A factor written after a number, and what follows it.
pub(super) struct Times<'t> {
    pub factor: Option<f64>,
    pub rest: &'t str,
}

/// Words for factors, in lower case.
const WORDS: [(&str, f64); 16] = [
    ("thousand", 1e3),
    ("mila", 1e3),
    ("mille", 1e3),
    ("mln", 1e6),
    ("mio", 1e6),
    ("million", 1e6),
    ("millions", 1e6),
    ("milione", 1e6),
    ("milioni", 1e6),
    ("bn", 1e9),
    ("mld", 1e9),
    ("mrd", 1e9),
    ("billion", 1e9),
    ("billions", 1e9),
    ("miliardo", 1e9),
    ("miliardi", 1e9),
];

/// How units begin that count in thousands or more themselves.
const SCALED: [&str; 6] = ["thousand", "migliai", "million", "milion", "billion", "miliard"];

/// The signs and names of currencies, and the codes that each may stand for.
const SIGNS: [(&str, &str); 27] = [
    ("\u{20ac}", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eur", "EUR"),
    ("usd", "USD"),
    ("gbp", "GBP"),
    ("chf", "CHF"),
    ("$", "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BBD BSD BZD FJD JMD LRD NAD TTD UYU"),
    ("us$", "USD"),
    ("ca$", "CAD"),
    ("a$", "AUD"),
    ("r$", "BRL"),
    ("\u{a3}", "GBP EGP GIP FKP SHP SSP SYP LBP"),
    ("\u{a5}", "JPY CNY"),
    ("\u{5186}", "JPY"),
    ("\u{5143}", "CNY"),
    ("\u{20b9}", "INR"),
    ("\u{20bd}", "RUB"),
    ("\u{20a9}", "KRW KPW"),
    ("\u{20ba}", "TRY"),
    ("\u{20b4}", "UAH"),
    ("\u{20aa}", "ILS"),
    ("\u{20ab}", "VND"),
    ("z\u{142}", "PLN"),
    ("k\u{10d}", "CZK"),
    ("kr", "SEK NOK DKK ISK"),
    ("fr.", "CHF"),
];

/// The codes of ISO 4217 that are written as a unit.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL \
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// The codes of the currencies that a text may stand for.
fn currencies(text: &str) -> Option<&str> {
    if text.len() == 3 && CODES.split_whitespace().any(|code| code == text) {
        return Some(text);
    }
    let lower = text.to_lowercase();
    SIGNS.iter().find(|(sign, _)| *sign == lower).map(|(_, codes)| *codes)
}

/// Whether two texts name the same unit; single letters differ by case.
pub(super) fn same(written: &str, unit: &str) -> bool {
    written == unit || (unit.chars().count() > 1 && written.to_lowercase() == unit.to_lowercase())
}

/// The factor at the beginning of what follows a number: a word, or one of the letters `k`, `K` and `M`, alone or
/// before a currency.
pub(super) fn times(after: &str) -> Times<'_> {
    let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    let (word, behind) = after.split_at_checked(letters).unwrap_or((after, ""));
    let lower = word.to_lowercase();
    if let Some((_, factor)) = WORDS.iter().find(|(known, _)| *known == lower) {
        let rest = behind.trim();
        return Times { factor: Some(*factor), rest: rest.strip_prefix("di ").unwrap_or(rest).trim() };
    }
    let factor = match after.chars().next() {
        Some('k' | 'K') => 1e3,
        Some('M') => 1e6,
        _ => return Times { factor: None, rest: after },
    };
    let rest = after.get(1..).unwrap_or_default().trim();
    let clear = rest.is_empty() || currencies(rest).is_some();
    if clear && currencies(after).is_none() {
        return Times { factor: Some(factor), rest };
    }
    Times { factor: None, rest: after }
}

/// Whether a factor typed beside this unit may mean two numbers, because the unit counts in thousands already or begins
/// with the same letter: `12k` of km.
pub(super) fn is_scaled(unit: &str, after: &str) -> bool {
    let lower = unit.to_lowercase();
    let own = times(unit).factor.is_some()
        || lower.split_whitespace().any(|word| SCALED.iter().any(|begin| word.starts_with(begin)));
    let letter = |text: &str| text.chars().next().map(|c| c.to_ascii_lowercase());
    let alike = after.chars().count() == 1 && (2..=4).contains(&unit.chars().count()) && letter(after) == letter(unit);
    own || alike
}

/// Whether what was written beside a number is another unit than that of the field. A currency goes with a field that
/// has no unit.
pub(super) fn contradicts(written: &str, unit: &str) -> bool {
    unit::forms(unit).all(|form| contradicts_form(written, form))
}

fn contradicts_form(written: &str, unit: &str) -> bool {
    let head = unit.split([' ', '/', '\u{a0}']).next().unwrap_or_default();
    if same(written, unit) || (!unit.is_empty() && same(written, head)) {
        return false;
    }
    match (currencies(written), currencies(head)) {
        (Some(written), Some(of_unit)) => written.split(' ').all(|code| of_unit.split(' ').all(|one| one != code)),
        (Some(_), None) => !unit.is_empty(),
        (None, _) => true,
    }
}
