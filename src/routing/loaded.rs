//! Views of routes that wait for the page's file.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyView;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos_router::ChooseView;

use crate::page_file::CurrentPage;

/// A route's view that is built once the page's file is there. The router awaits it, so the old page stays on the
/// screen until then. Natively the file is at hand.
#[derive(Clone, Copy)]
pub(crate) struct Loaded<F>(pub F);

impl<F, V> ChooseView for Loaded<F>
where
    F: Fn() -> V + Send + Clone + 'static,
    V: IntoView + 'static,
{
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(
            clippy::unused_async_trait_impl,
            reason = "natively the file is at hand"
        )
    )]
    async fn choose(self) -> AnyView {
        #[cfg(feature = "hydrate")]
        super::arrival::load().await;
        RouteView((self.0)()).into_any()
    }

    /// Files are fetched ahead by their links; see `prefetch.rs`.
    async fn preload(&self) {}
}

/// The page to show: provided by [`Loaded`] in the browser, by [`crate::render`] natively.
pub(crate) fn use_current_page() -> CurrentPage {
    expect_context()
}

/// A view that is hydrated synchronously and otherwise built anew. `AnyView` keeps the code for everything that its
/// view can do. This wrapper leaves out what no route needs: asynchronous hydration (removed in Leptos 0.9), and
/// rebuilding one page into another in place (7 KB of brotli).
struct RouteView<V>(V);

impl<V: Render> Render for RouteView<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        let mut new = self.0.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl<V: AddAnyAttr> AddAnyAttr for RouteView<V> {
    type Output<NewAttr: Attribute> = V::Output<NewAttr>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self.0.add_any_attr(attr)
    }
}

impl<V: RenderHtml> RenderHtml for RouteView<V> {
    type AsyncOutput = V::AsyncOutput;
    type Owned = RouteView<V::Owned>;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self::AsyncOutput {
        self.0.resolve().await
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        RouteView(self.0.into_owned())
    }
}
