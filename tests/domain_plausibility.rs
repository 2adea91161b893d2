//! Which typed values a form asks about before it saves them. How it asks is tested in `web_check_in.rs`.

use perno::domain::measure::{Measure, plausibility::Yardstick};

fn asks(measure: &Measure, last: Option<f64>, value: f64) -> bool {
    Yardstick::of_measure(measure, last, value).is_some_and(|yardstick| yardstick.is_far(value))
}

fn range(low: Option<f64>, high: Option<f64>, tolerance: f64) -> Measure {
    Measure::range(low, high, tolerance, String::new()).unwrap()
}

#[test]
fn number_is_far_beyond_twice_the_whole_way_from_the_last_value() {
    let kilometres = Measure::number(410.0, 180.0, "km".to_owned(), Vec::new()).unwrap();
    assert!(asks(&kilometres, None, 1265.5) && asks(&kilometres, Some(300.0), 1265.5));
    assert!(!asks(&kilometres, None, 870.0) && asks(&kilometres, None, 870.1));
    assert!(!asks(&kilometres, Some(300.0), 0.0) && asks(&kilometres, Some(300.0), -160.1));
}

#[test]
fn number_that_falls_back_by_more_than_the_whole_way_is_far() {
    let staff = Measure::number(22.0, 70.0, "%".to_owned(), Vec::new()).unwrap();
    assert!(asks(&staff, Some(61.0), 6.4) && !asks(&staff, Some(61.0), 13.0) && !asks(&staff, None, 6.4));
    let complaints = Measure::number(40.0, 15.0, String::new(), Vec::new()).unwrap();
    assert!(asks(&complaints, Some(20.0), 46.0) && !asks(&complaints, Some(20.0), 45.0));
}

#[test]
fn number_with_a_slipped_decimal_mark_is_far() {
    let hours = Measure::number(52.0, 12.0, "h".to_owned(), Vec::new()).unwrap();
    assert!(asks(&hours, Some(16.0), 1.5) && !asks(&hours, Some(16.0), 2.5) && !asks(&hours, Some(16.0), 0.0));
    let agreements = Measure::number(0.0, 40.0, String::new(), Vec::new()).unwrap();
    assert!(asks(&agreements, Some(2.0), 16.0) && !asks(&agreements, Some(1.0), 10.0), "a small step is none");
}

#[test]
fn range_is_measured_by_its_largest_bound_or_its_tolerance() {
    let days = range(None, Some(50.0), 10.0);
    assert!(!asks(&days, None, 150.0) && asks(&days, None, 150.1) && !asks(&days, Some(100.0), 200.0));
    let injuries = range(None, Some(0.0), 3.0);
    assert!(!asks(&injuries, None, 6.0) && asks(&injuries, None, 7.0));
    assert!(!asks(&range(None, Some(0.0), 0.0), None, 7.0), "without a size nothing can be said");
    let between = range(Some(58.0), Some(62.0), 2.0);
    assert!(!asks(&between, Some(60.0), 90.0) && asks(&between, Some(60.0), 600.0));
}

#[test]
fn measurement_is_compared_with_the_last_and_the_largest() {
    assert!(Yardstick::of_measurements(&[]).is_none());
    let sales = Yardstick::of_measurements(&[30_000.0, 34_000.0, 20_000.0]).unwrap();
    assert!(!sales.is_far(0.0) && !sales.is_far(88_000.0) && sales.is_far(88_001.0) && sales.is_far(-48_001.0));
}

#[test]
fn the_other_reading_is_preferred_when_it_is_nearer() {
    let metres = Measure::number(0.0, 500_000.0, "m".to_owned(), Vec::new()).unwrap();
    let yardstick = Yardstick::of_measure(&metres, Some(380_000.0), 400.0).unwrap();
    assert!(yardstick.prefers(400_000.0, 400.0) && !yardstick.prefers(400.0, 400_000.0));
}
