//! Converts the days of the demonstration company to dates. The current cycle begins a fixed number of days before the
//! company is created; people act between nine and six in their time zone, and nothing happens after the moment of
//! creation. A day that is not over yet is compressed. What happens on which day is in `history`.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::organisation::TimeZone;

const OPENS: TimeDelta = TimeDelta::hours(9);
const CLOSES: TimeDelta = TimeDelta::hours(18);

/// The length of a working day, in minutes.
pub const WORKING_MINUTES: i64 = 9 * 60;

pub struct Calendar {
    pub time_zone: TimeZone,
    first_day: NaiveDate,
    now: DateTime<Utc>,
}

impl Calendar {
    /// `today` is the number of the day that contains `now`.
    pub fn new(time_zone: TimeZone, today: i64, now: DateTime<Utc>) -> Self {
        Self { time_zone, first_day: time_zone.day(now) - TimeDelta::days(today), now }
    }

    pub fn date(&self, day: i64) -> NaiveDate {
        self.first_day + TimeDelta::days(day)
    }

    /// The time of a minute of a working day; today's ends now at the latest.
    pub fn at(&self, day: i64, minute: i64) -> DateTime<Utc> {
        let date = self.date(day);
        let clock = |time: TimeDelta| self.time_zone.at(date, NaiveTime::MIN + time);
        let closes = clock(CLOSES).min(self.now);
        let opens = clock(OPENS).min((closes - TimeDelta::hours(1)).max(clock(TimeDelta::zero())));
        let seconds = (closes - opens).num_seconds() * minute.clamp(0, WORKING_MINUTES) / WORKING_MINUTES;
        opens + TimeDelta::seconds(seconds)
    }
}
