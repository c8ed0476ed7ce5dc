//! One page of the app as HTML.

use any_spawner::Executor;
use futures::{StreamExt, executor::block_on};
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;
use leptos_router::location::RequestUrl;
use std::sync::Arc;

use crate::app::App;
use crate::content::Page;
use crate::environment::Environment;

/// A page's own part of `<head>` and its `<body>`.
pub(super) struct Rendered {
    pub head: String,
    pub body: String,
}

/// Renders a page exactly as the app in the browser would, so that the app can take it over.
pub(super) fn page(page: &Page, environment: &Environment) -> Rendered {
    let _ = Executor::init_futures_executor();
    let (meta, meta_output) = ServerMetaContext::new();
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new())));
    let body = owner.with(|| {
        provide_context(RequestUrl::new(&environment.href(page.path)));
        provide_context(environment.clone());
        provide_context(meta);
        App().into_view().to_html()
    });
    // The elements are collected by the function that would write them into a streamed document.
    let document = "<head><!--HEAD--></head>".to_owned();
    let stream = futures::stream::once(async move { document }).boxed();
    let head = block_on(async {
        meta_output
            .inject_meta_context(stream)
            .await
            .collect::<Vec<_>>()
            .await
            .concat()
    });
    drop(owner);
    let head = head
        .trim_start_matches("<head><!--HEAD-->")
        .trim_end_matches("</head>")
        .to_owned();
    Rendered { head, body }
}
