//! Forecasts of a number at the cycle's end: which observations count, by which method, and how far the trend supports
//! the slope that is needed. The worked case with an outlier is in `domain_conformance.rs`.

use perno::domain::{
    measure::Measure,
    scoring::{
        plan::{CheckInEntry, Plan, observations::Observation},
        readings::{
            forecast::{
                Forecast, ForecastMethod,
                ForecastMethod::{RunRate, TheilSen},
                forecast,
            },
            key_result::KeyResultReading,
        },
    },
};

use crate::domain_plans::{Ids, check_in, company, cycle, day, number};

/// Of a cycle of 100 days, from observations by day and value.
fn of(start: f64, target: f64, observations: &[(u64, f64)]) -> Option<Forecast> {
    long(start, target, 100, observations)
}

fn long(start: f64, target: f64, days: u64, observations: &[(u64, f64)]) -> Option<Forecast> {
    let observed = |(on, value): &(u64, f64)| Observation { on: day(*on), value: *value };
    forecast(start, target, &observations.iter().map(observed).collect::<Vec<_>>(), &cycle(day(0), day(days)))
}

#[track_caller]
fn reads(found: Option<Forecast>, method: ForecastMethod, value: f64, slope: f64, support: Option<f64>) {
    let found = found.unwrap();
    assert_eq!((found.method, found.support), (method, support));
    assert!((found.value - value).abs() < 1e-9 && (found.slope - slope).abs() < 1e-9, "{found:?}");
}

#[test]
fn few_observations_are_drawn_out_from_the_start() {
    assert_eq!(of(0.0, 100.0, &[]), None);
    reads(of(0.0, 100.0, &[(20, 30.0)]), RunRate, 150.0, 1.5, None);
    reads(of(10.0, 100.0, &[(20, 30.0)]), RunRate, 110.0, 1.0, None);
    reads(of(0.0, 100.0, &[(10, 10.0), (15, 12.0), (20, 30.0)]), RunRate, 150.0, 1.5, Some(2.0 / 3.0));
    let two_dates = [(10, 10.0), (10, 11.0), (20, 29.0), (20, 30.0)];
    reads(of(0.0, 100.0, &two_dates), RunRate, 150.0, 1.5, Some(1.0));
}

#[test]
fn few_observations_of_what_is_reached_forecast_nothing() {
    assert_eq!(of(0.0, 10.0, &[(5, 12.0)]), None);
    assert_eq!(of(50.0, 10.0, &[(5, 40.0), (8, 10.0)]), None);
    reads(of(0.0, 10.0, &[(5, 12.0), (50, 5.0)]), RunRate, 10.0, 0.1, Some(0.0));
    let trend = [(5, 8.0), (10, 12.0), (15, 16.0), (20, 20.0)];
    reads(of(0.0, 10.0, &trend), TheilSen, 84.0, 0.8, Some(1.0));
}

#[test]
fn four_observations_on_three_dates_make_a_trend() {
    let three_dates = [(10, 10.0), (20, 20.0), (30, 30.0), (30, 30.0)];
    reads(of(0.0, 100.0, &three_dates), TheilSen, 100.0, 1.0, Some(1.0));
    let falling = [(10, 90.0), (20, 81.0), (30, 72.0), (40, 63.0)];
    reads(of(100.0, 0.0, &falling), TheilSen, 9.0, -0.9, Some(0.0));
}

#[test]
fn the_first_day_gives_no_rate_and_the_last_needs_none() {
    reads(of(0.0, 100.0, &[(0, 30.0)]), RunRate, 30.0, 0.0, None);
    let first = of(0.0, 100.0, &[(0, 30.0)]).unwrap();
    assert!((first.needed_slope.unwrap() - 0.7).abs() < 1e-12);
    let last = of(0.0, 100.0, &[(40, 30.0), (100, 80.0)]);
    reads(last, RunRate, 80.0, 0.8, None);
    assert_eq!(last.unwrap().needed_slope, None);
    let before = forecast(0.0, 9.0, &[Observation { on: day(5), value: 3.0 }], &cycle(day(20), day(30)));
    reads(before, RunRate, 3.0, 0.0, None);
}

