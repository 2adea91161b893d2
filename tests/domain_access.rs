//! Who may do what: the table of the design, cell by cell, and what each scope of an API key allows. That every
//! operation asks for the right thing is tested in `roles.rs` and `scopes.rs`.

use perno::domain::{
    access::{Action, Actor, Seat, needed_scope},
    change::{ActorKind, LoggedActor},
    department::Department,
    people::{
        api_key::{ApiKey, Scope},
        role::Role,
        user::User,
    },
    values::id::Id,
};
use uuid::Uuid;

const SALES: Id<Department> = Id::new(Uuid::from_u128(1));
const LOGISTICS: Id<Department> = Id::new(Uuid::from_u128(2));
const SOMEBODY: Id<User> = Id::new(Uuid::from_u128(3));
const ELSE: Id<User> = Id::new(Uuid::from_u128(4));
const KEY: Id<ApiKey> = Id::new(Uuid::from_u128(5));

fn person(role: Role, seats: &[(Id<Department>, bool)]) -> Actor {
    let seats = seats.iter().map(|(department_id, lead)| Seat { department_id: *department_id, lead: *lead }).collect();
    Actor::user(SOMEBODY, "Ada".to_owned(), role, seats)
}

fn key(scopes: &[Scope]) -> Actor {
    Actor::api_key(KEY, "CRM".to_owned(), scopes.to_vec())
}

/// One letter for each of: viewer, member of Sales, manager who leads Sales, manager who leads Logistics, executive,
/// admin.
fn row(action: Action<'_>) -> String {
    let actors = [
        person(Role::Viewer, &[(SALES, false)]),
        person(Role::Member, &[(SALES, false)]),
        person(Role::Manager, &[(SALES, true)]),
        person(Role::Manager, &[(LOGISTICS, true)]),
        person(Role::Executive, &[]),
        person(Role::Admin, &[]),
    ];
    actors.iter().map(|actor| if actor.may(action) { 'x' } else { '-' }).collect()
}

#[test]
fn each_role_may_do_what_the_table_says() {
    for (action, expected) in [
        (Action::Administer, "-----x"),
        (Action::ManagePeople { admin: false }, "-----x"),
        (Action::ManagePeople { admin: true }, "-----x"),
        (Action::ManageKeys, "-----x"),
        (Action::Read, "xxxxxx"),
        (Action::ReadChanges, "----xx"),
        (Action::ManageFramework, "----xx"),
        (Action::SetTargets, "----xx"),
        (Action::ChangeAmbition, "----xx"),
        (Action::EditModel { custodian: None }, "----xx"),
        (Action::EditModel { custodian: Some(ELSE) }, "----xx"),
        (Action::Plan { departments: &[SALES] }, "--x-xx"),
        (Action::Plan { departments: &[SALES, LOGISTICS] }, "----xx"),
        (Action::Plan { departments: &[] }, "----xx"),
        (Action::PlanAnywhere, "--xxxx"),
        (Action::ProposeAnywhere, "-xxxxx"),
        (Action::Propose { owner: None }, "----xx"),
        (Action::Propose { owner: Some(ELSE) }, "----xx"),
        (Action::CheckIn { owner: Some(ELSE), departments: &[SALES] }, "-xx-xx"),
        (Action::CheckIn { owner: None, departments: &[SALES, LOGISTICS] }, "-xxxxx"),
        (Action::CheckIn { owner: None, departments: &[] }, "----xx"),
        (Action::Measure { department: Some(SALES) }, "-xx-xx"),
        (Action::Measure { department: None }, "----xx"),
    ] {
        assert_eq!(row(action), expected, "{action:?}");
    }
}

#[test]
fn what_is_ones_own_opens_more() {
    for (action, expected) in [
        (Action::EditModel { custodian: Some(SOMEBODY) }, "xxxxxx"),
        (Action::Propose { owner: Some(SOMEBODY) }, "-xxxxx"),
        (Action::CheckIn { owner: Some(SOMEBODY), departments: &[] }, "-xxxxx"),
    ] {
        assert_eq!(row(action), expected, "{action:?}");
    }
}

