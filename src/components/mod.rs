//! Parts that several pages share: one component a file, its style in `style/` under the same name.
//!
//! They are rendered natively only. What they show never changes in the browser, so none of it is in the WebAssembly.

mod a_to_z;
mod bottom_bar;
mod breadcrumb;
mod calls_to_action;
mod closing;
mod contents_list;
mod crisis_help;
mod footer;
mod header;
mod page_cards;
mod page_date;
mod page_foot;
mod page_head;
mod page_links;
mod page_meta;
mod previous_next;
mod prose;

pub(crate) use a_to_z::AToZ;
pub(crate) use bottom_bar::BottomBar;
pub(crate) use breadcrumb::Breadcrumb;
pub(crate) use calls_to_action::CallsToAction;
pub(crate) use closing::Closing;
pub(crate) use contents_list::ContentsList;
pub(crate) use crisis_help::CrisisHelp;
pub(crate) use footer::Footer;
pub(crate) use header::Header;
pub(crate) use page_cards::PageCards;
pub(crate) use page_date::PageDate;
pub(crate) use page_foot::PageFoot;
pub(crate) use page_head::PageHead;
pub(crate) use page_links::PageLinks;
pub(crate) use page_meta::PageMeta;
pub(crate) use previous_next::PreviousNext;
pub(crate) use prose::Prose;
