//! Everything the running app knows. It lives in memory, for as long as the page is open: never in storage,
//! addresses or the console.
//!
//! One signal holds all of it: each type of signal costs the visitor a kilobyte, and what follows it compares before
//! it touches the page.

use leptos::prelude::*;

use crate::consultation::Request;
use crate::routes::{Route, route};

/// What the app knows.
pub(crate) struct State {
    /// Path within the site of the page that is shown.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Changes whenever a page is put on the screen.
    pub showing: u32,
    /// The visitor's request for a consultation.
    pub request: Request,
}

impl State {
    /// The route of the page that is shown.
    pub(crate) fn route(&self) -> Route {
        route(&self.path)
    }
}

/// A handle to the state.
#[derive(Clone, Copy)]
pub(crate) struct App(RwSignal<State>);

impl App {
    /// At the start, with nothing typed, while a page is shown.
    pub(crate) fn new(path: String, title: String) -> Self {
        Self(RwSignal::new(State {
            path,
            title,
            showing: 0,
            request: Request::default(),
        }))
    }

    /// Reads.
    pub(crate) fn read<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.0.with_untracked(read)
    }

    /// Reads, and has the effect or the view around it run again when something changes.
    pub(crate) fn follow<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.0.with(read)
    }

    /// Changes.
    pub(crate) fn change<T>(self, change: impl FnOnce(&mut State) -> T) -> T {
        fn told(signal: RwSignal<State>, change: &mut dyn FnMut(&mut State)) {
            signal.update(|state| change(state));
        }
        let (mut change, mut result) = (Some(change), None);
        told(self.0, &mut |state| {
            result = change.take().map(|change| change(state));
        });
        result.expect("the signal lives as long as the app")
    }
}