#[test]
fn leading_needs_both_the_seat_and_the_role() {
    let sales = Action::Plan { departments: &[SALES] };
    for (role, lead, may) in [(Role::Member, true, false), (Role::Manager, false, false), (Role::Manager, true, true)] {
        let actor = person(role, &[(SALES, lead)]);
        assert_eq!((actor.may(sales), actor.may_plan_somewhere()), (may, may), "{role} {lead}");
    }
    let both = person(Role::Manager, &[(SALES, true), (LOGISTICS, true)]);
    assert!(both.may(Action::Plan { departments: &[SALES, LOGISTICS] }));
    assert!(person(Role::Executive, &[]).may_plan_somewhere());
    let leading: Vec<_> = Role::ALL.iter().filter(|role| role.may_lead()).collect();
    assert_eq!(leading, [&Role::Manager, &Role::Executive, &Role::Admin]);
    assert!(Role::ALL.iter().all(|role| role.administers() == (*role == Role::Admin)));
}

#[test]
fn a_key_may_do_what_its_scopes_say() {
    use Scope::{Admin, CheckInsWrite, KpisWrite, PeopleWrite, PlanWrite, Read};
    for (action, scopes) in [
        (Action::Administer, vec![Admin]),
        (Action::ManagePeople { admin: true }, vec![Admin]),
        (Action::ManageKeys, vec![Admin]),
        (Action::ManageFramework, vec![Admin]),
        (Action::EditModel { custodian: Some(SOMEBODY) }, vec![Admin]),
        (Action::ChangeAmbition, vec![Admin]),
        (Action::Read, vec![Read, Admin]),
        (Action::ReadChanges, vec![Read, Admin]),
        (Action::SetTargets, vec![PlanWrite, Admin]),
        (Action::Plan { departments: &[SALES, LOGISTICS] }, vec![PlanWrite, Admin]),
        (Action::PlanAnywhere, vec![PlanWrite, Admin]),
        (Action::Propose { owner: Some(ELSE) }, vec![PlanWrite, Admin]),
        (Action::CheckIn { owner: Some(ELSE), departments: &[] }, vec![CheckInsWrite, Admin]),
        (Action::Measure { department: None }, vec![KpisWrite, Admin]),
        (Action::ManagePeople { admin: false }, vec![PeopleWrite, Admin]),
        (Action::ProposeAnywhere, Scope::ALL.to_vec()),
    ] {
        let may: Vec<Scope> = Scope::ALL.iter().copied().filter(|scope| key(&[*scope]).may(action)).collect();
        assert_eq!(may, scopes, "{action:?}");
        let named = if scopes.len() == Scope::ALL.len() { None } else { scopes.first().copied() };
        assert_eq!(needed_scope(action), named, "{action:?}");
    }
    assert!(key(&[Read, KpisWrite]).may(Action::Measure { department: None }));
    assert!(!key(&[]).may(Action::Read));
    assert!(key(&[PlanWrite]).may_plan_somewhere() && !key(&[CheckInsWrite]).may_plan_somewhere());
}

#[test]
fn a_key_has_the_role_that_its_scopes_amount_to() {
    for (scopes, role) in [
        (vec![Scope::Admin], Role::Admin),
        (vec![Scope::PlanWrite, Scope::Admin], Role::Admin),
        (vec![Scope::Read, Scope::PlanWrite], Role::Manager),
        (vec![Scope::Read, Scope::PeopleWrite], Role::Member),
        (Vec::new(), Role::Member),
    ] {
        assert_eq!(key(&scopes).role, role, "{scopes:?}");
    }
}

#[test]
fn the_log_names_the_actor_and_only_a_person_owns_things() {
    let logged = |kind, id, name: &str| LoggedActor { kind, id, name: name.to_owned() };
    let (ada, crm) = (person(Role::Member, &[]), key(&[Scope::Admin]));
    assert_eq!(ada.logged(), logged(ActorKind::User, Some(SOMEBODY.uuid()), "Ada"));
    assert_eq!(crm.logged(), logged(ActorKind::ApiKey, Some(KEY.uuid()), "CRM"));
    assert_eq!(Actor::system().logged(), logged(ActorKind::System, None, "Perno"));
    assert_eq!((ada.user_id(), crm.user_id(), Actor::system().user_id()), (Some(SOMEBODY), None, None));
    assert!(Actor::system().may(Action::Administer));
}
