//! The pages: one component a file, named as in the table of routes ([`crate::app`]).
//!
//! Most pages never change in the browser. Their component shows finished HTML ([`static_page`]). A second component in
//! the same file, such as `ArticleHtml` for `Article`, renders that HTML natively (feature `ssr`). The form's page and
//! the confirmation are hydrated; only the parts around the form and the reference are finished HTML.

mod article;
mod condition;
mod conditions;
mod consultation;
mod not_found;
mod plain_page;
mod received;
mod static_page;

pub(crate) use article::Article;
pub(crate) use condition::Condition;
pub(crate) use conditions::Conditions;
pub(crate) use consultation::Consultation;
pub(crate) use not_found::NotFound;
pub(crate) use plain_page::PlainPage;
pub(crate) use received::Received;

/// Natively, the finished HTML of a page.
#[cfg(feature = "ssr")]
pub(crate) fn html(page: &'static crate::content::Page) -> crate::page_file::PageHtml {
    use leptos::prelude::*;

    use crate::content::Kind;
    use crate::page_file::PageHtml;
    use crate::render::html;

    let main = match page.kind {
        Kind::Article => html(view! { <article::ArticleHtml page/> }),
        Kind::Conditions => html(view! { <conditions::ConditionsHtml page/> }),
        Kind::Condition => html(view! { <condition::ConditionHtml page/> }),
        Kind::Plain => html(view! { <plain_page::PlainPageHtml page/> }),
        Kind::NotFound => html(view! { <not_found::NotFoundHtml page/> }),
        Kind::Consultation => return consultation::html(page),
        Kind::Received => return received::html(page),
    };
    PageHtml {
        main,
        ..PageHtml::default()
    }
}
