//! What has become of a request since it was stored: its status, and how the last attempt went.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;

/// How far the clinic's staff are with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has it yet.
    #[default]
    New,
    /// Somebody of the staff has it.
    InHand,
    /// Nothing is left to do.
    Closed,
}

/// How an attempt to reach the person went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person was reached.
    Reached,
    /// A message was left.
    LeftMessage,
    /// Nobody answered.
    NotReached,
}

impl Status {
    /// All, in the order of a request's way.
    pub const ALL: [Self; 3] = [Self::New, Self::InHand, Self::Closed];

    /// As it is stored, in addresses and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InHand => "in_hand",
            Self::Closed => "closed",
        }
    }

    /// In words for staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::InHand => "In hand",
            Self::Closed => "Closed",
        }
    }

    /// The status that is stored as `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

impl Outcome {
    /// All.
    pub const ALL: [Self; 3] = [Self::Reached, Self::LeftMessage, Self::NotReached];

    /// As it is stored and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::LeftMessage => "left_message",
            Self::NotReached => "not_reached",
        }
    }

    /// In words for staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reached => "Reached",
            Self::LeftMessage => "Left a message",
            Self::NotReached => "Not reached",
        }
    }

    /// The outcome that is stored as `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }
}

impl ToSql for Status {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Status {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Outcome {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Outcome {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}