#[test]
fn a_slope_supports_the_target_when_it_reaches_the_needed_one() {
    let on_the_line = of(0.0, 100.0, &[(0, 0.0), (10, 10.0)]).unwrap();
    assert_eq!((on_the_line.needed_slope, on_the_line.support), (Some(1.0), Some(1.0)));
    assert_eq!(of(100.0, 0.0, &[(0, 100.0), (10, 90.0)]).unwrap().support, Some(1.0));
    assert_eq!(of(100.0, 0.0, &[(0, 100.0), (10, 95.0)]).unwrap().support, Some(0.0));
    assert_eq!(of(100.0, 0.0, &[(0, 100.0), (10, 80.0)]).unwrap().support, Some(1.0));
    for (behind, support) in [(8e-9, 1.0), (2e-8, 0.0)] {
        let rising = of(0.0, 100.0, &[(0, 0.0), (10, 10.0 - behind)]).unwrap();
        let falling = of(100.0, 0.0, &[(0, 100.0), (10, 90.0 + behind)]).unwrap();
        assert_eq!((rising.support, falling.support), (Some(support), Some(support)), "{behind} behind");
    }
}

#[test]
fn two_values_of_one_day_have_no_slope_between_them() {
    reads(of(0.0, 100.0, &[(10, 10.0), (20, 15.0), (20, 30.0)]), RunRate, 150.0, 1.5, Some(0.5));
    assert_eq!(of(0.0, 100.0, &[(20, 15.0), (20, 30.0)]).unwrap().support, None);
}

/// Two values on each of these days, the second on the line of one a day, the first far above it.
fn corrected(days: u64) -> Vec<(u64, f64)> {
    (0_u32..)
        .take(usize::try_from(days).unwrap())
        .flat_map(|on| [(u64::from(on), f64::from(on) + 1000.0), (u64::from(on), f64::from(on))])
        .collect()
}

#[test]
fn beyond_400_observations_the_last_of_each_day_counts() {
    reads(long(0.0, 1000.0, 1000, &corrected(200)), TheilSen, 1500.0, 1.0, Some(0.75));
    reads(long(0.0, 1000.0, 1000, &corrected(201)), TheilSen, 1000.0, 1.0, Some(1.0));
}

#[test]
fn beyond_400_days_the_most_recent_count() {
    let line = |from: u32| (from..500).map(|on| (u64::from(on), f64::from(on)));
    let wild = (0..100).map(|on| (on, 5000.0));
    let observations: Vec<_> = wild.chain(line(100)).collect();
    reads(long(0.0, 999.0, 999, &observations), TheilSen, 999.0, 1.0, Some(1.0));
}

#[test]
fn a_key_result_is_forecast_from_its_check_ins_so_far_in_order_of_date() {
    let mut plan = company(None, &[0.0]);
    let key_result = &mut plan.objectives[0].key_results[0];
    key_result.check_ins =
        [(30, 30.0), (10, 10.0), (20, 20.0), (70, 99.0)].map(|(on, at)| check_in(day(on), at)).to_vec();
    key_result.check_ins.insert(1, CheckInEntry { value: None, ..check_in(day(40), 0.0) });
    let read = |plan: &Plan| {
        let key_result = &plan.objectives[0].key_results[0];
        KeyResultReading::new(key_result, None, &plan.cycle, &plan.policy, day(50)).forecast
    };
    reads(read(&plan), RunRate, 100.0, 1.0, Some(1.0));
    plan.objectives[0].key_results[0].measure = Measure::range(Some(1.0), None, 0.0, String::new()).unwrap();
    assert_eq!(read(&plan), None);
    plan.objectives[0].key_results[0].measure = number();
    plan.objectives[0].key_results[0].kpi_id = Some(Ids::after(90).next());
    assert_eq!(read(&plan), None, "its KPI has no measurements");
}
