//! The frame of every page: navigation, the selected brand and cycle, the person, the form token. The
//! query string selects brand, cycle and day; what it leaves out, or names wrongly, falls back to a
//! default.

use chrono::NaiveDate;

use super::{
    assets::{ADDRESSES, Addresses},
    visit::{Visit, query_string},
};
use crate::{
    app::{
        Reader, api_keys,
        brands::{self, BrandFilter},
        changes, check_ins,
        cycles::{self, CycleFilter},
        departments,
        error::Result,
        input::parse_date,
        kpis, listing, objectives, organisations,
        people::{
            stars::{self, StarSet},
            users,
        },
        scoring_policies,
    },
    domain::{
        brand::Brand,
        context::Ctx,
        cycle::{Cycle, CycleState},
        department::Department,
        people::{star::StarredKind, user::DepartmentOrder},
        scoring_policy::PolicyKey,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::parts::choices::choices,
};

/// The area of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Scorecard,
    CheckIn,
    Meetings,
    Map,
    Departments,
    Objectives,
    Kpis,
    Model,
    Cycles,
    Settings,
    None,
}

impl Nav {
    /// The entries of the navigation bar: area, address and the key of the label.
    pub const BAR: [(Self, &'static str, &'static str); 9] = [
        (Self::Scorecard, "/", "nav-scorecard"),
        (Self::CheckIn, "/check-in", "nav-check-in"),
        (Self::Meetings, "/meetings", "nav-meetings"),
        (Self::Map, "/map", "nav-map"),
        (Self::Departments, "/departments", "nav-departments"),
        (Self::Objectives, "/objectives", "nav-objectives"),
        (Self::Kpis, "/kpis", "nav-kpis"),
        (Self::Model, "/model", "nav-model"),
        (Self::Cycles, "/cycles", "nav-cycles"),
    ];

    /// The key that opens it after "g": the same letter in every language.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Scorecard => "s",
            Self::CheckIn => "c",
            Self::Meetings => "t",
            Self::Map => "p",
            Self::Departments => "d",
            Self::Objectives => "o",
            Self::Kpis => "k",
            Self::Model => "m",
            Self::Cycles => "y",
            Self::Settings | Self::None => "",
        }
    }
}

/// The ways to look at the objectives of a cycle: address and the key of the label.
const OBJECTIVE_VIEWS: [(&str, &str); 3] = [
    ("/objectives", "objectives-by-department"),
    ("/objectives/tree", "objectives-tree"),
    ("/key-results", "key-results"),
];

/// The brand, cycle and day that a page shows.
#[derive(Clone)]
pub struct Place {
    pub brands: Vec<Stored<Brand>>,
    pub brand: Option<Stored<Brand>>,
    /// Sorted, the newest first.
    pub cycles: Vec<Stored<Cycle>>,
    pub cycle: Option<Stored<Cycle>>,
    pub today: NaiveDate,
    pub as_of: NaiveDate,
    /// What the reader follows.
    pub stars: StarSet,
    /// What the query string selected, so that links carry it along.
    said: TypedPlace,
}

#[derive(Debug, Clone, Default)]
struct TypedPlace {
    brand: Option<String>,
    cycle: Option<String>,
    as_of: Option<String>,
}

impl TypedPlace {
    fn of(visit: &Visit) -> Self {
        Self { brand: visit.asked("brand"), cycle: visit.asked("cycle"), as_of: visit.asked("as_of") }
    }
}

/// The selection in the query string, parsed before the database is read.
#[derive(Debug, Clone)]
pub struct PlaceQuery(TypedPlace);

