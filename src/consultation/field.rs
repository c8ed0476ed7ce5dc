//! One field of the form: label, hint, error and control, tied together as the GOV.UK Design System ties them.

use consultation_rules::field::{Control, Field, FieldSpec, Required};
use consultation_rules::{MESSAGE_MAX, count_characters};
use leptos::either::EitherOf5;
use leptos::html;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::grouped;
use super::spelling_question::SpellingQuestion;
use super::state::SubmissionState;
use crate::page_file::Choice;
use crate::routing::use_current_page;
use crate::site_info::SiteInfo;

/// The count is read out this long after the last keystroke: earlier it would be noise.
const COUNT_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// A row of the table of fields. The controls are uncontrolled: what stands in them belongs to the visitor, also before the
/// app has started. A form that is built anew begins with what was typed before.
#[component]
pub(super) fn FormField(spec: &'static FieldSpec) -> impl IntoView {
    let state: SubmissionState = expect_context();
    let typed = state.typed.with_untracked(|typed| typed.get(spec.field).to_owned());
    let has_error = move || state.errors.with(|errors| errors.iter().any(|error| error.field == spec.field));
    let invalid = move || has_error().then_some("true");
    let class = [
        "field field-",
        spec.name,
    ]
    .concat();
    let required = matches!(spec.required, Required::Always);
    match spec.control {
        // None of them is prose: the keyboard must not correct or underline names and addresses. A name is written in the
        // direction of its own script; numbers and email addresses keep the page's.
        Control::Text {
            input_type,
            autocomplete,
        } => {
            let input: NodeRef<html::Input> = NodeRef::new();
            EitherOf5::A(view! {
                <div class=class class:has-error=has_error>
                    <label class="label" for=spec.name>{spec.label}</label>
                    <Hint spec/>
                    <ErrorMessage spec/>
                    <input
                        class="input"
                        id=spec.name
                        name=spec.name
                        type=input_type
                        autocomplete=autocomplete
                        autocapitalize=(input_type == "email").then_some("none")
                        spellcheck="false"
                        dir=(input_type == "text").then_some("auto")
                        required=required
                        value=(!typed.is_empty()).then_some(typed)
                        aria-invalid=invalid
                        aria-describedby=described_by(spec, has_error)
                        node_ref=input
                    />
                    {(spec.field == Field::Email).then(|| view! { <SpellingQuestion input/> })}
                </div>
            })
        }
        Control::Radios(choices) => EitherOf5::B(view! {
            <fieldset class=class class:has-error=has_error aria-describedby=described_by(spec, has_error)>
                <legend class="label">{spec.label}</legend>
                <Hint spec/>
                <ErrorMessage spec/>
                <div class="choices">
                    {choices
                        .iter()
                        .enumerate()
                        .map(|(index, choice)| {
                            // The first is the one that the error summary links to.
                            let id = if index == 0 {
                                spec.name.to_owned()
                            } else {
                                [spec.name, "-", choice.value].concat()
                            };
                            view! {
                                <div class="choice">
                                    <input
                                        type="radio"
                                        id=id.clone()
                                        name=spec.name
                                        value=choice.value
                                        required=required
                                        checked=typed == choice.value
                                        aria-invalid=invalid
                                    />
                                    <label for=id>{choice.label}</label>
                                </div>
                            }
                        })
                        .collect::<Vec<_>>()}
                </div>
            </fieldset>
        }),
        Control::Select(choices) => {
            let topics = use_current_page().with_untracked(|page| page.topics.clone());
            let own = choices.iter().map(|choice| Choice {
                value: choice.value.to_owned(),
                label: choice.label.to_owned(),
            });
            EitherOf5::C(view! {
                <div class=class class:has-error=has_error>
                    <label class="label" for=spec.name>{spec.label}</label>
                    <Hint spec/>
                    <ErrorMessage spec/>
                    <select
                        class="input"
                        id=spec.name
                        name=spec.name
                        aria-invalid=invalid
                        aria-describedby=described_by(spec, has_error)
                    >
                        <option value="">"Choose, or leave empty"</option>
                        {topics
                            .into_iter()
                            .chain(own)
                            .map(|choice| view! {
                                <option value=choice.value.clone() selected=typed == choice.value>{choice.label}</option>
                            })
                            .collect::<Vec<_>>()}
                    </select>
                </div>
            })
        }
        Control::TextArea { .. } => EitherOf5::D(view! {
            <div class=class class:has-error=has_error>
                <label class="label" for=spec.name>{spec.label}</label>
                <Hint spec/>
                <ErrorMessage spec/>
                <textarea
                    class="input"
                    id=spec.name
                    name=spec.name
                    rows="5"
                    spellcheck="true"
                    dir="auto"
                    aria-invalid=invalid
                    aria-describedby=move || {
                        let count = [spec.name, "-limit"].concat();
                        Some([described_by(spec, has_error)().unwrap_or_default(), count].join(" ").trim().to_owned())
                    }
                >{typed}</textarea>
                <CharacterCount spec/>
            </div>
        }),
        Control::Checkbox => EitherOf5::E(view! {
            <div class=class class:has-error=has_error>
                <ErrorMessage spec/>
                <div class="choice">
                    <input
                        type="checkbox"
                        id=spec.name
                        name=spec.name
                        value="yes"
                        required=required
                        checked=!typed.is_empty()
                        aria-invalid=invalid
                        aria-describedby=described_by(spec, has_error)
                    />
                    <label for=spec.name>{spec.label}</label>
                </div>
                <ConsentHint/>
            </div>
        }),
    }
}

