//! Levers in corners that random plans do not reach: many that are alike, and those that move nothing. That each gain
//! is what computing everything again gives is tested in `domain_properties.rs`.

use perno::domain::{
    kpi::Category,
    scoring::{levers::LeverKind, plan::MeasurementEntry, scored_plan::ScoredPlan},
};

use crate::domain_plans::{Ids, check_in, company, cycle, day, department, key_result, kpi, number, objective, plan};

#[test]
fn of_many_that_are_alike_the_first_ten_by_id_are_named() {
    let mut ids = Ids::default();
    let mut made = plan(&mut ids, cycle(day(0), day(100)));
    let department = department(&mut ids);
    for place in 0..100 {
        let mut objective = objective(&mut ids, department.id);
        // Later objectives hold key results with lower ids.
        let mut key_result = key_result(&mut Ids::after(2000 - place), number());
        key_result.check_ins.push(check_in(day(1), 40.0));
        objective.key_results.push(key_result);
        made.objectives.push(objective);
    }
    made.departments.push(department);
    let levers = ScoredPlan::new(&made, day(50)).levers();
    let found: Vec<u128> = levers.iter().map(|lever| lever.id.as_u128()).collect();
    assert_eq!(found, (1902..1912).collect::<Vec<_>>());
}

#[test]
fn the_largest_of_many_come_first_wherever_they_stand() {
    let values: Vec<f64> = (0..60_u32).map(|place| f64::from(place * 37 % 60)).collect();
    let mut made = company(None, &values);
    made.policy.balance = 0.0;
    let levers = ScoredPlan::new(&made, day(50)).levers();
    let attained: Vec<f64> = levers.iter().map(|lever| (lever.attainment * 100.0).round()).collect();
    assert_eq!(attained, (0..10).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn a_kpi_that_only_observes_is_no_lever() {
    let mut made = company(Some(50.0), &[80.0]);
    let mut observed = kpi(&mut Ids::after(50), Category::Revenue);
    observed.measurements.push(MeasurementEntry { on: day(10), value: 10.0 });
    observed.target.as_mut().unwrap().weight = 0.0;
    made.kpis.push(observed);
    let levers = ScoredPlan::new(&made, day(50)).levers();
    let kinds: Vec<_> = levers.iter().map(|lever| (lever.kind, lever.department_id.is_some())).collect();
    assert_eq!(kinds, [(LeverKind::Kpi, false), (LeverKind::KeyResult, true)]);
    made.kpis.remove(0);
    assert_eq!(ScoredPlan::new(&made, day(50)).levers().len(), 1);
}
