use crate::{id, response};
use consultation_rules::{Event, Failure, Field, Order, Outcome, Policy, Sending, SuccessResponse};

/// The fake clock starts here: 1994-11-06 08:49:37 UTC.
const NOW: u64 = 784_111_777_000;

/// What may end a try.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Answer(u16, Option<&'static str>, &'static str),
    NetworkError,
    TimedOut,
}

pub(crate) const OK: End = End::Answer(201, None, r#"{"reference":"GW-1"}"#);
pub(crate) const CONFLICT: End = End::Answer(409, None, "");
pub(crate) const FAILED: End = End::Answer(500, None, "");
pub(crate) const GONE: End = End::Answer(404, None, "");
pub(crate) const PAGE: End = End::Answer(200, None, "<!doctype html>");

/// A page without a browser: it obeys orders and moves the fake clock.
pub(crate) struct Page {
    sending: Sending,
    pub(crate) order: Order,
    pub(crate) now: u64,
    random: f64,
    pub(crate) sends: u32,
    pub(crate) waits: Vec<u32>,
}

impl Page {
    pub(crate) fn open(policy: Policy, online: bool, before: bool, random: f64) -> Self {
        let (sending, order) = Sending::start(policy, id(), online, before);
        let mut page = Self {
            sending,
            order: Order::Nothing,
            now: NOW,
            random,
            sends: 0,
            waits: Vec::new(),
        };
        page.note(order);
        page
    }

    fn note(&mut self, order: Order) {
        match order {
            Order::Send { .. } => self.sends += 1,
            Order::Wait { ms } => self.waits.push(ms),
            _ => {}
        }
        // With nothing new the last order stands.
        if order != Order::Nothing {
            self.order = order;
        }
    }

    pub(crate) fn event(&mut self, event: Event<'_>) -> Order {
        let order = self.sending.on(event, self.now, self.random);
        self.note(order.clone());
        order
    }

    pub(crate) fn end(&mut self, end: End) -> Order {
        match end {
            End::Answer(status, retry_after, body) => {
                self.event(Event::Response(&response(status, None, retry_after, body)))
            }
            End::NetworkError => self.event(Event::NetworkError),
            End::TimedOut => self.event(Event::TimedOut),
        }
    }

    /// Lets the ordered wait pass.
    pub(crate) fn wait(&mut self) -> Order {
        let Order::Wait { ms } = self.order else {
            panic!("no wait was ordered but {:?}", self.order);
        };
        self.now += u64::from(ms);
        self.event(Event::WaitOver)
    }
}

fn page() -> Page {
    Page::open(Policy::default(), true, false, 0.5)
}

/// A page whose tries end like this, each after the wait before it.
fn after(ends: &[End]) -> Page {
    let mut page = page();
    for (index, end) in ends.iter().enumerate() {
        if index > 0 {
            page.wait();
        }
        assert!(
            matches!(page.order, Order::Send { .. }),
            "no try {index} but {:?}",
            page.order
        );
        page.end(*end);
    }
    page
}

fn failed(failure: Failure, may_have_arrived: bool) -> Order {
    Order::Finish(Outcome::Failed {
        failure,
        may_have_arrived,
    })
}

fn received() -> Order {
    Order::Finish(Outcome::Received {
        reference: "GW-1".to_owned(),
    })
}

#[test]
fn the_policy_is_that_of_the_contract() {
    let policy = Policy::default();
    assert_eq!(policy.max_tries, 3);
    assert_eq!(policy.timeout_ms, 15_000);
    assert_eq!(policy.longest_wait_ms, 30_000);
    assert!(policy.automatic_retries);
    assert_eq!(policy.success_response, SuccessResponse::Json);
}

#[test]
fn a_request_is_sent_once_and_received() {
    let mut page = page();
    assert_eq!(page.order, Order::Send { timeout_ms: 15_000 });
    assert_eq!(page.end(OK), received());
    assert_eq!(page.sends, 1);
}

#[test]
fn field_errors_finish_at_once() {
    let body = r#"{"errors":{"name":["Enter your full name"],"x":["Too late"]}}"#;
    let page = after(&[End::Answer(422, None, body)]);
    let Order::Finish(Outcome::FieldErrors { fields, general }) = page.order else {
        panic!("{:?}", page.order);
    };
    assert_eq!(fields[0].field, Field::Name);
    assert_eq!(fields[0].message, "Enter your full name");
    assert_eq!(general, ["Too late"]);
}

#[test]
fn a_refusal_is_not_retried_and_has_stored_nothing() {
    for status in [400, 401, 403, 404, 405, 410, 413, 415, 422] {
        let page = after(&[End::Answer(status, None, "")]);
        assert_eq!(page.order, failed(Failure::Refused, false), "{status}");
    }
}

#[test]
fn an_answer_that_is_not_understood_is_not_retried_and_may_have_stored_something() {
    for end in [
        PAGE,
        End::Answer(200, None, r#"{"success":false}"#),
        End::Answer(200, None, ""),
        End::Answer(302, None, ""),
        End::Answer(0, None, ""),
    ] {
        assert_eq!(after(&[end]).order, failed(Failure::NotUnderstood, true));
    }
}

#[test]
fn a_page_of_html_is_a_success_where_the_policy_says_so() {
    let page_of_html = response(
        200,
        Some("text/html; charset=UTF-8"),
        None,
        "<!doctype html><title>Thank you</title>",
    );
    let thanked = Order::Finish(Outcome::Received {
        reference: id().reference(),
    });
    let policy = Policy {
        success_response: SuccessResponse::Html,
        ..Policy::default()
    };
    let mut page = Page::open(policy, true, false, 0.5);
    assert_eq!(page.event(Event::Response(&page_of_html)), thanked);
    let mut page = Page::open(policy, true, false, 0.5);
    page.end(End::TimedOut);
    assert_eq!(page.event(Event::Response(&page_of_html)), thanked, "late");
    let mut page = self::page();
    assert_eq!(
        page.event(Event::Response(&page_of_html)),
        failed(Failure::NotUnderstood, true)
    );
}

#[test]
fn server_errors_network_errors_and_time_outs_are_tried_three_times_in_all() {
    for (end, failure) in [
        (FAILED, Failure::ServerError),
        (End::Answer(503, None, ""), Failure::ServerError),
        (End::Answer(408, None, ""), Failure::ServerError),
        (End::NetworkError, Failure::NoAnswer),
        (End::TimedOut, Failure::NoAnswer),
    ] {
        let page = after(&[end, end, end]);
        assert_eq!(page.order, failed(failure, true));
        assert_eq!(page.sends, 3);
    }
    assert_eq!(after(&[FAILED, End::TimedOut, OK]).order, received());
    assert_eq!(
        after(&[FAILED, FAILED, End::TimedOut]).order,
        failed(Failure::NoAnswer, true),
        "the last try gives the reason"
    );
}

#[test]
fn the_waits_double_and_chance_spreads_them_over_their_second_half() {
    for (random, waits) in [
        (0.0, [500, 1000]),
        (0.5, [750, 1500]),
        (1.0, [1000, 2000]),
        (f64::NAN, [500, 1000]),
        (-7.0, [500, 1000]),
        (f64::INFINITY, [1000, 2000]),
    ] {
        let mut page = Page::open(Policy::default(), true, false, random);
        page.end(FAILED);
        page.wait();
        page.end(FAILED);
        assert_eq!(page.waits, waits, "{random}");
    }
}

#[test]
fn a_busy_endpoint_is_given_the_time_it_asks_for_if_that_is_short() {
    for status in [429, 503] {
        for (retry_after, random, wait) in [
            ("5", 0.0, 5_000),
            ("5", 1.0, 6_000),
            ("0", 0.0, 0),
            ("30", 1.0, 30_000), // never longer than the longest wait
            ("Sun, 06 Nov 1994 08:49:47 GMT", 0.0, 10_000),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0.0, 0),
        ] {
            let mut page = Page::open(Policy::default(), true, false, random);
            page.end(End::Answer(status, Some(retry_after), ""));
            assert_eq!(page.order, Order::Wait { ms: wait }, "{retry_after}");
            assert_eq!(page.wait(), Order::Send { timeout_ms: 15_000 });
            assert_eq!(page.end(OK), received());
        }
    }
}

#[test]
fn a_busy_endpoint_that_asks_for_longer_is_left_to_the_visitor() {
    for (retry_after, ms) in [
        ("31", 31_000),
        ("Sun, 06 Nov 1994 09:49:37 GMT", 3_600_000),
        ("4294967297", 4_294_967_297_000), // more milliseconds than a u32 holds
        ("99999999999999999999999999", u64::MAX),
    ] {
        for (status, may_have_arrived) in [(429, false), (503, true)] {
            let page = after(&[End::Answer(status, Some(retry_after), "")]);
            let busy = Failure::Busy {
                retry_after_ms: Some(ms),
            };
            assert_eq!(page.order, failed(busy, may_have_arrived));
        }
    }
    let busy = Failure::Busy {
        retry_after_ms: None,
    };
    assert_eq!(
        after(&[End::Answer(429, None, "")]).order,
        failed(busy, false)
    );
}

#[test]
fn waiting_for_a_busy_endpoint_counts_as_a_try() {
    let end = End::Answer(429, Some("1"), "");
    let page = after(&[end, end, end]);
    let busy = Failure::Busy {
        retry_after_ms: Some(1_000),
    };
    assert_eq!(page.order, failed(busy, false));
    assert_eq!(page.sends, 3);
}

#[test]
fn a_conflict_is_asked_about_once_more_after_one_to_two_seconds() {
    for (random, wait) in [(0.0, 1_000), (1.0, 2_000)] {
        let mut page = Page::open(Policy::default(), true, false, random);
        page.end(CONFLICT);
        assert_eq!(page.order, Order::Wait { ms: wait });
        page.wait();
        assert_eq!(page.end(OK), received());
    }
    let page = after(&[CONFLICT, CONFLICT]);
    assert_eq!(page.order, failed(Failure::StillInWork, true));
    assert_eq!(page.sends, 2);
    let page = after(&[CONFLICT, FAILED, CONFLICT]);
    assert_eq!(
        page.order,
        failed(Failure::StillInWork, true),
        "once in all"
    );
}

#[test]
fn the_question_after_a_conflict_takes_no_try_away() {
    let page = after(&[FAILED, FAILED, CONFLICT, FAILED]);
    assert_eq!(page.order, failed(Failure::ServerError, true));
    assert_eq!(page.sends, 4);
    let page = after(&[CONFLICT, FAILED, FAILED, FAILED]);
    assert_eq!(page.sends, 4);
}

#[test]
fn without_automatic_retries_only_the_visitor_sends_again() {
    let policy = Policy {
        automatic_retries: false,
        ..Policy::default()
    };
    for (end, failure, may_have_arrived) in [
        (FAILED, Failure::ServerError, true),
        (End::NetworkError, Failure::NoAnswer, true),
        (End::TimedOut, Failure::NoAnswer, true),
        (CONFLICT, Failure::StillInWork, true),
        (
            End::Answer(429, Some("1"), ""),
            Failure::Busy {
                retry_after_ms: Some(1_000),
            },
            false,
        ),
    ] {
        let mut page = Page::open(policy, true, false, 0.5);
        assert_eq!(page.end(end), failed(failure, may_have_arrived));
        assert_eq!(page.sends, 1);
    }
}

/// Some browsers say that they are offline while they are not.
#[test]
fn a_request_is_tried_once_even_if_the_browser_says_it_is_offline() {
    let mut page = Page::open(Policy::default(), false, false, 0.5);
    assert_eq!(page.order, Order::Send { timeout_ms: 15_000 });
    assert_eq!(page.end(OK), received());
    // A try that began offline and failed at once has reached nobody; of one that ran out of time nothing is known.
    for (end, may_have_arrived) in [(End::NetworkError, false), (End::TimedOut, true)] {
        let mut page = Page::open(Policy::default(), false, false, 0.5);
        assert_eq!(page.end(end), failed(Failure::Offline, may_have_arrived));
        assert_eq!(page.sends, 1);
    }
}

#[test]
fn going_offline_while_waiting_stops_the_tries() {
    let mut page = after(&[FAILED]);
    assert_eq!(
        page.event(Event::Online(false)),
        failed(Failure::Offline, true)
    );
    assert_eq!(page.event(Event::WaitOver), Order::Nothing);
    let mut page = after(&[End::Answer(429, Some("5"), "")]);
    assert_eq!(
        page.event(Event::Online(false)),
        failed(Failure::Offline, false),
        "the only try was clearly refused"
    );
}

#[test]
fn going_offline_while_sending_waits_for_how_the_try_ends() {
    let mut page = page();
    assert_eq!(page.event(Event::Online(false)), Order::Nothing);
    assert_eq!(page.end(OK), received(), "it got through all the same");
    for end in [End::NetworkError, End::TimedOut] {
        let mut page = self::page();
        page.event(Event::Online(false));
        assert_eq!(page.end(end), failed(Failure::Offline, true));
    }
    let mut page = self::page();
    page.event(Event::Online(false));
    page.event(Event::Online(true));
    page.end(End::NetworkError);
    assert!(matches!(page.order, Order::Wait { .. }), "online again");
}

#[test]
fn an_early_try_that_may_have_arrived_is_not_forgotten() {
    for first in [FAILED, End::NetworkError, End::TimedOut, CONFLICT] {
        let page = after(&[first, GONE]);
        assert_eq!(page.order, failed(Failure::Refused, true));
    }
    let mut page = after(&[End::TimedOut]);
    page.wait();
    page.end(End::Answer(429, Some("3600"), ""));
    let busy = Failure::Busy {
        retry_after_ms: Some(3_600_000),
    };
    assert_eq!(page.order, failed(busy, true));
    let mut page = Page::open(Policy::default(), true, true, 0.5);
    assert_eq!(
        page.end(GONE),
        failed(Failure::Refused, true),
        "the last attempt may have arrived"
    );
}

#[test]
fn events_that_do_not_fit_change_nothing() {
    let mut page = page();
    assert_eq!(page.event(Event::WaitOver), Order::Nothing, "a late timer");
    assert_eq!(page.event(Event::Online(true)), Order::Nothing);
    page.end(End::TimedOut);
    assert!(matches!(page.order, Order::Wait { .. }));
    assert_eq!(
        page.end(End::NetworkError),
        Order::Nothing,
        "the aborted request"
    );
    assert_eq!(page.end(End::TimedOut), Order::Nothing);
    for end in [FAILED, GONE, PAGE, CONFLICT] {
        assert_eq!(page.end(end), Order::Nothing, "an answer too late");
    }
    assert!(matches!(page.wait(), Order::Send { .. }));
    assert_eq!(page.sends, 2);
    page.end(GONE);
    for end in [OK, FAILED, End::NetworkError, End::TimedOut] {
        assert_eq!(page.end(end), Order::Nothing, "it is over");
    }
    for event in [Event::WaitOver, Event::Online(false), Event::Online(true)] {
        assert_eq!(page.event(event), Order::Nothing, "it is over");
    }
    assert_eq!(page.order, failed(Failure::Refused, true));
}

#[test]
fn a_success_that_comes_after_its_time_out_is_still_a_success() {
    let mut page = after(&[End::TimedOut]);
    assert_eq!(page.end(OK), received());
    assert_eq!(page.event(Event::WaitOver), Order::Nothing);
    assert_eq!(page.sends, 1);
}

#[test]
fn odd_policies_do_no_harm() {
    for max_tries in [0, 1] {
        let policy = Policy {
            max_tries,
            ..Policy::default()
        };
        let mut page = Page::open(policy, true, false, 0.5);
        page.end(FAILED);
        assert_eq!(page.order, failed(Failure::ServerError, true));
        assert_eq!(page.sends, 1);
    }
    let policy = Policy {
        max_tries: u8::MAX,
        first_backoff_ms: u32::MAX,
        ..Policy::default()
    };
    let mut page = Page::open(policy, true, false, 1.0);
    for _ in 1..u8::MAX {
        page.end(FAILED);
        page.wait();
    }
    page.end(FAILED);
    assert_eq!(page.order, failed(Failure::ServerError, true));
    assert_eq!(page.sends, 255);
    assert!(page.waits.iter().all(|ms| *ms == 30_000));
}