impl PlaceQuery {
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        Self(TypedPlace::of(visit))
    }

    /// The place of something that belongs to a brand and a cycle.
    #[must_use]
    pub fn at(brand: Id<Brand>, cycle: Id<Cycle>) -> Self {
        Self(TypedPlace { brand: Some(brand.to_string()), cycle: Some(cycle.to_string()), as_of: None })
    }

    /// Looks up the selected brand, cycle and day. A day before the selected cycle is ignored: it is left over from
    /// another cycle.
    pub fn place(&self, reader: &mut Reader<'_>) -> Result<Place> {
        let alive = BrandFilter { archived: Some(false), ..BrandFilter::default() };
        let brands = listing::everything(|query| brands::list(reader, query), alive)?;
        let mut cycles = listing::everything(|query| cycles::list(reader, query), CycleFilter::default())?;
        cycles.sort_by_key(|cycle| std::cmp::Reverse((cycle.starts_on, cycle.id())));
        let today = reader.today();
        let said = |wanted: &Option<String>, id: String| wanted.as_deref() == Some(id.as_str());
        let brand = brands.iter().find(|one| said(&self.0.brand, one.id().to_string())).or(brands.first()).cloned();
        let cycle = cycles.iter().find(|one| said(&self.0.cycle, one.id().to_string()));
        let cycle = cycle.or_else(|| default_cycle(&cycles, today)).cloned();
        let mut said = self.0.clone();
        let day = said.as_of.as_deref().and_then(parse_date).filter(|day| *day != today);
        let day = day.filter(|day| said.cycle.is_none() || cycle.as_ref().is_none_or(|cycle| *day >= cycle.starts_on));
        said.as_of = day.map(|day| day.to_string());
        Ok(Place {
            brands,
            brand,
            cycles,
            cycle,
            today,
            as_of: day.unwrap_or(today),
            stars: stars::marked(reader)?,
            said,
        })
    }
}

/// The default cycle: the active one that includes today, else the newest active one, else the newest.
fn default_cycle(cycles: &[Stored<Cycle>], today: NaiveDate) -> Option<&Stored<Cycle>> {
    let mut active = cycles.iter().filter(|cycle| cycle.state == CycleState::Active);
    let around = |cycle: &&Stored<Cycle>| cycle.starts_on <= today && today <= cycle.ends_on;
    active.clone().find(around).or_else(|| active.next()).or(cycles.first())
}

impl Place {
    /// The address with the current selection in its query.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The address with the current selection and more parameters in its query.
    #[must_use]
    pub fn link_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let said = [("brand", &self.said.brand), ("cycle", &self.said.cycle), ("as_of", &self.said.as_of)];
        let mut pairs: Vec<(&str, &str)> = said
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)))
            .filter(|(name, value)| !value.is_empty() && more.iter().all(|(known, _)| known != name))
            .collect();
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        let mark = if path.contains('?') { '&' } else { '?' };
        if pairs.is_empty() { path.to_owned() } else { format!("{path}{mark}{}", query_string(&pairs)) }
    }

    /// Whether this brand is shown.
    #[must_use]
    pub fn is_brand(&self, one: &Stored<Brand>) -> bool {
        self.brand.as_ref().is_some_and(|brand| brand.id() == one.id())
    }

    /// Whether this cycle is shown.
    #[must_use]
    pub fn is_cycle(&self, one: &Stored<Cycle>) -> bool {
        self.cycle.as_ref().is_some_and(|cycle| cycle.id() == one.id())
    }

    /// The selected brand and cycle, if there are both.
    #[must_use]
    pub fn key(&self) -> Option<PolicyKey> {
        Some(PolicyKey { brand_id: self.brand.as_ref()?.id(), cycle_id: self.cycle.as_ref()?.id() })
    }

    /// Whether a day other than today is shown.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.as_of != self.today
    }

    /// The value of a date field: `None` if the day lies outside the cycle.
    #[must_use]
    pub fn day_in_cycle(&self) -> Option<NaiveDate> {
        self.cycle.as_ref().filter(|cycle| (cycle.starts_on..=cycle.ends_on).contains(&self.as_of))?;
        Some(self.as_of)
    }

    /// Whether the cycle can still be changed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.cycle.as_ref().is_some_and(|cycle| cycle.state != CycleState::Closed)
    }
}

/// The frame of a page.
pub struct Frame {
    pub assets: &'static Addresses,
    pub nav: Nav,
    pub place: Place,
    pub person: String,
    pub person_id: String,
    pub token: String,
    /// The chosen theme; `None` follows the system.
    pub theme: Option<&'static str>,
    /// The message about what was just done.
    pub done: Option<String>,
    /// Whether the guide to the first score waits on the Scorecard.
    guided: bool,
    ctx: Ctx,
    department_order: DepartmentOrder,
}

impl Frame {
    /// # Errors
    /// When the system has no random bytes.
    pub fn new(visit: &Visit, nav: Nav, place: Place) -> Result<Self> {
        let done = visit.asked("done").filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        Ok(Self {
            assets: &ADDRESSES,
            nav,
            place,
            person: visit.user.name.to_string(),
            person_id: visit.user.id().to_string(),
            token: visit.token()?,
            theme: visit.origin.theme(&visit.request),
            done: done.and_then(|key| visit.words.try_say(&format!("done-{key}"))),
            guided: visit.guided,
            ctx: visit.ctx.clone(),
            department_order: visit.user.department_order,
        })
    }

