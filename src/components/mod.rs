//! Parts that several pages share: one file each, its style in `style/` under the same name.
//!
//! They are rendered natively and never change in the browser, so they are plain functions.

pub(crate) mod a_to_z;
pub(crate) mod bottom_bar;
pub(crate) mod breadcrumb;
pub(crate) mod calls_to_action;
pub(crate) mod closing;
pub(crate) mod contents_list;
pub(crate) mod crisis_help;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod page_cards;
pub(crate) mod page_foot;
pub(crate) mod page_head;
pub(crate) mod page_links;
pub(crate) mod page_meta;
pub(crate) mod previous_next;
pub(crate) mod prose;