/// The ids that describe a field's control: its hint and, while there is one, its error.
fn described_by(
    spec: &'static FieldSpec,
    has_error: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    move || {
        let hint = spec.hint.map(|_| [spec.name, "-hint"].concat());
        let error = has_error().then(|| error_id(spec));
        match (hint, error) {
            (Some(hint), Some(error)) => Some([hint, error].join(" ")),
            (hint, error) => hint.or(error),
        }
    }
}

fn error_id(spec: &FieldSpec) -> String {
    [spec.name, "-error"].concat()
}

/// What the field is for, below its label.
#[component]
fn Hint(spec: &'static FieldSpec) -> impl IntoView {
    spec.hint
        .map(|hint| view! { <p class="hint" id=[spec.name, "-hint"].concat()>{hint}</p> })
}

/// What to correct, while there is something to correct.
#[component]
fn ErrorMessage(spec: &'static FieldSpec) -> impl IntoView {
    let state: SubmissionState = expect_context();
    move || {
        state.error(spec.field).map(|message| {
            view! {
                <p class="error-message" id=error_id(spec)>
                    // The color says it to the eye; this says it to the ear.
                    <span class="visually-hidden">"Error: "</span>
                    <span>{message}</span>
                </p>
            }
        })
    }
}

/// How many characters the message may still have: at once for the eye, after a pause for the ear.
#[component]
fn CharacterCount(spec: &'static FieldSpec) -> impl IntoView {
    let state: SubmissionState = expect_context();
    let count = Memo::new(move |_| {
        state.typed.with(|typed| count_characters(typed.get(spec.field)))
    });
    let spoken = RwSignal::new(String::new());
    Effect::watch(
        move || count.get(),
        move |count, _, pause: Option<Option<TimeoutHandle>>| {
            if let Some(earlier) = pause.flatten() {
                earlier.clear();
            }
            let count = *count;
            set_timeout_with_handle(move || spoken.set(characters_left(count)), COUNT_PAUSE).ok()
        },
        false,
    );
    view! {
        <p class="hint count" class:count-over=move || MESSAGE_MAX < count.get() id=[spec.name, "-limit"].concat()>
            {move || characters_left(count.get())}
        </p>
        <p class="visually-hidden" role="status">{move || spoken.get()}</p>
    }
}

/// "You have 12 characters left", or how many there are too many; without a message, how many there may be.
fn characters_left(count: usize) -> String {
    if count == 0 {
        return ["You can write up to ", &grouped(MESSAGE_MAX), " characters"].concat();
    }
    let (number, ending) = if count > MESSAGE_MAX {
        (count - MESSAGE_MAX, "too many")
    } else {
        (MESSAGE_MAX - count, "left")
    };
    let unit = if number == 1 {
        " character "
    } else {
        " characters "
    };
    ["You have ", &grouped(number), unit, ending].concat()
}

/// Where to read what happens to the answers.
#[component]
fn ConsentHint() -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let privacy = site.with_value(|site| site.href("/privacy"));
    view! { <p class="hint">"What happens to them is on our " <a href=privacy>"privacy page"</a> "."</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_speaks_of_what_is_left_and_of_what_is_too_much() {
        for (count, words) in [
            (0, "You can write up to 1,000 characters"),
            (1, "You have 999 characters left"),
            (999, "You have 1 character left"),
            (1_000, "You have 0 characters left"),
            (2_001, "You have 1,001 characters too many"),
        ] {
            assert_eq!(characters_left(count), words);
        }
    }
}
