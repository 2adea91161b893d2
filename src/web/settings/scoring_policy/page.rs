//! Settings, scoring: the policy of a brand in a cycle. Before saving, the form previews today's scores under the new
//! settings (`preview.rs`); in an active cycle it asks for a reason. Each setting is explained next to its field;
//! bounds are checked by the domain.

use actix_web::http::StatusCode;
use askama::Template;

use super::preview::{self as policy_preview, NUMBERS, Preview};
use crate::{
    app::{
        Reader, brands, cycles,
        error::{Error, Result},
        scoring_policies,
    },
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState},
        scoring::method::Method,
        scoring_policy::{Policy, PolicyKey},
        values::record::Stored,
    },
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav, Place, PlaceQuery},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::choices::choices,
        settings::tabs::Tabs,
    },
};

const TAB: &str = "/settings/policy";

const WEIGHTS: &str = "department_weights";

#[derive(Template)]
#[template(path = "web/settings/scoring_policy/page.html")]
struct PolicyPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    shown: Option<PolicyPanel>,
}

/// The policy of one brand in one cycle.
struct PolicyPanel {
    brand: Stored<Brand>,
    cycle: Stored<Cycle>,
    form: Form,
    methods: Vec<(String, String)>,
    /// (name, label, explanation) of each setting.
    numbers: Vec<(&'static str, String, String)>,
    preview: Preview,
    /// Whether this person may still change the cycle's policy.
    editable: bool,
    asks_reason: bool,
}

struct PolicyData {
    place: Place,
    brand: Stored<Brand>,
    cycle: Stored<Cycle>,
    stored: Option<Stored<Policy>>,
}

fn found(reader: &mut Reader<'_>, place: Place, key: PolicyKey) -> Result<PolicyData> {
    let (brand, cycle) = (brands::show(reader, key.brand_id)?, cycles::show(reader, key.cycle_id)?);
    Ok(PolicyData { place, brand, cycle, stored: scoring_policies::show(reader, key)? })
}

/// The form, filled with the stored policy or the defaults; shares are written in percent.
fn as_stored(stored: Option<&Stored<Policy>>, w: Words) -> Form {
    let form = stored.map_or_else(|| Form::of(&Policy::default(), w).with("version", &0), |policy| Form::of(policy, w));
    form.converted(&NUMBERS, |share| share * 100.0)
}

async fn render(visit: &Visit, status: StatusCode, key: PolicyKey, form: Option<Form>) -> Page {
    let asked = PlaceQuery::of(visit);
    let read = move |reader: &mut Reader<'_>| {
        let place = asked.place(reader)?;
        found(reader, place, key)
    };
    let PolicyData { place, brand, cycle, stored } = visit.read(read).await?;
    let w = visit.words;
    let open = cycle.state != CycleState::Closed;
    let typed = form.is_some();
    let form = form.unwrap_or_else(|| as_stored(stored.as_ref(), w));
    let (form, preview) = policy_preview::of(visit, (brand.id(), &cycle), form, typed && open).await?;
    let frame = Frame::new(visit, Nav::Settings, place)?;
    let tabs = Tabs::of(&frame, TAB);
    let label = |name: &'static str| {
        let key = format!("policy-{}", name.replace('_', "-"));
        (name, w.say(&key), w.say(&format!("{key}-help")))
    };
    let shown = PolicyPanel {
        asks_reason: cycle.state == CycleState::Active,
        editable: scoring_policies::allowed_in(&visit.ctx, &cycle).given(),
        methods: choices(w, "method", Method::ALL),
        numbers: NUMBERS.map(label).to_vec(),
        brand,
        cycle,
        form,
        preview,
    };
    page_with(&visit.request, status, PolicyPage { w, frame, tabs, shown: Some(shown) }).await
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    if let (Some(brand), Some(cycle)) = (&place.brand, &place.cycle) {
        let key = PolicyKey { brand_id: brand.id(), cycle_id: cycle.id() };
        return render(&visit, StatusCode::OK, key, None).await;
    }
    let frame = Frame::new(&visit, Nav::Settings, place)?;
    let tabs = Tabs::of(&frame, TAB);
    page_with(&visit.request, StatusCode::OK, PolicyPage { w: visit.words, frame, tabs, shown: None }).await
}

/// Whether all department weights are 1 and none was ever stored: then none is stored now either, so that departments
/// added later take part by themselves.
async fn names_nothing_new(visit: &Visit, key: PolicyKey, form: &Form) -> Result<bool> {
    let stored = visit.read(move |reader| scoring_policies::show(reader, key)).await?;
    let named = stored.is_some_and(|policy| !policy.department_weights.is_empty());
    Ok(!named && form.below(WEIGHTS).all(|weight| weight.trim() == "1"))
}

/// Shows the preview or saves the settings.
pub async fn update(visit: Visit) -> Page {
    let key = PolicyKey { brand_id: visit.id("brand_id")?, cycle_id: visit.id("cycle_id")? };
    let form = visit.form().await?;
    if form.value("then") == "preview" {
        return render(&visit, StatusCode::OK, key, Some(form)).await;
    }
    let typed = form.converted(&NUMBERS, |points| points / 100.0);
    let input =
        if names_nothing_new(&visit, key, &form).await? { typed.input_without(&[WEIGHTS]) } else { typed.input() };
    let put = input.command();
    let saved: std::result::Result<_, Error> =
        visit.write(&form, move |tx| scoring_policies::replace(tx, key, &put)).await;
    match saved {
        Ok(_) => Ok(redirect(format!("{TAB}?brand={}&cycle={}&done=saved", key.brand_id, key.cycle_id))),
        Err(error) => {
            let id = format!("{}/{}", key.brand_id, key.cycle_id);
            let form = visit.refused(form, &error, "scoring_policy", &id).await?;
            render(&visit, error.status(), key, Some(form)).await
        }
    }
}
