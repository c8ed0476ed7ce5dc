//! Parts that several pages share: one file each, its style in `style/` under the same name.
//!
//! Those that never change once rendered are plain functions that give one type of view; only what follows a
//! signal is a component. Both choices keep the binary small.

pub(crate) mod bottom_bar;
pub(crate) mod calls_to_action;
pub(crate) mod contents_list;
pub(crate) mod crisis_help;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod page_cards;
pub(crate) mod page_foot;
pub(crate) mod page_head;
pub(crate) mod page_links;
pub(crate) mod prose;
pub(crate) mod sending_notice;
