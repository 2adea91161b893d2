//! The origin of the pages as browsers see it: from the public address if one is configured, else from the request.
//! Pages need it for their cookies and to recognise their own forms (`web/kit`), the API for the addresses of pages in
//! its answers. Browsers leave out the usual port.

use actix_web::{HttpRequest, web};

/// The configured address under which browsers reach the pages, if any.
#[derive(Debug, Clone, Default)]
pub struct PublicUrl(pub Option<String>);

/// The origin of the pages, and whether that is this machine without TLS.
pub struct Origin {
    pub origin: String,
    pub is_local: bool,
}

impl Origin {
    pub fn of(request: &HttpRequest) -> Self {
        let public = request.app_data::<web::Data<PublicUrl>>().and_then(|url| url.0.as_deref());
        let info = request.connection_info();
        let host = request.head().headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or(info.host());
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_local = public.is_none_or(|public| public.starts_with("http://"))
            && matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let (scheme, usual) = if is_local { ("http", ":80") } else { ("https", ":443") };
        let host = host.strip_suffix(usual).unwrap_or(host).to_ascii_lowercase();
        let origin =
            public.map_or_else(|| format!("{scheme}://{host}"), |public| public.trim_end_matches('/').to_owned());
        Self { origin, is_local }
    }
}
