//! People: the list with roles and departments, and one person with what they own: key results with their share in each
//! score, objectives, seats. People have no score. Adding people and changing roles is in the settings. The shares are
//! computed in `domain/scoring/person_branch.rs`.

use std::collections::BTreeMap;

use askama::Template;

use crate::{
    app::{
        Reader,
        departments::{self, DepartmentFilter, members},
        error::Result,
        listing,
        meetings::blockers::{self, BlockerFilter},
        objectives,
        people::users,
        plans::cache::PlanCache,
        scorecards::{self, queries::ScorecardQuery},
    },
    domain::{
        department::Department,
        key_result::KeyResultState,
        meeting::BlockerState,
        people::{
            role::Role,
            saved_view::{SavedList, SavedView},
            star::StarredKind,
            user::User,
        },
        scoring::person_branch::{OwnedKeyResult, PersonBranch},
        values::id::Id,
    },
    language::{bidi::isolated, words::Words},
    web::{
        kit::{
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        meetings::outcomes::blockers::{OpenBlockerRow, still_open},
        parts::{
            actions::Actions,
            names::Names,
            sorting::{SortKey, Sorting},
            status::Standing,
        },
        saved_views::row::ViewsRow,
        stars::followed::{FollowedLine, followed},
    },
};

/// A person in the list.
struct Person {
    id: String,
    name: String,
    link: String,
    role: String,
    rank: Role,
    departments: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "web/people/list.html")]
struct PeoplePage {
    w: Words,
    frame: Frame,
    people: Vec<Person>,
    sorting: Sorting,
    views: ViewsRow,
}

/// A key result or an objective that the person owns.
struct Owned {
    title: String,
    link: String,
    beside: String,
    score: String,
    standing: Standing,
    parts: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/people/page.html")]
struct PersonPage {
    w: Words,
    frame: Frame,
    id: String,
    name: String,
    role: String,
    email: String,
    active: bool,
    seats: Vec<(String, String, String)>,
    key_results: Vec<Owned>,
    objectives: Vec<Owned>,
    blockers: Vec<OpenBlockerRow>,
    actions: Actions,
    /// On the reader's own page.
    followed: Vec<FollowedLine>,
}

/// A seat: id and name of the department, and the person's roles in it.
struct PersonSeat {
    department: String,
    name: String,
    lead: bool,
    ambassador: bool,
}

/// Everybody's seats, by person.
fn seats(reader: &mut Reader<'_>) -> Result<BTreeMap<Id<User>, Vec<PersonSeat>>> {
    let departments: BTreeMap<Id<Department>, String> =
        listing::everything(|query| departments::list(reader, query), DepartmentFilter::alive())?
            .iter()
            .map(|one| (one.id(), one.name.to_string()))
            .collect();
    let ids: Vec<Id<Department>> = departments.keys().copied().collect();
    let mut seats: BTreeMap<Id<User>, Vec<PersonSeat>> = BTreeMap::new();
    for member in members::of_departments(reader, &ids)? {
        let department = member.key.department_id;
        seats.entry(member.key.user_id).or_default().push(PersonSeat {
            department: department.to_string(),
            name: departments.get(&department).cloned().unwrap_or_default(),
            lead: member.lead,
            ambassador: member.ambassador,
        });
    }
    Ok(seats)
}

pub async fn list(visit: Visit) -> Page {
    let (asked, w) = (PlaceQuery::of(&visit), visit.words);
    let sorting = Sorting::of(&visit, "/people", &["name", "role", "departments"]);
    let (place, mut people, views): (Place, Vec<Person>, Vec<SavedView>) = visit
        .read(move |reader| {
            let (place, mut seats) = (asked.place(reader)?, seats(reader)?);
            let mut people = users::everybody(reader)?;
            people.sort_by_key(|one| (!one.active, one.name.to_string().to_lowercase()));
            let person = |one: &crate::domain::values::record::Stored<User>| Person {
                id: one.id().to_string(),
                name: one.name.to_string(),
                link: place.link(&format!("/people/{}", one.id())),
                role: w.word("role", one.role),
                rank: one.role,
                departments: seats
                    .remove(&one.id())
                    .map(|seats| seats.into_iter().map(|seat| isolated(&seat.name)).collect::<Vec<_>>().join(", "))
                    .unwrap_or_default(),
                active: one.active,
            };
            let people = people.iter().map(person).collect();
            Ok((place, people, ViewsRow::read(reader, SavedList::People)?))
        })
        .await?;
    let views = ViewsRow::new(SavedList::People, &views, &visit, &place, &sorting);
    people.sort_by_key(|person| !place.stars.has(StarredKind::User, &person.id));
    let frame = Frame::new(&visit, Nav::None, place)?;
    sorting.sort(&mut people, |person, column| match column {
        "role" => SortKey::place(Role::ALL, &person.rank),
        "departments" => SortKey::text(&person.departments),
        _ => SortKey::text(&person.name),
    });
    page(&visit.request, PeoplePage { w, frame, people, sorting, views }).await
}

pub async fn show(visit: Visit) -> Page {
    let id: Id<User> = visit.id("user_id")?;
    let (asked, w, plans) = (PlaceQuery::of(&visit), visit.words, visit.app.scorecards.plans.clone());
    let me = visit.user.id();
    let (place, user, seats, key_results, objectives, blockers, followed) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let user = users::show(reader, id)?;
            let seats = seats(reader)?.remove(&id).unwrap_or_default();
            let key_results = owned_key_results(reader, &plans, &place, w, id)?;
            let objectives = owned_objectives(reader, &place, w, id)?;
            let followed = if id == me { followed(reader, w, &place, None)? } else { Vec::new() };
            let (owner_id, state) = (Some(id), Some(BlockerState::Open));
            let own = BlockerFilter { owner_id, state, ..BlockerFilter::default() };
            let own = listing::everything(|query| blockers::list(reader, query), own)?;
            let blockers = still_open(w, &place, &Names::read(reader)?, &own);
            Ok((place, user, seats, key_results, objectives, blockers, followed))
        })
        .await?;
    let seat = |seat: PersonSeat| {
        let roles = [(seat.lead, "person-leads"), (seat.ambassador, "person-ambassador")];
        let roles: Vec<String> = roles.into_iter().filter(|(is, _)| *is).map(|(_, key)| w.say(key)).collect();
        (seat.name, place.link(&format!("/departments/{}", seat.department)), roles.join(", "))
    };
    let seats = seats.into_iter().map(seat).collect();
    let frame = Frame::new(&visit, Nav::None, place)?;
    let mine = visit.user.id() == id;
    let actions = Actions::new(w)
        .main(mine, "check-in-new", "/check-in")
        .often(frame.changes_people(), "edit", format!("/settings/people/{id}"))
        .often(mine, "nav-account", "/account");
    let actions = if mine { actions } else { actions.star(StarredKind::User, &id, format!("/people/{id}")) };
    let page_shown = PersonPage {
        w,
        frame,
        id: id.to_string(),
        name: user.name.to_string(),
        role: w.word("role", user.role),
        email: user.email.to_string(),
        active: user.active,
        seats,
        key_results,
        objectives,
        blockers,
        actions,
        followed,
    };
    page(&visit.request, page_shown).await
}

