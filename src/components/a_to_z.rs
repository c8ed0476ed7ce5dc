use leptos::prelude::*;

use crate::components::PageLinks;
use crate::content::Page;

/// Pages under their first letters, and above them a line of letters to jump by: for more pages than anyone can look
/// over as cards.
#[component]
pub(crate) fn AToZ(
    /// In any order.
    pages: Vec<&'static Page>,
) -> impl IntoView {
    let groups = by_letter(pages);
    let jumps: Vec<_> = groups
        .iter()
        .map(|(letter, _)| {
            let to = ["#", &id(*letter)].concat();
            view! { <li><a href=to>{letter.to_string()}</a></li> }
        })
        .collect();
    let sections: Vec<_> = groups
        .into_iter()
        .map(|(letter, pages)| {
            view! {
                <section class="wide" aria-labelledby=id(letter)>
                    <h2 id=id(letter)>{letter.to_string()}</h2>
                    <PageLinks pages/>
                </section>
            }
        })
        .collect();
    view! {
        <nav class="letters" aria-label="A to Z"><ol>{jumps}</ol></nav>
        {sections}
    }
}

fn id(letter: char) -> String {
    ["letter-", &letter.to_lowercase().to_string()].concat()
}

/// The pages under the first letter of their short names, both in alphabetical order.
fn by_letter(mut pages: Vec<&'static Page>) -> Vec<(char, Vec<&'static Page>)> {
    pages.sort_by_cached_key(|page| page.nav.to_lowercase());
    let mut groups: Vec<(char, Vec<_>)> = Vec::new();
    for page in pages {
        let letter = page
            .nav
            .chars()
            .next()
            .map_or('#', |first| first.to_ascii_uppercase());
        match groups.last_mut() {
            Some((last, group)) if *last == letter => group.push(page),
            _ => groups.push((letter, vec![page])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Kind;
    use crate::routes;

    #[test]
    fn every_page_stands_once_under_its_letter_and_all_in_alphabetical_order() {
        let pages: Vec<_> = routes::of_kind(Kind::Condition).collect();
        let groups = by_letter(pages.iter().rev().copied().collect());
        let names: Vec<_> = groups
            .iter()
            .flat_map(|(letter, pages)| pages.iter().map(|page| (*letter, page.nav.as_str())))
            .collect();
        assert_eq!(names.len(), pages.len());
        assert!(names.is_sorted(), "{names:?}");
        for (letter, name) in names {
            assert!(name.starts_with(letter), "{name} under {letter}");
        }
    }
}
