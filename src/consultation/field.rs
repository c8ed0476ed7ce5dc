//! One field of the form: label, hint, error and control, connected by ids as in the GOV.UK Design System.

use consultation_rules::{
    self as rules, Control, Field, FieldSpec, MESSAGE_MAX, Required, count_characters,
};
use leptos::either::{Either, EitherOf4};
use leptos::html;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::grouped;
use super::spelling_question::SpellingQuestion;
use super::state::SubmissionState;
use crate::page_file::Choice;
use crate::routing::use_current_page;
use crate::site_info::SiteInfo;

/// Screen readers hear the count this long after the last keystroke; while someone types it would interrupt.
const COUNT_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// A row of the table of fields. Its inputs are uncontrolled, because visitors may type before the app has started. A
/// form that is built anew starts with what was typed before.
#[component]
pub(super) fn FormField(spec: &'static FieldSpec) -> impl IntoView {
    match spec.control {
        Control::Radios(choices) => Either::Left(view! { <RadioField spec choices/> }),
        _ => Either::Right(view! { <SingleField spec/> }),
    }
}

/// A field of one control. A checkbox has its label beside it, the others above.
#[component]
fn SingleField(spec: &'static FieldSpec) -> impl IntoView {
    let is_checkbox = matches!(spec.control, Control::Checkbox);
    let label =
        (!is_checkbox).then(|| view! { <label class="label" for=spec.name>{spec.label}</label> });
    let input = NodeRef::new();
    let control = match spec.control {
        Control::Text {
            input_type,
            autocomplete,
        } => EitherOf4::A(view! { <TextInput spec input_type autocomplete input/> }),
        Control::Select(choices) => EitherOf4::B(view! { <Select spec choices/> }),
        Control::Checkbox => EitherOf4::C(view! { <Checkbox spec/> }),
        Control::TextArea { .. } | Control::Radios(_) => EitherOf4::D(view! { <TextArea spec/> }),
    };
    view! {
        <div class=field_class(spec)>
            {label}
            <Hint spec/>
            <ErrorMessage spec/>
            {control}
            {(spec.field == Field::Email).then(|| view! { <SpellingQuestion input/> })}
        </div>
    }
}

/// A group of radio buttons, described as a whole.
#[component]
fn RadioField(spec: &'static FieldSpec, choices: &'static [rules::Choice]) -> impl IntoView {
    let typed = typed_before(spec);
    let buttons: Vec<_> = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            // The error summary links to the field's name, which is the id of the first button.
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
                        required=is_required(spec)
                        checked=typed == choice.value
                        aria-invalid=invalid(spec)
                    />
                    <label for=id>{choice.label}</label>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class=field_class(spec) aria-describedby=described_by(spec)>
            <legend class="label">{spec.label}</legend>
            <Hint spec/>
            <ErrorMessage spec/>
            <div class="choices">{buttons}</div>
        </fieldset>
    }
}

/// A line of text. Browsers must not correct or underline names and addresses, so there is no spell checking. A name is
/// written in the direction of its own script; numbers and email addresses keep the page's.
#[component]
fn TextInput(
    spec: &'static FieldSpec,
    input_type: &'static str,
    autocomplete: &'static str,
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let typed = typed_before(spec);
    view! {
        <input
            class="input"
            id=spec.name
            name=spec.name
            type=input_type
            autocomplete=autocomplete
            autocapitalize=(input_type == "email").then_some("none")
            spellcheck="false"
            dir=(input_type == "text").then_some("auto")
            required=is_required(spec)
            value=(!typed.is_empty()).then_some(typed)
            aria-invalid=invalid(spec)
            aria-describedby=described_by(spec)
            node_ref=input
        />
    }
}

/// A list of choices: the content's, then the table's own.
#[component]
fn Select(spec: &'static FieldSpec, choices: &'static [rules::Choice]) -> impl IntoView {
    let typed = typed_before(spec);
    let own = choices.iter().map(|choice| Choice {
        value: choice.value.to_owned(),
        label: choice.label.to_owned(),
    });
    let options: Vec<_> = use_current_page()
        .with_untracked(|page| page.topics.clone())
        .into_iter()
        .chain(own)
        .map(|choice| {
            let is_chosen = typed == choice.value;
            view! { <option value=choice.value selected=is_chosen>{choice.label}</option> }
        })
        .collect();
    view! {
        <select
            class="input"
            id=spec.name
            name=spec.name
            aria-invalid=invalid(spec)
            aria-describedby=described_by(spec)
        >
            <option value="">"Choose, or leave empty"</option>
            {options}
        </select>
    }
}

