//! The fields of the form: one table of names on the wire, words on the page, controls and choices.

use crate::topic;
use std::ops::RangeInclusive;

/// Name of the trap field, hidden from people and from assistive technology.
///
/// A request in which it isn't empty comes from a program: answer it like a success, store nothing.
/// The name is one that no browser's autofill knows. `website` or `company`, the usual baits, can
/// be filled from a person's contact card, and that person's request would vanish.
pub const HONEYPOT: &str = "referral_code";

/// What a checked checkbox is in a [`Submission`](crate::Submission) and in a urlencoded form.
pub const CHECKED: &str = "yes";

/// Most characters a name may have after trimming, counted by [`count_characters`](crate::count_characters).
pub const NAME_MAX: usize = 120;

/// Most bytes of UTF-8 an email address may have (RFC 5321's path limit of 256 without its brackets).
/// A person's address in ASCII has as many characters.
pub const EMAIL_MAX: usize = 254;

/// Most characters a message may have, counted by [`count_characters`](crate::count_characters) as typed.
pub const MESSAGE_MAX: usize = 1000;

/// How many digits a phone number may have, extension not counted. E.164 allows 15; 7 is a local
/// number without its area code.
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

/// A question of the form. The order is the page's order.
///
/// A new field is a variant here, a row of [`FIELDS`], a rule in `rules.rs`, and a column in the
/// endpoint's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The person's full name.
    Name,
    /// How to contact the person: a [`ContactPreference`].
    ContactPreference,
    /// Phone number.
    Phone,
    /// Email address.
    Email,
    /// When to call or text; only asked for those.
    BestTime,
    /// What the request is about: a condition's slug or one of [`topic::CHOICES`].
    Topic,
    /// Free text of at most [`MESSAGE_MAX`] characters.
    Message,
    /// Leave to use the answers for a reply.
    Consent,
}