fn owned_key_results(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    place: &Place,
    w: Words,
    id: Id<User>,
) -> Result<Vec<Owned>> {
    let (Some(brand), Some(cycle)) = (&place.brand, &place.cycle) else { return Ok(Vec::new()) };
    let query = ScorecardQuery::on(cycle.id(), place.as_of);
    let branch: PersonBranch = scorecards::person(reader, plans, brand.id(), id, &query)?.read()?;
    let names: BTreeMap<_, _> =
        listing::everything(|query| departments::list(reader, query), DepartmentFilter::default())?
            .iter()
            .map(|one| (one.id(), one.name.to_string()))
            .collect();
    let owned = |one: &OwnedKeyResult| {
        let (view, reading) = (&one.view, &one.view.reading);
        let parts = one.parts.iter().map(|part| {
            let department = names.get(&part.department_id).map_or("", String::as_str);
            let shares = [part.of_objective, part.of_department, part.of_overall].map(|share| percent(w, share));
            let [of_objective, of_department, of_overall] = &shares;
            let department = isolated(department);
            let told = [("objective", of_objective.as_str()), ("part", of_department), ("department", &department)];
            w.with("person-parts", &[told.as_slice(), &[("overall", of_overall)]].concat())
        });
        Owned {
            title: view.title.clone(),
            link: place.link(&format!("/key-results/{}", view.id)),
            beside: if view.state == KeyResultState::Active { String::new() } else { w.word("state", view.state) },
            score: w.score(reading.attainment),
            standing: Standing::of_status(w, reading.status),
            parts: if view.state == KeyResultState::Active { parts.collect() } else { Vec::new() },
        }
    };
    Ok(branch.key_results.iter().map(owned).collect())
}

/// A share in percent, with one decimal below 10%.
fn percent(w: Words, share: f64) -> String {
    if share > 0.0 && share < 0.1 { format!("{}%", w.decimals(share * 100.0, 1)) } else { w.percent(share) }
}

fn owned_objectives(reader: &mut Reader<'_>, place: &Place, w: Words, id: Id<User>) -> Result<Vec<Owned>> {
    let Some(cycle) = &place.cycle else { return Ok(Vec::new()) };
    let all = objectives::owned_on(reader, (cycle.id(), id), place.as_of)?;
    let owned = all.iter().map(|one| Owned {
        title: one.stored.title.to_string(),
        link: place.link(&format!("/objectives/{}", one.stored.id())),
        beside: String::new(),
        score: w.score_or_dash(one.reading.score),
        standing: Standing::of_status(w, one.reading.status),
        parts: Vec::new(),
    });
    Ok(owned.collect())
}