/// Several lines of text, counted.
#[component]
fn TextArea(spec: &'static FieldSpec) -> impl IntoView {
    let described_by = described_by(spec);
    let described_by_count_too = move || {
        let count = [spec.name, "-limit"].concat();
        match described_by() {
            Some(ids) => [ids, count].join(" "),
            None => count,
        }
    };
    view! {
        <textarea
            class="input"
            id=spec.name
            name=spec.name
            rows="5"
            spellcheck="true"
            dir="auto"
            aria-invalid=invalid(spec)
            aria-describedby=described_by_count_too
        >
            {textarea_content(typed_before(spec))}
        </textarea>
        <CharacterCount spec/>
    }
}

/// A checkbox with its label beside it.
#[component]
fn Checkbox(spec: &'static FieldSpec) -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let privacy = site.with_value(|site| site.href("/privacy"));
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id=spec.name
                name=spec.name
                value=rules::CHECKED
                required=is_required(spec)
                checked=!typed_before(spec).is_empty()
                aria-invalid=invalid(spec)
                aria-describedby=described_by(spec)
            />
            <label for=spec.name>{spec.label}</label>
        </div>
        <p class="hint">"What happens to them is on our " <a href=privacy>"privacy page"</a> "."</p>
    }
}

/// What was typed into the field before this form was built.
fn typed_before(spec: &FieldSpec) -> String {
    let state: SubmissionState = expect_context();
    state
        .typed
        .with_untracked(|typed| typed.get(spec.field).to_owned())
}

/// Whether the field has the attribute `required`, which counts where the app does not run.
fn is_required(spec: &FieldSpec) -> bool {
    matches!(spec.required, Required::Always)
}

fn field_class(spec: &'static FieldSpec) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let state: SubmissionState = expect_context();
    move || {
        let error = if state.has_error(spec.field) {
            " has-error"
        } else {
            ""
        };
        ["field field-", spec.name, error].concat()
    }
}

fn invalid(
    spec: &'static FieldSpec,
) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    let state: SubmissionState = expect_context();
    move || state.has_error(spec.field).then_some("true")
}

/// What stands in a `<textarea>`. Natively Leptos writes it as it is, without escaping it; and the parser drops one line
/// break after the tag (HTML Standard, 13.2.6.4.7), so a text gets one to drop. In the browser it is a text node.
#[must_use]
pub fn textarea_content(typed: String) -> String {
    #[cfg(feature = "ssr")]
    if !typed.is_empty() {
        return ["\n", &html_escape::encode_text(&typed)].concat();
    }
    typed
}

/// The ids that describe a field's control: its hint and, while there is one, its error.
fn described_by(
    spec: &'static FieldSpec,
) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    let state: SubmissionState = expect_context();
    move || {
        let hint = spec.hint.map(|_| [spec.name, "-hint"].concat());
        let error = state.has_error(spec.field).then(|| error_id(spec));
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
                    // For screen readers; on the screen the color says it.
                    <span class="visually-hidden">"Error: "</span>
                    <span>{message}</span>
                </p>
            }
        })
    }
}

/// How many characters the message may still have: shown at once, announced to screen readers after a pause.
#[component]
fn CharacterCount(spec: &'static FieldSpec) -> impl IntoView {
    let state: SubmissionState = expect_context();
    let count = Memo::new(move |_| {
        state
            .typed
            .with(|typed| count_characters(typed.get(spec.field)))
    });
    let shown =
        RwSignal::new(["You can write up to ", &grouped(MESSAGE_MAX), " characters"].concat());
    let spoken = RwSignal::new(String::new());
    Effect::watch(
        move || count.get(),
        move |count, _, pause: Option<Option<TimeoutHandle>>| {
            if let Some(earlier) = pause.flatten() {
                earlier.clear();
            }
            let words = characters_left(*count);
            shown.set(words.clone());
            set_timeout_with_handle(move || spoken.set(words), COUNT_PAUSE).ok()
        },
        false,
    );
    let class = move || {
        if count.get() > MESSAGE_MAX {
            "hint count count-over"
        } else {
            "hint count"
        }
    };
    view! {
        <p class=class id=[spec.name, "-limit"].concat()>
            {move || shown.get()}
        </p>
        <p class="visually-hidden" role="status">
            {move || spoken.get()}
        </p>
    }
}

/// "You have 12 characters left", or how many there are too many.
fn characters_left(count: usize) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_speaks_of_what_is_left_and_of_what_is_too_much() {
        for (count, words) in [
            (0, "You have 1,000 characters left"),
            (1, "You have 999 characters left"),
            (999, "You have 1 character left"),
            (1_000, "You have 0 characters left"),
            (2_001, "You have 1,001 characters too many"),
        ] {
            assert_eq!(characters_left(count), words);
        }
    }
}
