//! One stored request, whole, to read in a terminal.

use crate::export::ExportError;
use crate::list::printable;
use crate::saved::SavedRequest;
use crate::time_zone::TimeZone;
use std::io::Write;

/// Writes a request, a line for each answer that was given, the message last and as it was written.
/// The time is in the time zone `zone`. Control characters are shown as `�`.
///
/// # Errors
/// [`ExportError`].
pub fn request(
    saved: &SavedRequest,
    zone: &TimeZone,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    let received = format!("{} {zone}", zone.local(&saved.received_at));
    let consent = if saved.consent { "yes" } else { "no" };
    for (label, answer) in [
        ("Reference", Some(&saved.reference)),
        ("Received", Some(&received)),
        ("Name", Some(&saved.name)),
        ("Contact by", Some(&saved.contact_preference)),
        ("Phone", saved.phone.as_ref()),
        ("Dial", saved.phone_dialable.as_ref()),
        ("Email", saved.email.as_ref()),
        ("Best time", saved.best_time.as_ref()),
        ("Topic", saved.topic.as_ref()),
        ("Consent", Some(&consent.to_owned())),
        ("Id", Some(&saved.id)),
    ] {
        if let Some(answer) = answer {
            writeln!(output, "{:12}{}", format!("{label}:"), printable(answer))?;
        }
    }
    if let Some(message) = &saved.message {
        writeln!(output, "Message:")?;
        for line in message.lines() {
            writeln!(output, "{}", printable(line))?;
        }
    }
    Ok(())
}
