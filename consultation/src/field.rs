//! The fields of the form: names on the wire, words on the page, limits and choices.

use std::ops::RangeInclusive;

/// Name of the trap field, hidden from people and from assistive technology.
///
/// A request in which it isn't empty comes from a program: answer it like a success, store nothing.
/// The name is one that no browser's autofill knows. `website` or `company`, the usual baits, can
/// be filled from a person's contact card, and that person's request would vanish.
pub const HONEYPOT: &str = "referral_code";

/// Name of the optional field that says how many milliseconds passed between showing the page and
/// sending. Absent without scripting.
pub const ELAPSED: &str = "elapsed_ms";

/// A request sent sooner after its page was shown than this, in milliseconds, was not typed by a person: the
/// endpoint asks for it again a little later, which programs that post blindly do not do. The page waits it
/// out beforehand, for people whose browser fills in everything.
pub const ELAPSED_LEAST_MS: u64 = 1_000;

/// Most characters a name may have after trimming, counted by [`count_characters`](crate::count_characters).
pub const NAME_MAX: usize = 120;

/// Most characters an email address may have (RFC 5321's path limit of 256 without its brackets).
pub const EMAIL_MAX: usize = 254;

/// Most characters a message may have, counted by [`count_characters`](crate::count_characters) as typed.
pub const MESSAGE_MAX: usize = 1000;

/// How many digits a phone number may have, extension not counted. E.164 allows 15; 7 is a local
/// number without its area code.
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

/// A question of the form. The order is the page's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The person's full name. Required.
    Name,
    /// How to contact the person: a [`ContactPreference`]. Required.
    ContactPreference,
    /// Phone number. Required for a call or a text message.
    Phone,
    /// Email address. Required for email.
    Email,
    /// When to call or text: a [`BestTime`]. Optional.
    BestTime,
    /// What the request is about: a condition's slug or one of [`topic`](crate::topic). Optional.
    Topic,
    /// Free text of at most [`MESSAGE_MAX`] characters. Optional.
    Message,
    /// Leave to use the answers for a reply. Required.
    Consent,
}

impl Field {
    /// All fields in page order.
    pub const ALL: [Field; 8] = [
        Field::Name,
        Field::ContactPreference,
        Field::Phone,
        Field::Email,
        Field::BestTime,
        Field::Topic,
        Field::Message,
        Field::Consent,
    ];

    /// The field's name on the wire: the JSON key and the control's `name` attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::ContactPreference => "contact_preference",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::BestTime => "best_time",
            Field::Topic => "topic",
            Field::Message => "message",
            Field::Consent => "consent",
        }
    }

    /// The field with this wire name, exactly as [`Field::name`] gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The words of the label or legend. A field that is optional for everyone says so.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Field::Name => "Full name",
            Field::ContactPreference => "How should we contact you?",
            Field::Phone => "Phone number",
            Field::Email => "Email address",
            Field::BestTime => "Best time to call or text (optional)",
            Field::Topic => "What is your request about? (optional)",
            Field::Message => "Message (optional)",
            Field::Consent => "You may use my answers to reply to me",
        }
    }

    /// The hint under the label, for the fields that need one.
    #[must_use]
    pub const fn hint(self) -> Option<&'static str> {
        match self {
            Field::Phone => Some("We’ll only use this to call or text you about your request"),
            Field::Email => Some("We’ll only use this to reply to your request"),
            Field::Message => {
                Some("Do not include medical details. This form is not for emergencies")
            }
            _ => None,
        }
    }
}

/// How a person wants to be contacted.
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
    /// All choices in page order.
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

    /// The words beside the radio button.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            ContactPreference::Phone => "Phone call",
            ContactPreference::Text => "Text message",
            ContactPreference::Email => "Email",
        }
    }

    /// The choice with this wire value.
    #[must_use]
    pub fn from_value(value: &str) -> Option<ContactPreference> {
        ContactPreference::ALL
            .into_iter()
            .find(|choice| choice.value() == value)
    }

    /// The field this choice makes required: [`Field::Phone`] or [`Field::Email`].
    #[must_use]
    pub const fn needs(self) -> Field {
        match self {
            ContactPreference::Phone | ContactPreference::Text => Field::Phone,
            ContactPreference::Email => Field::Email,
        }
    }
}

/// When a call or a text message suits best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BestTime {
    /// Any time.
    Any,
    /// In the morning.
    Morning,
    /// In the afternoon.
    Afternoon,
    /// In the evening.
    Evening,
}

impl BestTime {
    /// All choices in page order.
    pub const ALL: [BestTime; 4] = [
        BestTime::Any,
        BestTime::Morning,
        BestTime::Afternoon,
        BestTime::Evening,
    ];

    /// The value on the wire.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            BestTime::Any => "any",
            BestTime::Morning => "morning",
            BestTime::Afternoon => "afternoon",
            BestTime::Evening => "evening",
        }
    }

    /// The words beside the radio button.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            BestTime::Any => "Any time",
            BestTime::Morning => "Morning",
            BestTime::Afternoon => "Afternoon",
            BestTime::Evening => "Evening",
        }
    }

    /// The choice with this wire value.
    #[must_use]
    pub fn from_value(value: &str) -> Option<BestTime> {
        BestTime::ALL
            .into_iter()
            .find(|choice| choice.value() == value)
    }
}
