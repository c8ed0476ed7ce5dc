//! Who runs a command, for the log.

use std::fs;

/// The system's user as the log names it, like `shell:root`: by the name in `/etc/passwd`, else by
/// the number. Not by the environment, which anybody may set.
#[must_use]
pub fn actor() -> String {
    let id = rustix::process::getuid().as_raw();
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    match name_in(&passwd, id) {
        Some(name) => format!("shell:{name}"),
        None => format!("shell:{id}"),
    }
}

/// The name of a user in a file like `/etc/passwd` (passwd(5)).
fn name_in(passwd: &str, id: u32) -> Option<&str> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_known_by_the_number() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\nsample:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_in(passwd, 1000), Some("sample"));
        assert_eq!(name_in(passwd, 7), None);
        assert!(actor().starts_with("shell:"));
    }
}
