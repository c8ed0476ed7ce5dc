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
    use crate::content::{Kind, Location, phone_link, site};
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
        let others = routes::footer().collect();
        let locations = &site().locations;
        // Each location has its own.
        let is_one_place = locations.is_empty();
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
                        {is_one_place.then(|| view! {
                            <Detail label="Address" value=&clinic.address.value/>
                            <Detail label="Hours" value=&clinic.hours.value/>
                        })}
                    </dl>
                </section>
                {locations.iter().zip(1_u32..).map(|(location, number)| view! { <Place location number/> }).collect::<Vec<_>>()}
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

    /// One of the clinic's locations: where it is, when it is open, how it is reached.
    #[component]
    fn Place(location: &'static Location, number: u32) -> impl IntoView {
        let id = format!("footer-location-{number}");
        let region = [location.state.as_str(), location.zip.as_str()];
        let region = region.into_iter().filter(|part| !part.is_empty());
        let region = region.collect::<Vec<_>>().join(" ");
        let city = [location.city.as_str(), &region];
        let city = city.into_iter().filter(|part| !part.is_empty());
        let city = city.collect::<Vec<_>>().join(", ");
        let hours: Vec<_> = location
            .hours
            .iter()
            .map(|hours| view! { <dd>{hours.days.as_str()}": "{hours.text.as_str()}</dd> })
            .collect();
        let labelled_by = id.clone();
        view! {
            <section aria-labelledby=labelled_by>
                <h2 id=id>{location.name.as_str()}</h2>
                <p>{location.street.as_str()}<br/>{city}</p>
                <dl>
                    {(!hours.is_empty()).then(|| view! { <div><dt>"Hours"</dt>{hours}</div> })}
                    {location.phone.as_ref().map(|(text, href)| view! {
                        <div><dt>"Phone"</dt><dd><a href=href.as_str()>{text.as_str()}</a></dd></div>
                    })}
                    <Detail label="Fax" value=&location.fax/>
                    {(!location.email.is_empty()).then(|| view! {
                        <div>
                            <dt>"Email"</dt>
                            <dd><a href=format!("mailto:{}", location.email)>{location.email.as_str()}</a></dd>
                        </div>
                    })}
                </dl>
            </section>
        }
    }

    /// A row of the clinic's details; nothing if the clinic has not given the value.
    #[component]
    fn Detail(label: &'static str, value: &'static str) -> impl IntoView {
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    }
}
