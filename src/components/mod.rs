//! Parts of the shell and parts that several pages share: one component a file, its style in `style/` under the same
//! name.
//!
//! Components behind the feature `ssr` are used in finished HTML only and are not in the WebAssembly.

#[cfg(feature = "ssr")]
mod a_to_z;
mod bottom_bar;
#[cfg(feature = "ssr")]
mod breadcrumb;
mod calls_to_action;
#[cfg(feature = "ssr")]
mod closing;
#[cfg(feature = "ssr")]
mod contents_list;
mod crisis_help;
mod footer;
mod header;
#[cfg(feature = "ssr")]
mod page_cards;
#[cfg(feature = "ssr")]
mod page_date;
#[cfg(feature = "ssr")]
mod page_foot;
#[cfg(feature = "ssr")]
mod page_head;
#[cfg(feature = "ssr")]
mod page_links;
#[cfg(feature = "ssr")]
mod page_meta;
#[cfg(feature = "ssr")]
mod previous_next;
#[cfg(feature = "ssr")]
mod prose;
mod submission_notice;

#[cfg(feature = "ssr")]
pub(crate) use a_to_z::AToZ;
pub(crate) use bottom_bar::BottomBar;
#[cfg(feature = "ssr")]
pub(crate) use breadcrumb::Breadcrumb;
pub(crate) use calls_to_action::CallsToAction;
#[cfg(feature = "ssr")]
pub(crate) use closing::Closing;
#[cfg(feature = "ssr")]
pub(crate) use contents_list::ContentsList;
pub(crate) use crisis_help::CrisisHelp;
pub(crate) use footer::Footer;
pub(crate) use header::Header;
#[cfg(feature = "ssr")]
pub(crate) use page_cards::PageCards;
#[cfg(feature = "ssr")]
pub(crate) use page_date::PageDate;
#[cfg(feature = "ssr")]
pub(crate) use page_foot::PageFoot;
#[cfg(feature = "ssr")]
pub(crate) use page_head::PageHead;
#[cfg(feature = "ssr")]
pub(crate) use page_links::PageLinks;
#[cfg(feature = "ssr")]
pub(crate) use page_meta::PageMeta;
#[cfg(feature = "ssr")]
pub(crate) use previous_next::PreviousNext;
#[cfg(feature = "ssr")]
pub(crate) use prose::{Prose, prose};
pub(crate) use submission_notice::SubmissionNotice;
