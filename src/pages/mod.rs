//! One file for each layout of a page. A page's words come from `content/`.

mod article;
mod condition;
mod conditions;
mod consultation;
mod not_found;
mod plain;
mod received;

use leptos::prelude::*;

use crate::content::{Kind, Page};

/// The page's view, of one type for all layouts, which keeps them from multiplying in the binary.
pub(crate) fn view(page: &'static Page) -> AnyView {
    match page.kind {
        Kind::Article => article::view(page),
        Kind::Conditions => conditions::view(page),
        Kind::Condition => condition::view(page),
        Kind::Consultation => consultation::view(page),
        Kind::Received => received::view(page),
        Kind::Plain => plain::view(page),
        Kind::NotFound => not_found::view(page),
    }
}
