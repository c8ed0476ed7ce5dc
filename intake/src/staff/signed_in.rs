//! Who asks: the session's cookie, and where the request comes from.

use crate::app::Peer;
use crate::client_address::client_address;
use crate::staff::desk::Desk;
use crate::staff::pages::{Frame, OnFromElsewhere};
use crate::staff::replies::{page, see_other, text};
use crate::staff::sessions::{self, COOKIE, Session};
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use leptos::prelude::view;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::SystemTime;

/// The session of the person who asks. Whoever is not signed in is led to the sign-in.
pub struct SignedIn(pub Session);

impl FromRequestParts<Arc<Desk>> for SignedIn {
    type Rejection = Response<Body>;

    async fn from_request_parts(
        parts: &mut Parts,
        desk: &Arc<Desk>,
    ) -> Result<Self, Self::Rejection> {
        let is_use = !is_by_itself(&parts.headers);
        let session = match cookie(&parts.headers, COOKIE) {
            Some(cookie) => desk
                .blocking(move |_, connection| {
                    Ok(sessions::find(
                        connection,
                        SystemTime::now(),
                        &cookie,
                        is_use,
                    )?)
                })
                .await
                .map_err(IntoResponse::into_response)?,
            None => None,
        };
        session
            .map(Self)
            .ok_or_else(|| not_signed_in(desk, &parts.method, &parts.headers))
    }
}

/// The cookie's value of the session, if one was sent.
pub struct Cookie(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for Cookie {
    type Rejection = Infallible;

    #[expect(clippy::unused_async_trait_impl, reason = "nothing to wait for")]
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(cookie(&parts.headers, COOKIE)))
    }
}

/// The client's address, through the proxies that are trusted.
pub struct Client(pub IpAddr);

impl FromRequestParts<Arc<Desk>> for Client {
    type Rejection = Infallible;

    #[expect(clippy::unused_async_trait_impl, reason = "nothing to wait for")]
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
        let lines: Vec<&str> = parts
            .headers
            .get_all("x-forwarded-for")
            .into_iter()
            .map(|line| line.to_str().unwrap_or(""))
            .collect();
        let proxies = &desk.app.trusted_proxies;
        Ok(Self(client_address(peer, lines.into_iter(), proxies)))
    }
}

/// Whether a page looks for news by itself, without a person.
pub fn is_by_itself(headers: &HeaderMap) -> bool {
    headers.contains_key("x-by-itself")
}

/// The answer for somebody who is not signed in.
pub fn not_signed_in(desk: &Desk, method: &Method, headers: &HeaderMap) -> Response<Body> {
    if is_by_itself(headers) {
        return text(StatusCode::UNAUTHORIZED, "Signed out.");
    }
    // Such a request has no cookie (`SameSite=Strict`), so the browser asks for the same address again.
    // The path is not given back as a link, which could lead elsewhere (`//evil.test`).
    let is_from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    if is_from_elsewhere && method == Method::GET {
        let frame = Frame {
            asks_again: true,
            ..desk.signed_out_frame()
        };
        return page(StatusCode::OK, frame, "One moment", || {
            view! { <OnFromElsewhere/> }
        });
    }
    if method == Method::POST {
        // What was typed is not kept: nobody knows who has typed it.
        return see_other("/sign-in?over=yes");
    }
    see_other("/sign-in")
}

/// The value of the cookie of this name, if exactly one was sent.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_was_sent_twice_is_none() {
        let value = |line: &str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, line.parse().unwrap())]);
            cookie(&headers, "__Host-staff")
        };
        assert_eq!(value("x=1; __Host-staff=abc; y=2").as_deref(), Some("abc"));
        assert_eq!(value("__Host-staff=abc; __Host-staff=def"), None);
        assert_eq!(value("staff=abc"), None);
    }
}
