//! The REST API beside a plain model of it: random steps on objectives, key results, check-ins, a KPI and the policy,
//! after each of which lists, single resources, scorecard and change log must say what the model says. A failure is
//! reduced to the fewest steps.
//!
//! `PERNO_TEST_MODEL_STEPS` sets how many steps are taken on each engine.

mod model;
mod program;

use proptest::test_runner::{Config, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use self::{
    model::{Model, Step},
    program::Program,
};
use crate::support::{Engine, engine::model_steps};

/// The steps of one case.
const CASE: u32 = 50;

struct Machine<const POSTGRES: bool>;

impl<const POSTGRES: bool> StateMachineTest for Machine<POSTGRES> {
    type SystemUnderTest = Program;
    type Reference = Model;

    fn init_test(_: &Model) -> Program {
        Program::start(if POSTGRES { Engine::Postgres } else { Engine::Sqlite })
    }

    fn apply(mut program: Program, model: &Model, step: Step) -> Program {
        program.step(model, &step);
        program
    }
}

fn beside_its_model<const POSTGRES: bool>() {
    let config = Config { cases: (model_steps() / CASE).max(1), failure_persistence: None, ..Config::default() };
    let length = usize::try_from(CASE).unwrap();
    let cases = Model::sequential_strategy(length..=length);
    let ran = TestRunner::new(config.clone()).run(&cases, |(initial, steps, seen)| {
        Machine::<POSTGRES>::test_sequential(config.clone(), initial, steps, seen);
        Ok(())
    });
    ran.unwrap();
}

mod sqlite {
    #[test]
    fn api_does_what_its_model_says() {
        super::beside_its_model::<false>();
    }
}

mod postgres {
    #[test]
    fn api_does_what_its_model_says() {
        super::beside_its_model::<true>();
    }
}
