use leptos::prelude::*;

/// What people look for at the end of a page: the clinic's details, its conditions, all other pages. Its inside is
/// finished HTML, which hydration keeps: the browser's build gives an empty string for it.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    #[cfg(feature = "ssr")]
    let html = crate::render::html(view! { <html::FooterHtml/> });
    #[cfg(not(feature = "ssr"))]
    let html = "";
    view! { <footer class="site-footer" data-static="" inner_html=html></footer> }
}

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use crate::components::PageLinks;
    use crate::content::{Kind, phone_link, site};
    use crate::routes;

    /// At most this many conditions are named in the footer; their index names all.
    const CONDITIONS_MOST: usize = 8;

    /// The inside, rendered natively.
    #[component]
    pub(super) fn FooterHtml() -> impl IntoView {
        let clinic = &site().settings.clinic;
        let conditions = routes::of_kind(Kind::Condition)
            .take(CONDITIONS_MOST)
            .collect();
        let others = routes::menu()
            .chain(routes::of_kind(Kind::Consultation))
            .chain(routes::of_kind(Kind::Plain))
            .collect();
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
                        <Detail label="Address" value=&clinic.address.value/>
                        <Detail label="Hours" value=&clinic.hours.value/>
                    </dl>
                </section>
                <nav aria-labelledby="footer-conditions">
                    <h2 id="footer-conditions">"Conditions"</h2>
                    <PageLinks pages=conditions/>
                </nav>
                <nav aria-labelledby="footer-site">
                    <h2 id="footer-site">"This site"</h2>
                    <PageLinks pages=others/>
                </nav>
            </div>
        }
    }

    /// A row of the clinic's details; nothing if the clinic has not given the value.
    #[component]
    fn Detail(label: &'static str, value: &'static str) -> impl IntoView {
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    }
}
