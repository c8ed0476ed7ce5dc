//! One stored request, whole, to read in a terminal.

use crate::export::ExportError;
use crate::list::printable;
use crate::saved::SavedRequest;
use crate::staff::requests::{Note, kind_label};
use crate::time_zone::TimeZone;
use std::io::Write;

/// Writes a request, a line for each answer that was given, the message last and as it was written.
/// Then its `notes`. `consent` is the wording the person agreed to, if it is known. Times are in the
/// time zone `zone`. Control characters are shown as `�`.
///
/// # Errors
/// [`ExportError`].
pub fn request(
    saved: &SavedRequest,
    consent: Option<&str>,
    notes: &[Note],
    zone: &TimeZone,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    let received = format!("{} {zone}", zone.local(&saved.received_at));
    let agreed = if saved.consent { "yes" } else { "no" };
    let consent = consent.map_or_else(|| agreed.to_owned(), |text| format!("{agreed}: {text}"));
    let time = |stored: &Option<String>| {
        let stored = stored.as_ref()?;
        Some(format!("{} {zone}", zone.local(stored)))
    };
    let status = saved.status.label().to_owned();
    let outcome = saved.outcome.map(|outcome| outcome.label().to_owned());
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
        ("Consent", Some(&consent)),
        ("Status", Some(&status)),
        ("Has it", saved.assigned_to.as_ref()),
        ("Outcome", outcome.as_ref()),
        ("Closed", time(&saved.closed_at).as_ref()),
        ("No contact", time(&saved.stop_contact_at).as_ref()),
        ("Corrected", time(&saved.corrected_at).as_ref()),
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
    for note in notes {
        let at = zone.local(&note.at);
        let (author, what) = (printable(&note.author), kind_label(&note.kind));
        writeln!(output, "{at} {author} {what}")?;
        for line in note.text.lines() {
            writeln!(output, "    {}", printable(line))?;
        }
    }
    Ok(())
}
