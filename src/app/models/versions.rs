//! Published versions of a brand's Marketing Model. Publishing stores the draft under the brand's next number,
//! unchangeable from then on, and the draft can be edited further. Whoever may edit the Model may publish it. A draft
//! can only be published if it states a purpose and differs from the previous version. The draft itself is in `models`.

use crate::{
    app::{
        error::{Code, Error, Result},
        input::{Command, Fields, Parsed},
        listing::{Listed, Query},
        models,
    },
    domain::{
        brand::Brand,
        model::version::{ModelVersion, ModelVersionKey},
        values::{id::Id, message::Message, record::Stored, text::Text},
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
pub fn list(reader: &mut Reader<'_>, brand: Id<Brand>, query: &Query<()>) -> Result<Listed<Stored<ModelVersion>>> {
    brands::find(reader, brand)?;
    let ((), page) = query.validate(reader)?;
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

/// The input of publishing.
#[derive(Debug, Clone)]
pub struct PublishModel {
    pub note: Text,
}

impl Command for PublishModel {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { note: fields.required("note")? })
    }
}

/// Publishes the draft.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`; `stale` when the draft has changed since the caller read it, `conflict` when
/// there is nothing new to publish.
pub fn create(tx: &mut Tx<'_>, brand_id: Id<Brand>, publish: &Parsed<PublishModel>) -> Result<Stored<ModelVersion>> {
    let draft = models::show(tx, brand_id)?;
    let seen = draft.as_ref().map_or(0, |draft| draft.stamp.version);
    models::allowed(tx.ctx(), draft.as_deref()).check_version(tx.ctx(), seen)?;
    let PublishModel { note } = publish.validate(tx)?;
    let draft = draft
        .filter(|draft| draft.purpose.is_some())
        .ok_or_else(|| Error::new(Code::Conflict, "error-draft-without-purpose"))?;
    let newest = model_versions::newest(tx, brand_id)?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.model == draft.value) {
        let why = Message::new("error-draft-is-published").with("number", newest.key.number.to_string());
        return Err(Error::new(Code::Conflict, why));
    }
    let number = newest.map_or(1, |newest| newest.key.number + 1);
    let published_by = tx.ctx().actor.user_id();
    let version = ModelVersion { note, published_by, model: draft.value };
    Ok(tx.create(ModelVersionKey { brand_id, number }, version)?)
}

/// Deletes the versions of a brand, before it is deleted itself.
pub(in crate::app) fn delete_of(tx: &mut Tx<'_>, brand: Id<Brand>) -> Result<()> {
    for version in model_versions::list(tx, brand, Page::all())? {
        tx.delete(&version)?;
    }
    Ok(())
}
