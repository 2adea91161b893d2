//! Reads `/metrics` as Prometheus would, and finds series by name and labels.
//! What the series must say is tested in `api_metrics.rs`.
//! The token that opens `/metrics` is in `app.rs`.

use std::collections::BTreeSet;

use super::{TestApp, app::METRICS_TOKEN};

/// Each series with its labels, and its value.
pub struct Figures(pub Vec<(String, f64)>);

impl Figures {
    pub async fn of(app: &TestApp) -> Self {
        app.with_token(METRICS_TOKEN).get("//metrics").await.ok();
        let url = format!("{}/metrics", app.address);
        let answer = app.http.get(url).bearer_auth(METRICS_TOKEN).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        let text = answer.text().await.unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let series = lines.map(|line| line.rsplit_once(' ').unwrap());
        Self(series.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect())
    }

    /// The series with this name and all of these labels; 0 if it does not exist yet.
    pub fn get(&self, name: &str, labels: &[&str]) -> f64 {
        let is_it = |series: &str| {
            let (own, rest) = series.split_once('{').unwrap_or((series, ""));
            own == name && labels.iter().all(|label| rest.contains(label))
        };
        self.0.iter().filter(|(series, _)| is_it(series)).map(|(_, value)| value).sum()
    }

    pub fn names(&self) -> BTreeSet<&str> {
        self.0.iter().map(|(series, _)| series.split('{').next().unwrap()).collect()
    }
}
