use leptos::prelude::*;

use crate::components::page_links::page_links;
use crate::content::{CLINIC, Kind};
use crate::routes;

/// What people look for at the end of a page.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    let detail = |label: &'static str, value: &'static str| {
        (!value.is_empty())
            .then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
    };
    view! {
        <footer class="site-footer">
            <div class="site-footer-inner">
                <section aria-labelledby="footer-clinic">
                    <h2 id="footer-clinic">{CLINIC.name}</h2>
                    <p>{CLINIC.tagline}</p>
                    <dl>
                        <div>
                            <dt>"Phone"</dt>
                            <dd><a class="phone" href=CLINIC.phone_link>{CLINIC.phone}</a></dd>
                        </div>
                        {detail("Address", CLINIC.address)}
                        {detail("Hours", CLINIC.hours)}
                    </dl>
                </section>
                <nav aria-labelledby="footer-conditions">
                    <h2 id="footer-conditions">"Conditions"</h2>
                    {page_links(routes::of_kind(Kind::Condition))}
                </nav>
                <nav aria-labelledby="footer-site">
                    <h2 id="footer-site">"This site"</h2>
                    {page_links(
                        routes::menu()
                            .chain(routes::of_kind(Kind::Consultation))
                            .chain(routes::of_kind(Kind::Plain)),
                    )}
                </nav>
            </div>
        </footer>
    }
    .into_any()
}
