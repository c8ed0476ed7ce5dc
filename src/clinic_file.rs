//! `clinic.json`: what a program beside the site, such as `intake`, has to know of the clinic, without reading it out of
//! pages. Native only.

use serde::{Deserialize, Serialize};

use crate::content::site;

/// The file's name, at the root of the built site.
pub const FILE_NAME: &str = "clinic.json";

/// The content of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClinicFile {
    /// Name of the clinic's time zone in the IANA database.
    pub time_zone: String,
    /// The clinic's phone number as people write it.
    pub phone: String,
}

impl ClinicFile {
    /// What the content says.
    ///
    /// # Panics
    /// If none has been loaded and the repository's own has an error; see [`site`].
    #[must_use]
    pub fn of_content() -> Self {
        let clinic = &site().settings.clinic;
        Self {
            time_zone: clinic.time_zone.value.clone(),
            phone: clinic.phone.value.clone(),
        }
    }
}
