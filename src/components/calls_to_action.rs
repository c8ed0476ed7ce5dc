use leptos::prelude::*;

use crate::paths::CONSULTATION;
use crate::site_info::SiteInfo;

/// The two things a reader can do next: ask for a consultation, or call.
#[component]
pub(crate) fn CallsToAction() -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let (form, phone) = site.with_value(|site| (site.href(CONSULTATION), site.phone.clone()));
    view! {
        <p class="calls-to-action">
            <a class="button" href=form>"Request a consultation"</a>
            " "
            <a class="button button-quiet" href=phone.href>
                "Call now"<span class="calls-to-action-number">" "{phone.text}</span>
            </a>
        </p>
    }
}
