//! What the targets share: the commands that input is parsed to, and what must be true of every refusal.

use std::{cell::RefCell, collections::BTreeSet};

use perno::{
    app::{
        api_keys::NewApiKey,
        brands::{BrandPatch, NewBrand},
        changes::{ChangesQuery, LogQuery},
        check_ins::{
            CheckInFilter, ReportedCheckIn,
            batches::{CheckInBatch, MeasurementBatch},
        },
        cycles::{CyclePatch, NewCycle, closing::CloseCycle},
        departments::{DepartmentFilter, DepartmentPatch, NewDepartment, members::PutMember},
        error::{Code, Error},
        input::{Command, Field, Fields, Input},
        key_results::{KeyResultListFilter, KeyResultPatch, NewKeyResult},
        kpis::{
            KpiFilter, KpiPatch, NewKpi,
            measurements::{MeasurementListFilter, PutMeasurement},
            targets::PutTarget,
        },
        listing::Limited,
        models::{PutModel, versions::PublishModel},
        objectives::{NewObjective, ObjectiveListFilter, ObjectivePatch},
        organisations::{NewOrganisation, OrganisationPatch},
        people::{
            command::{AcceptInvitation, ChangePassword, MePatch, NewUser, UserPatch},
            reassignment::Reassign,
        },
        scorecards::queries::{ScorecardQuery, Simulation, TrendQuery},
        scoring_policies::PutPolicy,
        search::SearchQuery,
        sign_in::sessions::{Refresh, SignIn},
    },
    domain::{
        organisation::Language,
        values::fault::{FAULTS_MAX, Fault},
    },
    http::problem::document,
    language::words::Words,
    store::{
        brands::BrandFilter, check_ins::CheckInsFilter, cycles::CycleFilter, kpis::targets::TargetsFilter,
        people::users::UserFilter,
    },
};

pub const LANGUAGES: [Words; 2] = [Words(Language::English), Words(Language::Italian)];

/// The longest part of an answer that does not depend on what was sent, in bytes: a hundred faults of some hundred bytes.
const REFUSAL_MAX: usize = 100_000;

/// How often a byte of the input may come back in a refusal.
const ECHOES_MAX: usize = 10;

macro_rules! parse_as {
    ($name:ident: $($command:ty),+ $(,)?) => {
        /// Parses the input as each of these commands, of which `length` bytes were sent.
        pub fn $name(input: &Input, length: usize) {
            $(command::<$command>(input, length);)+
        }
    };
}

parse_as!(bodies: NewOrganisation, OrganisationPatch, SignIn, Refresh, NewUser, UserPatch, MePatch, AcceptInvitation,
    ChangePassword, Reassign, NewApiKey, NewDepartment, DepartmentPatch, PutMember, NewBrand, BrandPatch, PutModel,
    PublishModel, NewCycle, CyclePatch, CloseCycle, NewObjective, ObjectivePatch, NewKeyResult, KeyResultPatch,
    ReportedCheckIn, CheckInBatch, MeasurementBatch, NewKpi, KpiPatch, PutTarget, PutMeasurement, PutPolicy, Simulation);

parse_as!(filters: Limited<()>, Limited<KeyResultListFilter>, Limited<ObjectiveListFilter>, Limited<KpiFilter>,
    Limited<DepartmentFilter>, Limited<BrandFilter>, Limited<CycleFilter>, Limited<UserFilter>, Limited<TargetsFilter>, Limited<CheckInsFilter>, Limited<CheckInFilter>, Limited<MeasurementListFilter>, ChangesQuery, LogQuery,
    SearchQuery, ScorecardQuery, TrendQuery);

/// Parses the input as a command, without looking whether what it refers to exists.
fn command<T: Command>(input: &Input, length: usize) {
    if let Err(error) = input.command::<T>().validate_plain() {
        refusal(&error, length);
    }
}

/// What must be true of every refusal of input of so many bytes.
pub fn refusal(error: &Error, length: usize) {
    assert_eq!(error.code, Code::Invalid);
    assert!(!error.faults.is_empty(), "it is refused, and nobody says why");
    assert!(error.faults.len() <= FAULTS_MAX);
    error.faults.iter().for_each(fault);
    let answer = serde_json::to_vec(&document(error, "")).unwrap();
    assert!(answer.len() <= REFUSAL_MAX + ECHOES_MAX * length, "{} bytes are refused with {}", length, answer.len());
}

thread_local! {
    /// The messages whose sentences were looked up already, which takes longer than most of what is fuzzed.
    static KNOWN: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// A fault names its place and has a sentence in every language.
pub fn fault(fault: &Fault) {
    assert!(fault.pointer.is_empty() || fault.pointer.starts_with('/'), "{fault:?}");
    if !KNOWN.with_borrow_mut(|known| known.insert(fault.message.key)) {
        return;
    }
    for words in LANGUAGES {
        assert!(words.try_say(fault.message.key).is_some() || !fault.message.places.is_empty(), "{fault:?}");
        assert!(!words.fault(fault).is_empty(), "{fault:?}");
    }
}

/// The name of the only member of `Member`.
pub const MEMBER: &str = "member";

/// A command with one member.
#[derive(Clone)]
pub struct Member<T>(pub T);

impl<T: Field + Clone> Command for Member<T> {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        fields.required(MEMBER).map(Self)
    }
}

/// The value of the only member; a refusal must name it.
pub fn member<T: Field + Clone>(input: &Input) -> Option<T> {
    match input.command::<Member<T>>().validate_plain() {
        Ok(member) => Some(member.0),
        Err(error) => {
            error.faults.iter().for_each(fault);
            assert!(!error.faults.is_empty(), "it is refused, and nobody says why");
            let place = format!("/{MEMBER}");
            assert!(error.faults.iter().all(|fault| fault.pointer.starts_with(&place)), "{error:?}");
            None
        }
    }
}
