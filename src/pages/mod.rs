//! One file for each layout of a page. A page's words come from `content/`.

mod article;
mod condition;
mod conditions;
mod consultation;
mod not_found;
mod plain_page;
mod received;

use leptos::either::either;
use leptos::prelude::*;

use crate::content::{Kind, Page};
use article::Article;
use condition::Condition;
use conditions::Conditions;
use consultation::Consultation;
use not_found::NotFound;
use plain_page::PlainPage;
use received::Received;

/// What stands inside of `<main>` of a page: the layout of its kind.
pub(crate) fn view(page: &'static Page) -> impl IntoView {
    either!(page.kind,
        Kind::Article => view! { <Article page/> },
        Kind::Conditions => view! { <Conditions page/> },
        Kind::Condition => view! { <Condition page/> },
        Kind::Consultation => view! { <Consultation page/> },
        Kind::Received => view! { <Received page/> },
        Kind::Plain => view! { <PlainPage page/> },
        Kind::NotFound => view! { <NotFound page/> },
    )
}
