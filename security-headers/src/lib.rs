//! The security headers, from one source.
//!
//! The prerenderer writes them into every page (`<meta>`) and into files for static hosts and nginx; `intake` sends
//! them. [`policy`] makes the content security policy, [`page`] reads and changes it in a finished page, [`files`]
//! writes what hosts read.

pub mod files;
pub mod page;
pub mod policy;

/// Headers for every answer, whatever it is: all but the content security policy, and what only HTTPS can carry.
///
/// - `Permissions-Policy` refuses every powerful feature that Chromium knows; the site uses none. A name that it does
///   not know yet would stand as a warning in every visitor's console.
/// - `Cross-Origin-Opener-Policy`, `-Embedder-Policy` and `-Resource-Policy` keep the pages in a process of their own
///   and everything here out of other sites' pages (HTML Standard, 7.1.3; Fetch Standard, 3.7).
/// - `X-Frame-Options` says to old browsers what `frame-ancestors` says to the others.
pub const ALWAYS: [(&str, &str); 7] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Frame-Options", "DENY"),
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
         encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), \
         idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), \
         picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), \
         screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), \
         xr-spatial-tracking=()",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// Only over HTTPS (RFC 6797, 7.2): two years, for this name alone. The names below it may have hosts that speak plain
/// HTTP, and `preload` cannot be taken back for months and binds the whole registered domain: both are the clinic's to
/// decide, not the site's.
pub const STRICT_TRANSPORT_SECURITY: (&str, &str) =
    ("Strict-Transport-Security", "max-age=63072000");

/// For answers that no browser should show as a page, such as JSON or an icon.
pub const NOT_A_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
