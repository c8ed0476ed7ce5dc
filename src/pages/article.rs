//! The article on ketamine for depression, the site's first page.

use leptos::prelude::*;

use crate::components::calls_to_action::calls_to_action;
use crate::components::closing::closing;
use crate::components::contents_list::contents_list;
use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::page_meta::page_meta;
use crate::components::prose::prose;
use crate::content::Page;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <article class="article">
            <div class="opening">
                {page_head(page)}
                {page_meta(page)}
                {prose(&page.lead)}
                {calls_to_action()}
            </div>
            <div class="with-contents">
                {contents_list(page)}
                <div class="column">
                    {prose(&page.body)}
                    {closing()}
                    {page_foot(page)}
                </div>
            </div>
        </article>
    }
    .into_any()
}
