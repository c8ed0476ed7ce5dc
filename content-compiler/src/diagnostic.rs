use std::fmt;

/// A fault in a content file: where it is, what it is and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Path as the editor knows it, `content/conditions/ptsd.md`.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl Diagnostic {
    /// Takes the fields in their order.
    #[must_use]
    pub fn new(file: &str, line: usize, problem: String, remedy: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            problem,
            remedy: remedy.into(),
        }
    }
}

/// `file:line: problem. To mend it: remedy.` on one line, which terminals and editors make a link of.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            problem,
            remedy,
        } = self;
        // A sentence that is quoted at the end brings its own stop.
        let has_stop = [".", "?", "!", "…", ".”", "?”", "!”", "…”"]
            .iter()
            .any(|end| problem.ends_with(end));
        let stop = if has_stop { "" } else { "." };
        write!(f, "{file}:{line}: {problem}{stop} To mend it: {remedy}.")
    }
}