/// One row of [`FIELDS`].
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The field this row describes.
    pub field: Field,
    /// Name on the wire: the JSON key and the control's `name` attribute.
    pub name: &'static str,
    /// Words of the label or legend. A field that is optional for everyone says so.
    pub label: &'static str,
    /// The hint under the label, for the fields that need one.
    pub hint: Option<&'static str>,
    /// How it is filled in.
    pub control: Control,
    /// Who must fill it in.
    pub required: Required,
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug)]
pub enum Control {
    /// A one-line text field.
    Text {
        /// The input's `type`: `text`, `tel` or `email`.
        input_type: &'static str,
        /// Autofill token (HTML Standard, 4.10.18.7).
        autocomplete: &'static str,
    },
    /// Radio buttons.
    Radios(&'static [Choice]),
    /// A list to choose from. The topic's choices come after the conditions that the content has.
    Select(&'static [Choice]),
    /// A text of several lines.
    TextArea {
        /// Most characters, counted by [`count_characters`](crate::count_characters).
        max_characters: usize,
    },
    /// A box whose value is [`CHECKED`] when it is checked.
    Checkbox,
}

/// One choice of [`Control::Radios`] or [`Control::Select`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value on the wire.
    pub value: &'static str,
    /// The words beside the radio button or in the list.
    pub label: &'static str,
}

/// Who must fill in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// Everyone.
    Always,
    /// Who wants to be contacted in one of these ways.
    ForContactBy(&'static [ContactPreference]),
    /// Nobody.
    Never,
}

impl Required {
    /// Whether someone who wants to be contacted this way must fill in the field. Without a
    /// preference only what everyone must fill in is required.
    #[must_use]
    pub fn applies_to(self, preference: Option<ContactPreference>) -> bool {
        match self {
            Required::Always => true,
            Required::ForContactBy(ways) => preference.is_some_and(|way| ways.contains(&way)),
            Required::Never => false,
        }
    }
}

/// All fields, in page order.
pub static FIELDS: [FieldSpec; Field::COUNT] = [
    FieldSpec {
        field: Field::Name,
        name: "name",
        label: "Full name",
        hint: None,
        control: Control::Text {
            input_type: "text",
            autocomplete: "name",
        },
        required: Required::Always,
    },
    FieldSpec {
        field: Field::ContactPreference,
        name: "contact_preference",
        label: "How should we contact you?",
        hint: None,
        control: Control::Radios(&[
            Choice {
                value: ContactPreference::Phone.value(),
                label: "Phone call",
            },
            Choice {
                value: ContactPreference::Text.value(),
                label: "Text message",
            },
            Choice {
                value: ContactPreference::Email.value(),
                label: "Email",
            },
        ]),
        required: Required::Always,
    },
    FieldSpec {
        field: Field::Phone,
        name: "phone",
        label: "Phone number",
        hint: Some("We’ll only use this to call or text you about your request"),
        control: Control::Text {
            input_type: "tel",
            autocomplete: "tel",
        },
        required: Required::ForContactBy(&[ContactPreference::Phone, ContactPreference::Text]),
    },
    FieldSpec {
        field: Field::Email,
        name: "email",
        label: "Email address",
        hint: Some("We’ll only use this to reply to your request"),
        control: Control::Text {
            input_type: "email",
            autocomplete: "email",
        },
        required: Required::ForContactBy(&[ContactPreference::Email]),
    },
    FieldSpec {
        field: Field::BestTime,
        name: "best_time",
        label: "Best time to call or text (optional)",
        hint: None,
        control: Control::Radios(&[
            Choice {
                value: "any",
                label: "Any time",
            },
            Choice {
                value: "morning",
                label: "Morning",
            },
            Choice {
                value: "afternoon",
                label: "Afternoon",
            },
            Choice {
                value: "evening",
                label: "Evening",
            },
        ]),
        required: Required::Never,
    },
    FieldSpec {
        field: Field::Topic,
        name: "topic",
        label: "What is your request about? (optional)",
        hint: None,
        control: Control::Select(&topic::CHOICES),
        required: Required::Never,
    },
    FieldSpec {
        field: Field::Message,
        name: "message",
        label: "Message (optional)",
        hint: Some("Do not include medical details. This form is not for emergencies"),
        control: Control::TextArea {
            max_characters: MESSAGE_MAX,
        },
        required: Required::Never,
    },
    FieldSpec {
        field: Field::Consent,
        name: "consent",
        label: "You may use my answers to reply to me",
        hint: None,
        control: Control::Checkbox,
        required: Required::Always,
    },
];

impl Field {
    /// How many fields there are. Made from the last variant, so a new last field goes here too.
    pub const COUNT: usize = Field::Consent as usize + 1;

    /// All fields in page order.
    pub const ALL: [Field; Field::COUNT] = {
        let mut all = [Field::Name; Field::COUNT];
        let mut index = 0;
        while index < Field::COUNT {
            all[index] = FIELDS[index].field;
            // A row in another place than its variant would give one field the words of another.
            assert!(all[index] as usize == index);
            index += 1;
        }
        all
    };

    /// The field's row.
    #[must_use]
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }

    /// The name on the wire; see [`FieldSpec::name`].
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The field with this wire name, exactly as [`Field::name`] gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Field> {
        FIELDS
            .iter()
            .find(|spec| spec.name == name)
            .map(|spec| spec.field)
    }

    /// The words of the label or legend; see [`FieldSpec::label`].
    #[must_use]
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The hint under the label, for the fields that need one.
    #[must_use]
    pub fn hint(self) -> Option<&'static str> {
        self.spec().hint
    }
}

/// How a person wants to be contacted: the values of [`Field::ContactPreference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactPreference {
    /// A phone call.
    Phone,
    /// A text message.
    Text,
    /// An email.
    Email,
}

impl ContactPreference {
    /// All ways, in page order.
    pub const ALL: [ContactPreference; 3] = [
        ContactPreference::Phone,
        ContactPreference::Text,
        ContactPreference::Email,
    ];

    /// The value on the wire.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            ContactPreference::Phone => "phone",
            ContactPreference::Text => "text",
            ContactPreference::Email => "email",
        }
    }

    /// The way with this wire value.
    #[must_use]
    pub fn from_value(value: &str) -> Option<ContactPreference> {
        ContactPreference::ALL
            .into_iter()
            .find(|way| way.value() == value)
    }
}
