//! The quarters and years of the organisation's fiscal year, as they are offered for new cycles, with the names that
//! people give them. A fiscal year that does not begin in January is named after both of its calendar years. Which of
//! them an organisation is offered is decided in `app/cycles/presets.rs`.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde::Serialize;

use crate::domain::{
    organisation::{FiscalYear, Language},
    values::wire_enum::wire_enum,
};

wire_enum! {
    /// How long a cycle usually is.
    pub enum Period {
        Quarter = "quarter",
        Year = "year",
    }
}

/// A cycle that is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CyclePreset {
    pub name: String,
    pub period: Period,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// How many days before its end a cycle asks for the next one.
const NEARING_END: TimeDelta = TimeDelta::days(28);
/// Above this many days a cycle is taken for a year, else for a quarter.
const LONGER_THAN_QUARTER: i64 = 200;

impl Period {
    const fn months(self) -> u32 {
        match self {
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The shortest useful cycle of this kind, in days: half of it.
    const fn half(self) -> TimeDelta {
        match self {
            Self::Quarter => TimeDelta::days(45),
            Self::Year => TimeDelta::days(182),
        }
    }
}

impl CyclePreset {
    /// The quarter or the year around a day; `None` at the ends of the calendar.
    #[must_use]
    pub fn around(day: NaiveDate, period: Period, fiscal_year: FiscalYear, language: Language) -> Option<Self> {
        let first_month = fiscal_year.first_month();
        let into_year = (day.month() + 12 - first_month) % 12;
        let into_period = into_year % period.months();
        let starts_on = day.with_day(1)?.checked_sub_months(Months::new(into_period))?;
        let ends_on = starts_on.checked_add_months(Months::new(period.months()))?.pred_opt()?;
        let year_starts = starts_on.checked_sub_months(Months::new(into_year - into_period))?.year();
        let year = if first_month == 1 {
            year_starts.to_string()
        } else {
            format!("{year_starts}/{:02}", (year_starts + 1).rem_euclid(100))
        };
        let name = match (period, language) {
            (Period::Year, _) => year,
            (Period::Quarter, Language::English) => format!("Q{} {year}", into_year / 3 + 1),
            (Period::Quarter, Language::Italian) => format!("{}° trimestre {year}", into_year / 3 + 1),
        };
        Some(Self { name, period, starts_on, ends_on })
    }

    /// The cycle that follows on one with these dates, without a gap: to the end of the next quarter or year, and never
    /// shorter than half of it.
    #[must_use]
    pub fn after(
        (starts_on, ends_on): (NaiveDate, NaiveDate),
        fiscal_year: FiscalYear,
        language: Language,
    ) -> Option<Self> {
        let is_year = (ends_on - starts_on).num_days() > LONGER_THAN_QUARTER;
        let period = if is_year { Period::Year } else { Period::Quarter };
        let next = Self::around(ends_on.checked_add_signed(period.half())?, period, fiscal_year, language)?;
        Some(Self { starts_on: ends_on.succ_opt()?, ..next })
    }
}

/// Whether a cycle that ends on this day asks for the next one.
#[must_use]
pub fn nears_end(ends_on: NaiveDate, today: NaiveDate) -> bool {
    ends_on - today <= NEARING_END
}
