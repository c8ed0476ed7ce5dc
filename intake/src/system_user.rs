//! Who runs a command, for the log.

use std::fs;

/// The system's user as the log names it, like `shell:root`; with who has logged in, where that is
/// another and the system keeps it, as after `sudo`: `shell:intake by sample`. Both by the name in
/// `/etc/passwd`, else by the number. Not by the environment, which anybody may set.
#[must_use]
pub fn actor() -> String {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = |id: u32| name_in(&passwd, id).map_or_else(|| id.to_string(), str::to_owned);
    let user = rustix::process::getuid().as_raw();
    // pam_loginuid(8) sets it, once for a login; the highest number stands for none.
    let login = fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    match login.trim().parse() {
        Ok(login) if login != u32::MAX && login != user => {
            format!("shell:{} by {}", name(user), name(login))
        }
        _ => format!("shell:{}", name(user)),
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
