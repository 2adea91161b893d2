//! Measurements of KPIs: the handlers. A measurement is addressed by KPI and day, so PUT both records and corrects it
//! and may safely be repeated; a malformed day gives 404. Who may measure is in `app/kpis/measurements.rs`; check-ins
//! on key results are in `api/check_ins`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content, ok, replaced},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::{
        error::{Error, Result},
        input::parse_date,
        kpis::measurements,
    },
    domain::kpi::MeasurementKey,
};

fn key(call: &AuthenticatedRequest) -> Result<MeasurementKey> {
    let date: String = call.path("date")?;
    Ok(MeasurementKey { kpi_id: call.id("kpi_id")?, date: parse_date(&date).ok_or_else(Error::not_found)? })
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let kpi = call.id("kpi_id")?;
    let query = call.list()?;
    let listed = call.read(move |reader| measurements::list(reader, kpi, &query)).await?;
    page(&call, listed).await
}

pub async fn list_all(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| measurements::list_all(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    call.read(move |reader| measurements::show(reader, key)).await.answer_with(|measurement| ok(&measurement))
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    let put = call.command().await?;
    call.write(move |tx| measurements::replace(tx, key, &put)).await.answer_with(replaced)
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let key = key(&call)?;
    call.write(move |tx| measurements::delete(tx, key)).await.answer_with(|()| no_content())
}
