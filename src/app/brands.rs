//! Brands: creating, renaming, archiving and deleting them. What stands in the way of deleting is left to the
//! database's foreign keys and told as `in_use`. A brand's Model is in `models.rs`, its scoring policies are in
//! `scoring_policies.rs`; that an archived brand takes no objectives is ruled in `objectives.rs`.

use super::{
    error::{Code, Error, Result},
    expect,
    input::{Fields, Input},
    listing::{ListQuery, Listed},
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        ctx::Ctx,
        values::{
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        brands::{self, BrandFilter},
        engine::tx::{Reader, Tx},
    },
};

/// Adding, changing and deleting brands.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Steer)
}

fn fields(fields: &mut Fields<'_, '_>, was: Option<&Brand>) -> Option<Brand> {
    let name = fields.field("name", was.map(|was| was.name.clone()));
    let archived = fields.field("archived", Some(was.is_some_and(|was| was.archived)));
    Some(Brand { name: name?, archived: archived? })
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &ListQuery) -> Result<Listed<Stored<Brand>>> {
    let (filter, page) = query.read(reader, |fields| {
        let (archived, q) = (fields.optional("archived"), fields.optional::<Name>("q"));
        Some(BrandFilter { archived: archived?, q: q?.map(Name::into_string) })
    })?;
    let rows = brands::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Brand>) -> Result<Stored<Brand>> {
    Ok(brands::find(reader, id)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn create(tx: &mut Tx<'_>, input: &Input) -> Result<Stored<Brand>> {
    allowed(tx.ctx()).check()?;
    let brand = input.read(tx, |sent| fields(sent, None))?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, brand)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn update(tx: &mut Tx<'_>, id: Id<Brand>, input: &Input) -> Result<Stored<Brand>> {
    let current = brands::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let brand = input.read(tx, |sent| fields(sent, Some(&current)))?;
    Ok(tx.update(current, brand)?)
}

/// Deletes a brand with its Model, the versions of it and its scoring policies.
///
/// # Errors
/// `not_found`, `forbidden`; `in_use` with objectives or KPIs, `cycle_closed` with a policy in a closed cycle.
pub fn delete(tx: &mut Tx<'_>, id: Id<Brand>) -> Result<()> {
    let current = brands::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    super::scoring_policies::delete_of(tx, Some(id), None)?;
    super::models::versions::delete_of(tx, id)?;
    if let Some(model) = super::models::show(tx, id)? {
        tx.delete(&model)?;
    }
    tx.delete(&current)
        .map_err(|error| Error::told_as(error, Code::InUse, "The brand has objectives or KPIs; archive it instead."))
}
