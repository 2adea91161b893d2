//! Creates the demonstration company itself: the organisation, its people, departments and KPIs, and its Marketing
//! Model. Each deed runs a use case of `app` with the body that the API would get. The plans of its cycles are in
//! `plan`, measurements and check-ins in `results`.

use serde_json::{Value, json};

use super::{
    entries::{Department, Kpi, Membership, Person, Principle, Publication},
    runner::{Moment, Stage, missing},
};
use crate::{
    app::{
        SignUp, brands,
        departments::{self, members},
        error::Result,
        input::Input,
        kpis,
        models::{self, versions as model_versions},
        organisations::{self, NewOrganisation, OrganisationPatch},
        people::users,
        sign_in::secrets::Bearer,
    },
    domain::{
        access::Actor,
        people::{role::Role, user::User},
    },
    store::engine::tx::new_id,
};

impl<'a> Stage<'a, '_> {
    pub fn found(&mut self, at: Moment) -> Result<()> {
        let (company, admin) = (self.company, self.admin()?);
        let new = Input::json(json!({
            "name": company.organisation.name, "time_zone": company.organisation.time_zone, "language": self.language,
            "admin": {"name": admin.name, "email": admin.email, "password": self.secret.password},
        }))
        .command::<NewOrganisation>()
        .validate_plain_with(NewOrganisation::founding)?;
        let unguided = OrganisationPatch { guided: Some(false), ..OrganisationPatch::default() }.into();
        let (hash, brand) = (self.secret.hash, Input::json(json!({"name": company.brand.name})).command());
        let actor = Actor::user(new_id(at), admin.name.clone(), Role::Admin, Vec::new());
        let (user, brand) = self.write_as(actor, at, |tx| {
            let signed_up = organisations::create(tx, SignUp::Closed, &new, hash)?;
            organisations::update(tx, &unguided)?;
            Ok((signed_up.user, brands::update(tx, signed_up.brand.id(), &brand)?))
        })?;
        self.people.learn(&admin.key, user.id());
        self.brands.learn(&company.brand.key, brand.id());
        Ok(())
    }

    pub fn add_department(&mut self, at: Moment, department: &'a Department) -> Result<()> {
        let input = Input::json(json!({
            "name": self.text(&department.name), "code": department.code,
            "description": self.text(&department.description),
        }))
        .command();
        let created = self.write(&self.admin()?.key, at, |tx| departments::create(tx, &input))?;
        self.departments.learn(&department.key, created.id());
        Ok(())
    }

    pub fn add_person(&mut self, at: Moment, person: &'a Person) -> Result<()> {
        let input = Input::json(json!({"name": person.name, "email": person.email, "role": person.role})).command();
        let (user, token) = self.write(&self.admin()?.key, at, |tx| users::create(tx, &input))?;
        self.people.learn(&person.key, user.id());
        self.invitations.insert(&person.key, token);
        Ok(())
    }

    pub fn accept_invitation(&mut self, at: Moment, person: &'a Person) -> Result<()> {
        let token = self.invitations.get(person.key.as_str()).and_then(|token| Bearer::<User>::decode(token));
        let (token, hash) = (token.ok_or_else(|| missing(&person.key))?, self.secret.hash);
        self.write(&person.key, at, |tx| users::accept(tx, token.id, &token.hash(), hash))?;
        Ok(())
    }

    pub fn give_seat(&mut self, at: Moment, person: &'a Person, seat: &'a Membership) -> Result<()> {
        let (department, user) = (self.departments.find(&seat.department)?, self.people.find(&person.key)?);
        let input = Input::json(json!({"lead": seat.lead, "ambassador": seat.ambassador})).command();
        self.write(&self.admin()?.key, at, |tx| members::replace(tx, department, user, &input))?;
        Ok(())
    }

    pub fn add_kpi(&mut self, at: Moment, kpi: &'a Kpi) -> Result<()> {
        let input = Input::json(json!({
            "brand_id": self.brand()?, "department_id": self.departments.get(kpi.department.as_deref())?,
            "name": self.text(&kpi.name), "category": kpi.category, "unit": self.text(&kpi.unit),
            "aggregation": kpi.aggregation, "better": kpi.better.as_deref().unwrap_or("higher"),
            "channel": self.optional(kpi.channel.as_ref()),
            "market": self.optional(kpi.market.as_ref()),
        }))
        .command();
        let created = self.write(&self.executive()?.key, at, |tx| kpis::create(tx, &input))?;
        self.kpis.learn(&kpi.key, created.id());
        Ok(())
    }

    pub fn write_model(&mut self, at: Moment, rewritten: &'a [Principle]) -> Result<()> {
        let (model, brand) = (&self.company.model, self.brand()?);
        let values: Vec<_> = model.values.iter().map(|value| self.text(value)).collect();
        let in_words = |was: &'a Principle| rewritten.iter().find(|one| one.key == was.key).unwrap_or(was);
        let principles: Vec<_> = model.principles.iter().map(|was| self.principle(in_words(was))).collect();
        let canvases = model.canvases.iter();
        let canvases: Vec<_> = canvases
            .map(|canvas| {
                json!({"phase": canvas.phase, "title": self.text(&canvas.title), "body": self.text(&canvas.body)})
            })
            .collect();
        let input = Input::json(json!({
            "purpose": self.text(&model.purpose), "strategic_heart": self.text(&model.strategic_heart),
            "values": values, "principles": principles, "canvases": canvases,
            "custodian_id": self.people.find(&model.custodian)?,
        }))
        .command();
        let stored = self.write(&model.custodian, at, |tx| models::replace(tx, brand, &input))?;
        for (principle, stored) in model.principles.iter().zip(&stored.principles) {
            self.principles.learn(&principle.key, stored.id);
        }
        Ok(())
    }

    /// The principle as input; one that the Model has already keeps its id.
    fn principle(&self, principle: &'a Principle) -> Value {
        let (title, body) = (self.text(&principle.title), self.text(&principle.body));
        match self.principles.find(&principle.key) {
            Ok(id) => json!({"id": id, "title": title, "body": body}),
            Err(_) => json!({"title": title, "body": body}),
        }
    }

    pub fn publish_model(&mut self, at: Moment, publication: &'a Publication) -> Result<()> {
        let (brand, input) = (self.brand()?, Input::json(json!({"note": self.text(&publication.note)})).command());
        self.write(&self.company.model.custodian, at, |tx| model_versions::create(tx, brand, &input))?;
        Ok(())
    }
}
