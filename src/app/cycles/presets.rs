//! Which cycles are offered to be added: the one that follows when the active cycle nears its end and there is no later
//! one, and the current and next quarters and years of the organisation's fiscal year. Their dates and names are
//! computed in `domain/cycle/presets.rs`; nothing is added before somebody takes one.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    app::{
        error::Result,
        input::{Command, Fields, Parsed},
    },
    domain::{
        cycle::{
            Cycle, CycleState,
            presets::{CyclePreset, Period, nears_end},
        },
        organisation::{Language, Organisation},
        values::record::Stored,
    },
    store::{
        cycles::{self, CycleFilter},
        engine::{row::Page, tx::Reader},
        organisations,
    },
};

/// A cycle that is offered.
#[derive(Debug, Clone, Serialize)]
pub struct OfferedCycle {
    #[serde(flatten)]
    pub preset: CyclePreset,
    /// Whether it is time to add it: the active cycle nears its end, and nothing follows yet.
    pub proposed: bool,
}

/// In which language the cycles are named.
#[derive(Debug, Clone, Copy, Default)]
pub struct PresetsQuery {
    /// Defaults to the organisation's.
    pub language: Option<Language>,
}

impl Command for PresetsQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { language: fields.optional("language")? })
    }
}

/// The proposed one first.
///
/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Parsed<PresetsQuery>) -> Result<Vec<OfferedCycle>> {
    let query = query.validate(reader)?;
    let organisation = organisations::find(reader)?;
    let language = query.language.unwrap_or(organisation.language);
    let cycles = cycles::list(reader, &CycleFilter::default(), Page::all())?;
    let today = reader.today();
    let next = following(&organisation, &cycles, today, language);
    let usual = usual(&organisation, today, language);
    let others = usual.into_iter().filter(|one| next.as_ref().is_none_or(|next| next.name != one.name));
    let others: Vec<_> = others.map(|preset| OfferedCycle { preset, proposed: false }).collect();
    Ok(next.map(|preset| OfferedCycle { preset, proposed: true }).into_iter().chain(others).collect())
}

/// The cycle that it is time to add, if there is one.
///
/// # Errors
/// Those of the database.
pub fn proposed(reader: &mut Reader<'_>, language: Language) -> Result<Option<CyclePreset>> {
    let all = list(reader, &PresetsQuery { language: Some(language) }.into())?;
    Ok(all.into_iter().find(|one| one.proposed).map(|one| one.preset))
}

/// The quarter around today.
#[must_use]
pub fn current_quarter(organisation: &Organisation, today: NaiveDate, language: Language) -> Option<CyclePreset> {
    CyclePreset::around(today, Period::Quarter, organisation.fiscal_year_starts, language)
}

fn usual(organisation: &Organisation, today: NaiveDate, language: Language) -> Vec<CyclePreset> {
    let fiscal_year = organisation.fiscal_year_starts;
    let current = |period| CyclePreset::around(today, period, fiscal_year, language);
    let next =
        |current: &CyclePreset| CyclePreset::around(current.ends_on.succ_opt()?, current.period, fiscal_year, language);
    let mut all = Vec::new();
    for current in [Period::Quarter, Period::Year].into_iter().filter_map(current) {
        let next = next(&current);
        all.extend([Some(current), next].into_iter().flatten());
    }
    all
}

fn following(
    organisation: &Organisation,
    cycles: &[Stored<Cycle>],
    today: NaiveDate,
    language: Language,
) -> Option<CyclePreset> {
    let last = cycles.iter().max_by_key(|cycle| (cycle.starts_on, cycle.id()))?;
    let asks = last.state == CycleState::Active && nears_end(last.ends_on, today);
    let days = (last.starts_on, last.ends_on);
    CyclePreset::after(days, organisation.fiscal_year_starts, language).filter(|_| asks)
}
