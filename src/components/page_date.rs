use leptos::prelude::*;

use crate::content::Date;

/// A date for people and machines.
#[component]
pub(crate) fn PageDate(date: &'static Date) -> impl IntoView {
    view! { <time datetime=date.iso.as_str()>{date.text.as_str()}</time> }
}
