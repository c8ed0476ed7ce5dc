//! The index of conditions.

use leptos::prelude::*;

use crate::components::a_to_z::a_to_z;
use crate::components::breadcrumb::breadcrumb;
use crate::components::closing::closing;
use crate::components::page_cards::page_cards;
use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::content::{Kind, Page};
use crate::routes;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening">
            {breadcrumb(page)}
            {page_head(page)}
            {prose(&page.lead)}
        </div>
        <div class="column">
            {if routes::of_kind(Kind::Condition).count() > routes::CARDS_MOST {
                a_to_z(routes::of_kind(Kind::Condition))
            } else {
                page_cards(routes::of_kind(Kind::Condition))
            }}
            {prose(&page.body)}
            {closing()}
            {page_foot(page)}
        </div>
    }
    .into_any()
}
