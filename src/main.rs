//! The browser's entry point. Built by Trunk; natively there is nothing to run here.

#[cfg(feature = "hydrate")]
fn main() {
    site::start();
}

#[cfg(not(feature = "hydrate"))]
fn main() {
    eprintln!(
        "This is the site for the browser. Run `make serve` to see it, `make build` to publish it."
    );
    std::process::exit(2);
}
