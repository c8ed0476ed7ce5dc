use leptos::prelude::*;

use super::static_page::StaticPage;

/// The index of conditions: cards, or an A to Z when there are more than `CARDS_MOST`.
#[component]
pub(crate) fn Conditions() -> impl IntoView {
    view! { <StaticPage/> }
}

#[cfg(feature = "ssr")]
pub(super) use html::ConditionsHtml;

#[cfg(feature = "ssr")]
mod html {
    use leptos::either::Either;
    use leptos::prelude::*;

    use crate::components::{AToZ, Breadcrumb, Closing, PageCards, PageFoot, PageHead, Prose};
    use crate::content::{Kind, Page};
    use crate::routes;

    /// Natively, the inside of the page.
    #[component]
    pub(in crate::pages) fn ConditionsHtml(page: &'static Page) -> impl IntoView {
        let pages: Vec<_> = routes::of_kind(Kind::Condition).collect();
        let index = if pages.len() > routes::CARDS_MOST {
            Either::Left(view! { <AToZ pages/> })
        } else {
            Either::Right(view! { <PageCards pages/> })
        };
        view! {
            <div class="opening">
                <Breadcrumb page/>
                <PageHead page/>
                <Prose html=&page.lead/>
            </div>
            <div class="column">
                {index}
                <Prose html=&page.body/>
                <Closing/>
                <PageFoot page/>
            </div>
        }
    }
}
