//! Notices files that are gone. Trunk 0.22.1 builds after a change of a file, but drops the event of a path that no longer
//! exists, so after a deletion the preview would go on showing the old pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files below some folders, as last seen.
#[derive(Debug)]
pub struct Removals {
    folders: Vec<PathBuf>,
    files: BTreeSet<PathBuf>,
}

impl Removals {
    /// Takes the files that are there now.
    #[must_use]
    pub fn of(folders: Vec<PathBuf>) -> Self {
        let files = files_below(&folders);
        Self { folders, files }
    }

    /// Looks again; whether a file is gone that was there the last time.
    pub fn look(&mut self) -> bool {
        let now = files_below(&self.folders);
        let is_one_gone = self.files.iter().any(|file| !now.contains(file));
        self.files = now;
        is_one_gone
    }
}

/// A folder that is gone has no files.
fn files_below(folders: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for folder in folders {
        add(folder, &mut files);
    }
    files
}

fn add(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            add(&path, files);
        } else {
            files.insert(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_or_folder_that_is_deleted_renamed_or_moved_away_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("pages/deep")).unwrap();
        for name in ["one", "two", "pages/three", "pages/deep/four"] {
            fs::write(path(name), "").unwrap();
        }
        let mut removals = Removals::of(vec![folder.path().to_owned()]);
        assert!(!removals.look());
        fs::write(path("five"), "").unwrap();
        fs::write(path("one"), "changed").unwrap();
        assert!(!removals.look(), "Trunk notices these itself");
        fs::remove_file(path("five")).unwrap();
        assert!(removals.look() && !removals.look());
        fs::rename(path("one"), path("other")).unwrap();
        assert!(removals.look() && !removals.look());
        fs::remove_dir_all(path("pages")).unwrap();
        assert!(removals.look() && !removals.look());
    }
}