    #[must_use]
    pub fn link(&self, path: impl AsRef<str>) -> String {
        self.place.link(path.as_ref())
    }

    /// The address with the current selection and one more parameter in its query.
    #[must_use]
    pub fn link_with(&self, path: impl AsRef<str>, name: &str, value: impl AsRef<str>) -> String {
        self.place.link_with(path.as_ref(), &[(name, value.as_ref())])
    }

    /// The address of an object as it is today, for the selected brand and cycle.
    #[must_use]
    pub fn link_to_today(&self, folder: &str, id: impl std::fmt::Display) -> String {
        self.link_with(format!("{folder}/{id}"), "as_of", "")
    }

    /// Whether the page belongs to this area.
    #[must_use]
    pub fn at(&self, nav: Nav) -> bool {
        self.nav == nav
    }

    /// Whether the person may manage cycles; the methods below answer the same for other things.
    #[must_use]
    pub fn manages_cycles(&self) -> bool {
        cycles::allowed(&self.ctx).given()
    }

    /// Whether an area of the navigation bar is of use to the person.
    #[must_use]
    pub fn offers(&self, nav: Nav) -> bool {
        nav != Nav::CheckIn || check_ins::allowed::somewhere(&self.ctx).given()
    }

    /// Whether the reader follows a thing, by the word of its kind.
    #[must_use]
    pub fn follows(&self, kind: &str, id: impl std::fmt::Display) -> bool {
        kind.parse().is_ok_and(|kind: StarredKind| self.place.stars.has(kind, &id.to_string()))
    }

    /// The orders in which departments can be shown: value, text, and the attribute of the chosen one.
    #[must_use]
    pub fn department_orders(&self, w: Words) -> Vec<(String, String, &'static str)> {
        let chosen = |value: &str| if value == self.department_order.as_str() { " selected" } else { "" };
        let all = choices(w, "department-order", DepartmentOrder::ALL).into_iter();
        all.map(|(value, text)| (value.clone(), text, chosen(&value))).collect()
    }

    /// The ways to look at the objectives of a cycle: address, key of the label, and the attribute of the present one.
    #[must_use]
    pub fn objective_views(&self, here: &str) -> Vec<(String, &'static str, &'static str)> {
        let current = |path: &str| if path == here { " aria-current=\"page\"" } else { "" };
        OBJECTIVE_VIEWS.iter().map(|(path, key)| (self.link(path), *key, current(path))).collect()
    }

    #[must_use]
    pub fn changes_brands(&self) -> bool {
        brands::allowed(&self.ctx).given()
    }

    #[must_use]
    pub fn sets_policies(&self) -> bool {
        scoring_policies::allowed(&self.ctx).given()
    }

    /// Whether the person may change the organisation itself.
    #[must_use]
    pub fn administers(&self) -> bool {
        organisations::allowed(&self.ctx).given()
    }

    /// Whether to lead the person on to the next step of the guide.
    #[must_use]
    pub fn leads_on(&self) -> bool {
        self.guided && self.administers() && self.nav != Nav::Scorecard
    }

    #[must_use]
    pub fn changes_departments(&self) -> bool {
        departments::allowed(&self.ctx).given()
    }

    #[must_use]
    pub fn changes_people(&self) -> bool {
        users::allowed(&self.ctx).given()
    }

    #[must_use]
    pub fn manages_keys(&self) -> bool {
        api_keys::allowed(&self.ctx).given()
    }

    #[must_use]
    pub fn sets_targets(&self) -> bool {
        kpis::allowed(&self.ctx).given()
    }

    #[must_use]
    pub fn reads_changes(&self) -> bool {
        changes::allowed(&self.ctx).given()
    }

    /// Whether the person sets objectives for at least one department.
    #[must_use]
    pub fn plans(&self) -> bool {
        objectives::allowed::somewhere(&self.ctx).given()
    }

    #[must_use]
    pub fn plans_for(&self, department: Id<Department>) -> bool {
        objectives::allowed::in_departments(&self.ctx, &[department]).given()
    }
}
