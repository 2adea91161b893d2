//! Published versions of a brand's Marketing Model. Publishing takes the draft as it is, gives it the brand's next number
//! and keeps it for good; the draft goes on being edited. Who may edit the Model may publish it. A version is only worth
//! publishing when it states a purpose and differs from the one before. The draft itself is in `models`.

use crate::{
    app::{
        error::{Code, Error, Result},
        input::Input,
        listing::{ListQuery, Listed},
        models,
    },
    domain::{
        brand::Brand,
        model::version::{ModelVersion, ModelVersionKey},
        values::{id::Id, record::Stored, text::Text},
    },
    store::{
        brands,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        models::versions as model_versions,
    },
};

/// # Errors
/// `not_found` for the brand.
pub fn list(reader: &mut Reader<'_>, brand: Id<Brand>, query: &ListQuery) -> Result<Listed<Stored<ModelVersion>>> {
    brands::find(reader, brand)?;
    let ((), page) = query.read(reader, |_| Some(()))?;
    let rows = model_versions::list(reader, brand, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.number.to_string()))
}

/// # Errors
/// `not_found` for the brand or the version.
pub fn show(reader: &mut Reader<'_>, key: ModelVersionKey) -> Result<Stored<ModelVersion>> {
    Ok(model_versions::find(reader, &key)?)
}

/// The version that was published last.
///
/// # Errors
/// `not_found` for the brand.
pub fn newest(reader: &mut Reader<'_>, brand: Id<Brand>) -> Result<Option<Stored<ModelVersion>>> {
    brands::find(reader, brand)?;
    Ok(model_versions::newest(reader, brand)?)
}

/// Publishes the draft.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`; `stale` when another version of the draft was seen, `conflict` when there is
/// nothing new to publish.
pub fn create(tx: &mut Tx<'_>, brand_id: Id<Brand>, input: &Input) -> Result<Stored<ModelVersion>> {
    let draft = models::show(tx, brand_id)?;
    let seen = draft.as_ref().map_or(0, |draft| draft.stamp.version);
    models::allowed(tx.ctx(), draft.as_deref()).check_version(tx.ctx(), seen)?;
    let note = input.read(tx, |fields| fields.required::<Text>("note"))?;
    let refused = |detail: String| Error::new(Code::Conflict, detail);
    let draft = draft.filter(|draft| draft.purpose.is_some()).ok_or_else(|| {
        refused("The draft states no purpose; write one into the Model before publishing it.".to_owned())
    })?;
    let newest = model_versions::newest(tx, brand_id)?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.model == draft.value) {
        let number = newest.key.number;
        return Err(refused(format!(
            "Version {number} is the draft as it stands; change the Model before publishing."
        )));
    }
    let number = newest.map_or(1, |newest| newest.key.number + 1);
    let published_by = tx.ctx().actor.user_id();
    let version = ModelVersion { note, published_by, model: draft.value };
    Ok(tx.create(ModelVersionKey { brand_id, number }, version)?)
}

/// Deletes the versions of a brand that is to be deleted.
pub(in crate::app) fn delete_of(tx: &mut Tx<'_>, brand: Id<Brand>) -> Result<()> {
    for version in model_versions::list(tx, brand, Page::all())? {
        tx.delete(&version)?;
    }
    Ok(())
}
