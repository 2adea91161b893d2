//! Brands: creating, renaming, archiving and deleting them. A foreign key of the database refuses to delete a brand
//! that is in use; the error becomes `in_use`. A brand's Model is in `models`, its scoring policies in
//! `scoring_policies.rs`; that an archived brand takes no new objectives is checked in `app/objectives`.

use super::{
    error::{Code, Error, Result},
    expect,
    input::{Command, Fields, Parsed},
    listing::{Listed, Query},
    permission::Permission,
};
pub use crate::store::brands::BrandFilter;
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        values::{
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        brands,
        engine::tx::{Reader, Tx},
    },
};

/// Permission to create, change and delete brands.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManageFramework)
}

#[derive(Debug, Clone)]
pub struct NewBrand {
    pub name: Name,
    pub archived: bool,
}

/// A partial update of a brand; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct BrandPatch {
    pub name: Option<Name>,
    pub archived: Option<bool>,
}

impl Command for NewBrand {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, archived) = (fields.required("name"), fields.field("archived", Some(false)));
        Some(Self { name: name?, archived: archived? })
    }
}

impl Command for BrandPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { name: fields.given("name"), archived: fields.given("archived") })
    }
}

impl BrandPatch {
    fn over(self, was: &Brand) -> Brand {
        Brand { name: self.name.unwrap_or_else(|| was.name.clone()), archived: self.archived.unwrap_or(was.archived) }
    }
}

impl Command for BrandFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (archived, q) = (fields.optional("archived"), fields.optional::<Name>("q"));
        Some(Self { archived: archived?, q: q?.map(Name::into_string) })
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<BrandFilter>) -> Result<Listed<Stored<Brand>>> {
    let (filter, page) = query.validate(reader)?;
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
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewBrand>) -> Result<Stored<Brand>> {
    allowed(tx.ctx()).check()?;
    let NewBrand { name, archived } = new.validate(tx)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, Brand { name, archived })?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn update(tx: &mut Tx<'_>, id: Id<Brand>, patch: &Parsed<BrandPatch>) -> Result<Stored<Brand>> {
    let current = brands::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    let brand = patch.validate(tx)?.over(&current);
    Ok(tx.update(current, brand)?)
}

/// Deletes a brand with its Model, the Model's versions and its scoring policies.
///
/// # Errors
/// `not_found`, `forbidden`; `in_use` when it has objectives or KPIs, `cycle_closed` when a closed cycle has a policy
/// of it.
pub fn delete(tx: &mut Tx<'_>, id: Id<Brand>) -> Result<()> {
    let current = brands::find(tx, id)?;
    allowed(tx.ctx()).check()?;
    expect(tx.ctx(), current.stamp.version)?;
    super::scoring_policies::delete_of(tx, Some(id), None)?;
    super::models::versions::delete_of(tx, id)?;
    if let Some(model) = super::models::show(tx, id)? {
        tx.delete(&model)?;
    }
    tx.delete(&current).map_err(|error| Error::on_constraint(error, Code::InUse, "error-brand-in-use"))
}
