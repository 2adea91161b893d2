//! What copies of objectives and key results have in common, whether they are carried over when a cycle is closed
//! (`app/cycles/carry_over.rs`) or duplicated by hand (`app/objectives/duplicate.rs`): people who have left, principles
//! that the Model dropped and references that are taken stay behind, and steps get ids of their own.

use std::collections::BTreeSet;

use crate::{
    app::{error::Result, models},
    domain::{
        cycle::Cycle,
        measure::{Measure, Step},
        model::Principle,
        objective::Objective,
        people::user::User,
        values::{id::Id, record::Stored, text::Name},
    },
    store::{
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results::{self, KeyResultFilter},
        people::users::{self, UserFilter},
    },
};

/// What a copy into a cycle cannot have.
pub(in crate::app) struct Unavailable {
    inactive: BTreeSet<Id<User>>,
    /// The external references that key results of the cycle have already.
    taken: BTreeSet<String>,
}

impl Unavailable {
    /// # Errors
    /// Those of the database.
    pub fn in_cycle(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Self> {
        let inactive = UserFilter { active: Some(false), ..UserFilter::default() };
        let inactive = users::list(reader, &inactive, Page::all())?;
        let filter = KeyResultFilter { cycle_id: Some(cycle), ..KeyResultFilter::default() };
        let taken = key_results::list(reader, &filter, Page::all())?;
        Ok(Self {
            inactive: inactive.iter().map(Stored::id).collect(),
            taken: taken.iter().filter_map(|row| row.external_ref.as_ref()).map(ToString::to_string).collect(),
        })
    }

    /// The owner, unless they have left.
    pub fn owner(&self, owner: Option<Id<User>>) -> Option<Id<User>> {
        owner.filter(|owner| !self.inactive.contains(owner))
    }

    /// The external reference, unless it is taken.
    pub fn reference(&self, reference: Option<&Name>) -> Option<Name> {
        reference.filter(|name| !self.taken.contains(name.as_str())).cloned()
    }
}

/// The principles of the objective that the Model still has.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn principles(reader: &mut Reader<'_>, source: &Objective) -> Result<Vec<Id<Principle>>> {
    if source.principle_ids.is_empty() {
        return Ok(Vec::new());
    }
    let model = models::show(reader, source.brand_id)?;
    let known: BTreeSet<Id<Principle>> =
        model.iter().flat_map(|model| &model.principles).map(|principle| principle.id).collect();
    Ok(source.principle_ids.iter().copied().filter(|id| known.contains(id)).collect())
}

/// The measure with new ids for its steps.
pub(in crate::app) fn renumbered(tx: &Tx<'_>, measure: Measure) -> Measure {
    match measure {
        Measure::Milestones { steps } => {
            Measure::Milestones { steps: steps.into_iter().map(|step| Step { id: tx.new_id(), ..step }).collect() }
        }
        other => other,
    }
}
