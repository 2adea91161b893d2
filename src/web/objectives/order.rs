//! The order of the key results of an objective and of the objectives of a department: the pages where they are put into
//! it, and saving it. The page and the reading of its form are in `web/ordering`; each move is a change of `position`,
//! by the use cases of objectives and key results.

use crate::{
    app::{
        bulk_changes, cycles, departments,
        key_results::{self, KeyResultPatch},
        objectives::{self, ObjectivePatch, allowed},
    },
    domain::{
        department::Department,
        key_result::KeyResult,
        objective::{Objective, ObjectiveState},
        values::id::Id,
    },
    web::{
        kit::{
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page, redirect},
            visit::Visit,
        },
        ordering::{OrderPage, after, asked, changes},
    },
};

fn moved(visit: &Visit) -> (String, String) {
    (visit.asked("moved").unwrap_or_default(), visit.asked("by").unwrap_or_default())
}

pub async fn key_results(visit: Visit) -> Page {
    let (query, id) = (PlaceQuery::of(&visit), visit.id::<Objective>("objective_id")?);
    let (place, objective, rows) = visit
        .read(move |reader| {
            let place = query.place(reader)?;
            let objective = objectives::show(reader, id)?.stored;
            let cycle = cycles::show(reader, objective.cycle_id)?;
            allowed::allowed(reader.ctx(), &objective, &cycle).change.check()?;
            Ok((place, objective, key_results::of_objective_on(reader, id, reader.today())?))
        })
        .await?;
    let shown = OrderPage {
        w: visit.words,
        title: visit.words.say("key-results-order"),
        about: (format!("/objectives/{id}"), objective.title.to_string()),
        action: format!("/objectives/{id}/order"),
        rows: rows.iter().map(|row| (row.stored.id().to_string(), row.stored.title.to_string())).collect(),
        moved: moved(&visit),
        frame: Frame::new(&visit, Nav::Objectives, place)?,
    };
    page(&visit.request, shown).await
}

pub async fn order_key_results(visit: Visit) -> Page {
    let id: Id<Objective> = visit.id("objective_id")?;
    let form = visit.form().await?;
    let order = asked::<KeyResult>(&form);
    let read = move |reader: &mut crate::app::Reader<'_>| key_results::of_objective_on(reader, id, reader.today());
    let known: Vec<_> = visit.read(read).await?.iter().map(|row| (row.stored.id(), row.stored.position)).collect();
    let place = |position| KeyResultPatch { position: Some(position), ..KeyResultPatch::default() };
    let change = changes(&order, &known, place);
    visit.write(&form, move |tx| bulk_changes::change(tx, &change, key_results::update)).await?;
    Ok(redirect(after(&format!("/objectives/{id}/order"), &form)))
}

pub async fn objectives_of(visit: Visit) -> Page {
    let (query, id) = (PlaceQuery::of(&visit), visit.id::<Department>("department_id")?);
    allowed::in_departments(&visit.ctx, &[id]).check()?;
    let (place, department, rows) = visit
        .read(move |reader| {
            let place = query.place(reader)?;
            let rows = match place.key() {
                Some(key) => objectives::in_order(reader, key, id)?,
                None => Vec::new(),
            };
            Ok((place, departments::show(reader, id)?, rows))
        })
        .await?;
    let shown = OrderPage {
        w: visit.words,
        title: visit.words.say("objectives-order"),
        about: (place.link(&format!("/departments/{id}")), department.name.to_string()),
        action: place.link(&format!("/departments/{id}/order")),
        rows: rows
            .iter()
            .filter(|row| row.state == ObjectiveState::Active)
            .map(|row| (row.id().to_string(), row.title.to_string()))
            .collect(),
        moved: moved(&visit),
        frame: Frame::new(&visit, Nav::Departments, place)?,
    };
    page(&visit.request, shown).await
}

pub async fn order_objectives(visit: Visit) -> Page {
    let (query, id) = (PlaceQuery::of(&visit), visit.id::<Department>("department_id")?);
    let form = visit.form().await?;
    let order = asked::<Objective>(&form);
    let (place, rows) = visit
        .read(move |reader| {
            let place = query.place(reader)?;
            let rows = match place.key() {
                Some(key) => objectives::in_order(reader, key, id)?,
                None => Vec::new(),
            };
            Ok((place, rows))
        })
        .await?;
    let known: Vec<_> = rows.iter().map(|row| (row.id(), row.position)).collect();
    let change =
        changes(&order, &known, |position| ObjectivePatch { position: Some(position), ..ObjectivePatch::default() });
    visit.write(&form, move |tx| bulk_changes::change(tx, &change, objectives::update)).await?;
    Ok(redirect(after(&place.link(&format!("/departments/{id}/order")), &form)))
}
