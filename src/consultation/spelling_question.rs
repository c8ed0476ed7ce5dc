//! A question about a likely slip in the email address. It refuses nothing: the address may be right.

use leptos::html;
use leptos::prelude::*;

use super::state::SubmissionState;

/// Asks below the field, and writes an accepted suggestion into its `input`.
#[component]
pub(super) fn SpellingQuestion(input: NodeRef<html::Input>) -> impl IntoView {
    let state: SubmissionState = expect_context();
    let question: NodeRef<html::Div> = NodeRef::new();
    Effect::new(move |_| {
        if state.suggestion.with(Option::is_some)
            && let Some(question) = question.get()
        {
            let _ = question.focus();
        }
    });
    let answer = move |change: bool| {
        let suggestion = state.suggestion.get_untracked().filter(|_| change);
        if let Some(input) = input.get_untracked() {
            if let Some(email) = &suggestion {
                input.set_value(email);
                state
                    .typed
                    .update(|typed| typed.set(consultation_rules::Field::Email, email));
            }
            let _ = input.focus();
        }
        state.answer_spelling(suggestion);
    };
    move || {
        state.suggestion.get().map(|suggestion| view! {
            <div
                class="question"
                id="email-question"
                tabindex="-1"
                role="group"
                aria-labelledby="email-question-text"
                node_ref=question
            >
                <p id="email-question-text">"Did you mean "<strong dir="ltr">{suggestion}</strong>"?"</p>
                <button class="button button-small" type="button" on:click=move |_| answer(true)>"Yes, change it"</button>
                " "
                <button class="button button-small button-quiet" type="button" on:click=move |_| answer(false)>"No, keep mine"</button>
            </div>
        })
    }
}
