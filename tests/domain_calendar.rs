//! Days: how long a cycle may be and when it is settled, when a check-in is due, and what day it is in a time zone.
//! Scores on the first and last day of a cycle are in `domain_corners.rs`.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use perno::domain::{
    context::Ctx,
    cycle::{Cycle, CycleState},
    due::due_on,
    key_result::{KeyResult, KeyResultState},
    organisation::TimeZone,
    values::{fault::FaultCode, id::Id, text::Name},
};
use uuid::Uuid;

use crate::domain_plans::{cycle as span, day, number, stored_key_result};

fn cycle(starts_on: NaiveDate, ends_on: NaiveDate, closed_on: Option<NaiveDate>) -> Cycle {
    Cycle {
        name: Name::trusted("Q1".to_owned()),
        starts_on,
        ends_on,
        state: CycleState::Active,
        closed_at: None,
        closed_on,
        retrospective: None,
    }
}

#[test]
fn a_cycle_lasts_from_one_day_to_ten_years() {
    let fault = |from, to| cycle(day(from), day(to), None).check().err().map(|fault| (fault.pointer, fault.code));
    let refused = |code| Some(("/ends_on".to_owned(), code));
    assert_eq!(fault(5, 5), None);
    assert_eq!(fault(5, 4), refused(FaultCode::TooSmall));
    assert_eq!(fault(5, 5 + 3_660), None);
    assert_eq!(fault(5, 5 + 3_661), refused(FaultCode::TooLarge));
}

#[test]
fn a_closed_cycle_is_settled_from_the_day_of_closing_or_after_its_end() {
    let settled = |closed_on: Option<u64>, on| cycle(day(0), day(90), closed_on.map(day)).is_settled(day(on));
    for (closed_on, on, expected) in [
        (None, 95, false),
        (Some(80), 79, false),
        (Some(80), 80, true),
        (Some(80), 81, true),
        (Some(99), 90, false),
        (Some(99), 91, true),
        (Some(99), 98, true),
        (Some(99), 99, true),
    ] {
        assert_eq!(settled(closed_on, on), expected, "closed on {closed_on:?}, read on {on}");
    }
}

#[test]
fn a_closed_cycle_is_read_as_of_the_day_of_closing_at_most() {
    let last = |closed_on: Option<u64>| cycle(day(0), day(90), closed_on.map(day)).last_day(day(50));
    assert_eq!((last(None), last(Some(40)), last(Some(60))), (day(50), day(40), day(50)));
}

fn weekly() -> KeyResult {
    KeyResult { check_in_every_days: 7, ..stored_key_result(number()) }
}

/// Of a cycle from day 10 to day 40.
fn due(key_result: &KeyResult, created: u64, last: Option<u64>, state: CycleState) -> Option<NaiveDate> {
    due_on(key_result, day(created), last.map(day), &span(day(10), day(40)), state)
}

#[test]
fn a_check_in_is_due_a_cadence_after_the_last_and_by_the_end() {
    for (created, last, expected) in [
        (3, None, 10),
        (15, None, 15),
        (3, Some(20), 27),
        (3, Some(1), 10),
        (3, Some(33), 40),
        (3, Some(34), 40),
        (3, Some(39), 40),
        (3, Some(40), 47),
        (3, Some(45), 52),
    ] {
        assert_eq!(due(&weekly(), created, last, CycleState::Active), Some(day(expected)), "{created} {last:?}");
    }
}

#[test]
fn no_check_in_is_due_where_none_is_expected() {
    let following = KeyResult { kpi_id: Some(Id::new(Uuid::nil())), ..weekly() };
    let proposed = KeyResult { state: KeyResultState::Proposed, ..weekly() };
    let cancelled = KeyResult { state: KeyResultState::Cancelled, ..weekly() };
    for key_result in [following, proposed, cancelled] {
        assert_eq!(due(&key_result, 3, Some(20), CycleState::Active), None);
        assert_eq!(due(&key_result, 3, None, CycleState::Active), None);
    }
    for state in [CycleState::Planned, CycleState::Closed] {
        assert_eq!(due(&weekly(), 3, None, state), None, "{state}");
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

#[test]
fn the_day_changes_at_midnight_of_the_organisation() {
    let rome = TimeZone::parse("Europe/Rome").unwrap();
    assert_eq!((rome.day(at("2026-01-01T22:59:59Z")), rome.day(at("2026-01-01T23:00:00Z"))), (day(0), day(1)));
    assert_eq!(rome.clock(at("2026-07-01T22:30:00Z")), time(0, 30));
    let mut ctx = Ctx::system(Id::new(Uuid::nil()), at("2026-01-01T23:30:00Z"), String::new());
    assert_eq!(ctx.today(), day(0));
    ctx.time_zone = rome;
    assert_eq!(ctx.today(), day(1));
}

#[test]
fn a_local_time_that_is_twice_or_skipped_has_one_instant() {
    let rome = TimeZone::parse("Europe/Rome").unwrap();
    let on = |day: &str, hour, minute| rome.at(day.parse().unwrap(), time(hour, minute));
    assert_eq!(on("2026-01-15", 9, 0), at("2026-01-15T08:00:00Z"));
    assert_eq!(on("2026-10-25", 2, 30), at("2026-10-25T00:30:00Z"));
    assert_eq!(on("2026-03-29", 2, 30), at("2026-03-29T02:30:00Z"));
}

#[test]
fn time_zones_are_known_by_name() {
    assert_eq!(TimeZone::parse("Europe/Rome").unwrap().name(), "Europe/Rome");
    assert_eq!(TimeZone::parse("Europe/Perno").unwrap_err().code, FaultCode::BadFormat);
    let names: Vec<&str> = TimeZone::names().collect();
    assert_eq!(names.first(), Some(&"UTC"));
    assert!(["Europe/Rome", "America/Argentina/Ushuaia", "Pacific/Auckland"].iter().all(|name| names.contains(name)));
    assert!(["CET", "Etc/GMT+1", "US/Pacific"].iter().all(|name| !names.contains(name)));
    assert_eq!(serde_json::to_value(TimeZone::UTC).unwrap(), "UTC");
    assert_eq!(serde_json::from_str::<TimeZone>("\"Asia/Tokyo\"").unwrap().name(), "Asia/Tokyo");
    assert!(serde_json::from_str::<TimeZone>("\"Tokyo time\"").is_err());
}
