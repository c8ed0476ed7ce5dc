use leptos::prelude::*;

use crate::components::page_links::page_links;
use crate::content::{Kind, phone_link, site};
use crate::routes;

/// At most this many conditions are named in the footer; their index names all.
const CONDITIONS_MOST: usize = 8;

/// What people look for at the end of a page.
pub(crate) fn footer() -> AnyView {
    let clinic = &site().settings.clinic;
    let detail = |label: &'static str, value: &'static str| {
        (!value.is_empty())
            .then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
    };
    view! {
        <div class="site-footer-inner">
            <section aria-labelledby="footer-clinic">
                <h2 id="footer-clinic">{clinic.name.as_str()}</h2>
                <p>{clinic.tagline.as_str()}</p>
                <dl>
                    <div>
                        <dt>"Phone"</dt>
                        <dd><a class="phone" href=phone_link()>{clinic.phone.value.as_str()}</a></dd>
                    </div>
                    {detail("Address", &clinic.address.value)}
                    {detail("Hours", &clinic.hours.value)}
                </dl>
            </section>
            <nav aria-labelledby="footer-conditions">
                <h2 id="footer-conditions">"Conditions"</h2>
                {page_links(routes::of_kind(Kind::Condition).take(CONDITIONS_MOST))}
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
    }
    .into_any()
}
