//! Who may do what: the permission table, as one pure function. Every use case asks here; nothing else decides. An
//! `Action` carries everything the decision depends on (owner, departments, custodian), so nothing is looked up. The
//! message for each refusal is in `app`, the order of the roles in `domain/people/user.rs`; the actor and their seats
//! are loaded by `app/sign_in/sessions.rs`.

use uuid::Uuid;

use super::{
    change::{ActorKind, LoggedActor},
    department::Department,
    people::{
        api_key::{ApiKey, Scope},
        role::Role,
        user::User,
    },
    values::id::Id,
};

/// A department that an actor belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub department_id: Id<Department>,
    pub lead: bool,
}

/// Who acts and what they are allowed to do. Built anew for every request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<Uuid>,
    pub name: String,
    pub role: Role,
    pub seats: Vec<Seat>,
    /// The scopes of an API key, which count instead of the role.
    pub scopes: Option<Vec<Scope>>,
}

/// What an actor wants to do, with everything the decision depends on.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// Change the organisation and departments; export and anonymise what is held about a person; import.
    Administer,
    /// Add, change, invite people and hand over from them; change the members of departments. `admin`: it is about a
    /// person who is or becomes an admin.
    ManagePeople { admin: bool },
    /// Read everything in the organisation except the change log and the API keys.
    Read,
    /// Change the scoring policy, cycles, brands.
    ManageFramework,
    /// Change KPIs and targets.
    SetTargets,
    /// Edit and publish a brand's Marketing Model.
    EditModel { custodian: Option<Id<User>> },
    /// Create, change, confirm, cancel objectives and key results that count in all of these departments.
    Plan { departments: &'a [Id<Department>] },
    /// Plan objectives in general, without regard to a department.
    PlanAnywhere,
    /// Change the ambition of a key result in an active cycle.
    ChangeAmbition,
    /// Propose key results in general, without regard to an owner.
    ProposeAnywhere,
    /// Propose a key result for oneself, or edit the text of one.
    Propose { owner: Option<Id<User>> },
    /// Check in on a key result.
    CheckIn { owner: Option<Id<User>>, departments: &'a [Id<Department>] },
    /// Record measurements of a KPI.
    Measure { department: Option<Id<Department>> },
    /// Plan, lead and end meetings of a department, or of the whole company; change a meeting that one facilitates.
    Facilitate { department: Option<Id<Department>>, facilitator: Option<Id<User>> },
    /// Take part in meetings: give confidence, note blockers and decisions.
    TakePart,
    /// Read the change log.
    ReadChanges,
    /// List and change API keys.
    ManageKeys,
}

impl Actor {
    /// The program itself, for the command line and the demo data.
    #[must_use]
    pub fn system() -> Self {
        Self {
            kind: ActorKind::System,
            id: None,
            name: "Perno".to_owned(),
            role: Role::Admin,
            seats: Vec::new(),
            scopes: None,
        }
    }

    #[must_use]
    pub fn user(id: Id<User>, name: String, role: Role, seats: Vec<Seat>) -> Self {
        Self { kind: ActorKind::User, id: Some(id.uuid()), name, role, seats, scopes: None }
    }

    /// Another program with an API key. Where a rule compares roles, the key has the role that its scopes amount to.
    #[must_use]
    pub fn api_key(id: Id<ApiKey>, name: String, scopes: Vec<Scope>) -> Self {
        let role = if scopes.contains(&Scope::Admin) {
            Role::Admin
        } else if scopes.contains(&Scope::PlanWrite) {
            Role::Manager
        } else {
            Role::Member
        };
        let kind = ActorKind::ApiKey;
        Self { kind, id: Some(id.uuid()), name, role, seats: Vec::new(), scopes: Some(scopes) }
    }

    /// The user's id, if the actor is a user.
    #[must_use]
    pub fn user_id(&self) -> Option<Id<User>> {
        self.id.filter(|_| self.kind == ActorKind::User).map(Id::new)
    }

    #[must_use]
    pub fn logged(&self) -> LoggedActor {
        LoggedActor { kind: self.kind, id: self.id, name: self.name.clone() }
    }

    #[must_use]
    pub fn may(&self, action: Action<'_>) -> bool {
        match &self.scopes {
            Some(scopes) => in_scope(scopes, action),
            None => self.in_role(action),
        }
    }

    /// Whether there is any department that they may plan for.
    #[must_use]
    pub fn may_plan_somewhere(&self) -> bool {
        self.may(Action::Plan { departments: &[] }) || self.seats.iter().any(|seat| self.leads(seat.department_id))
    }

    fn in_role(&self, action: Action<'_>) -> bool {
        let executive = self.role >= Role::Executive;
        match action {
            Action::Administer | Action::ManagePeople { .. } | Action::ManageKeys => self.role.administers(),
            Action::Read => true,
            Action::ManageFramework | Action::SetTargets | Action::ReadChanges | Action::ChangeAmbition => executive,
            Action::EditModel { custodian } => executive || self.is(custodian),
            Action::Plan { departments } => {
                executive || (!departments.is_empty() && departments.iter().all(|one| self.leads(*one)))
            }
            Action::PlanAnywhere => self.role.may_lead(),
            Action::Facilitate { department, facilitator } => {
                executive
                    || department.is_some_and(|one| self.leads(one))
                    || (self.role >= Role::Member && self.is(facilitator))
            }
            Action::ProposeAnywhere | Action::TakePart => self.role >= Role::Member,
            Action::Propose { owner } => executive || (self.role >= Role::Member && self.is(owner)),
            Action::CheckIn { owner, departments } => {
                executive
                    || (self.role >= Role::Member
                        && (self.is(owner) || departments.iter().any(|one| self.belongs_to(*one))))
            }
            Action::Measure { department } => {
                executive || (self.role >= Role::Member && department.is_some_and(|one| self.belongs_to(one)))
            }
        }
    }

    fn is(&self, person: Option<Id<User>>) -> bool {
        person.is_some() && person == self.user_id()
    }

    fn belongs_to(&self, department: Id<Department>) -> bool {
        self.seats.iter().any(|seat| seat.department_id == department)
    }

    fn leads(&self, department: Id<Department>) -> bool {
        self.role.may_lead() && self.seats.iter().any(|seat| seat.lead && seat.department_id == department)
    }
}

impl Role {
    /// Whether a person with this role may lead a department.
    #[must_use]
    pub fn may_lead(self) -> bool {
        self >= Self::Manager
    }

    /// Whether this is the role that at least one person in an organisation must have.
    #[must_use]
    pub fn administers(self) -> bool {
        self == Self::Admin
    }
}

/// What the scopes of an API key allow.
fn in_scope(scopes: &[Scope], action: Action<'_>) -> bool {
    needed_scope(action).is_none_or(|needed| scopes.contains(&Scope::Admin) || scopes.contains(&needed))
}

/// The scope that an API key needs for an action, if it needs one; `admin` includes the others.
#[must_use]
pub const fn needed_scope(action: Action<'_>) -> Option<Scope> {
    Some(match action {
        Action::Administer
        | Action::ManagePeople { admin: true }
        | Action::ManageKeys
        | Action::ManageFramework
        | Action::EditModel { .. }
        | Action::ChangeAmbition => Scope::Admin,
        Action::Read | Action::ReadChanges => Scope::Read,
        Action::SetTargets
        | Action::Plan { .. }
        | Action::PlanAnywhere
        | Action::Propose { .. }
        | Action::Facilitate { .. }
        | Action::TakePart => Scope::PlanWrite,
        // Decided later by `Propose`, which knows the owner.
        Action::ProposeAnywhere => return None,
        Action::CheckIn { .. } => Scope::CheckInsWrite,
        Action::Measure { .. } => Scope::KpisWrite,
        // Whoever could make or invite an admin could do everything.
        Action::ManagePeople { admin: false } => Scope::PeopleWrite,
    })
}
