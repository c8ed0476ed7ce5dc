//! Sending: when to send, wait, send again, or stop.
//!
//! | What happens | What is done |
//! |---|---|
//! | received, field errors | finish |
//! | 409 | wait one to two seconds, ask again once; then fail as still in work |
//! | 429 or 503 with a `Retry-After` of at most 30 seconds | wait that long, send again as the next try |
//! | 429 otherwise, 503 with a later one | fail as busy, saying when if known |
//! | other 5xx, network error, time-out | back off, send again, three tries in all |
//! | refused, not understood | fail |
//! | a try fails while the browser says that it is offline | fail as offline |
//!
//! Sending again by itself is safe because it carries the same id, which the endpoint stores once
//! (the idea of the IETF's Idempotency-Key draft). Where that isn't promised,
//! [`Policy::automatic_retries`] is off and only the visitor sends again.

use crate::{FieldError, RequestId, Response, ResponseMeaning, SuccessResponse, interpret};

/// How often and how long to try, and what the endpoint means by its responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Most sends, the one extra after a 409 not counted; 0 counts as 1.
    pub max_tries: u8,
    /// Milliseconds to wait for a response.
    pub timeout_ms: u32,
    /// Longest wait before sending again, in milliseconds.
    pub longest_wait_ms: u32,
    /// Wait before the second try, in milliseconds; doubles after each.
    pub first_backoff_ms: u32,
    /// Whether to send again without being asked. Off for an endpoint that can't promise to store
    /// an id once.
    pub automatic_retries: bool,
    /// Which responses besides JSON say that the request is kept.
    pub success_response: SuccessResponse,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_tries: 3,
            timeout_ms: 15_000,
            longest_wait_ms: 30_000,
            first_backoff_ms: 1_000,
            automatic_retries: true,
            success_response: SuccessResponse::Json,
        }
    }
}

/// What happened.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    /// A response came.
    Response(&'a Response<'a>),
    /// The request failed without a response.
    NetworkError,
    /// No response within the time of [`Order::Send`]; the request has been given up.
    TimedOut,
    /// The time of [`Order::Wait`] is over.
    WaitOver,
    /// The browser went online (`true`) or offline (`false`).
    Online(bool),
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Send the request; report [`Event::TimedOut`] after this time.
    Send {
        /// Milliseconds.
        timeout_ms: u32,
    },
    /// Do nothing for this time, then report [`Event::WaitOver`].
    Wait {
        /// Milliseconds.
        ms: u32,
    },
    /// Stop; this is the result.
    Finish(Outcome),
    /// Nothing new: the last order stands.
    Nothing,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The request has arrived and is kept.
    Received {
        /// What to quote when asking about it.
        reference: String,
    },
    /// Fields need correcting.
    FieldErrors {
        /// Errors at fields of this form, in page order, at most one a field.
        fields: Vec<FieldError>,
        /// What belongs to no field of this form.
        general: Vec<String>,
    },
    /// It didn't work.
    Failed {
        /// Why.
        failure: Failure,
        /// Whether the request may be stored all the same: some try with this id, this time or
        /// before, ended without a clear refusal.
        may_have_arrived: bool,
    },
}

/// Why sending failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no connection.
    Offline,
    /// The endpoint has too much to do.
    Busy {
        /// Milliseconds from now until it may be tried again, if the response said.
        retry_after_ms: Option<u64>,
    },
    /// The endpoint is still working on an earlier try with this id.
    StillInWork,
    /// The endpoint failed.
    ServerError,
    /// No response came: network errors or time-outs.
    NoAnswer,
    /// The endpoint won't take the request.
    Refused,
    /// The browser could not make an id for the request, so it was not sent: without randomness all visitors would have the
    /// same id, and the endpoint would take them for one.
    NoId,
    /// A response came that doesn't follow the contract.
    NotUnderstood,
}

/// Sending one submission: what to do after everything that can happen.
///
/// The caller sends, waits and watches; this only decides. It takes any event at any time: one that
/// doesn't fit what is going on (a timer that rings late, an abort that is reported twice) gives
/// [`Order::Nothing`]. At most one request is under way at a time.
pub struct Sending {
    policy: Policy,
    id: RequestId,
    state: State,
    online: bool,
    /// Sends that count against [`Policy::max_tries`].
    tries: u8,
    /// Whether the one question after a 409 has been asked.
    asked_again: bool,
    /// Whether a try has ended, ever, in a way that leaves open if it was stored.
    may_have_arrived: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Sending {
        /// Whether the browser was online when the try began.
        began_online: bool,
    },
    Waiting,
    Done,
}

impl Sending {
    /// Starts sending; gives the first order, which is always [`Order::Send`].
    ///
    /// `online` is what the browser says of the connection. Some say offline while they are not
    /// (Windows with a VPN), so the request is tried all the same, and the hint only decides what a
    /// failure is called.
    ///
    /// `may_have_arrived_before` is what the last attempt with the same `id` ended with, `false`
    /// for a new id.
    #[must_use]
    pub fn start(
        policy: Policy,
        id: RequestId,
        online: bool,
        may_have_arrived_before: bool,
    ) -> (Self, Order) {
        let mut sending = Self {
            policy,
            id,
            state: State::Sending {
                began_online: online,
            },
            online,
            tries: 0,
            asked_again: false,
            may_have_arrived: may_have_arrived_before,
        };
        let order = sending.send();
        (sending, order)
    }

    /// Takes an event, gives the next order.
    ///
    /// `now_unix_ms` is the time in milliseconds since 1970 UTC. `random` from 0 to 1 spreads the
    /// waits, so that all the visitors of a server that failed don't return at the same moment;
    /// anything else counts as the nearest of these, NaN as 0.
    pub fn on(&mut self, event: Event<'_>, now_unix_ms: u64, random: f64) -> Order {
        if let Event::Online(online) = event {
            self.online = online;
        }
        match (self.state, event) {
            (State::Sending { .. }, Event::Response(response)) => {
                self.respond_to(response, now_unix_ms, random)
            }
            (State::Sending { began_online }, Event::NetworkError | Event::TimedOut) => {
                // A try that began offline and failed has reached nobody; a time-out says nothing.
                if began_online || matches!(event, Event::TimedOut) {
                    self.may_have_arrived = true;
                }
                if self.online {
                    self.try_again_or(Failure::NoAnswer, random)
                } else {
                    self.fail(Failure::Offline)
                }
            }
            (State::Waiting, Event::WaitOver) => self.send(),
            (State::Waiting, Event::Online(false)) => self.fail(Failure::Offline),
            // A response that comes after its time-out: a success is a success, however late.
            (State::Waiting, Event::Response(response)) => {
                match interpret(
                    response,
                    &self.id,
                    now_unix_ms,
                    self.policy.success_response,
                ) {
                    ResponseMeaning::Received { reference } => {
                        self.finish(Outcome::Received { reference })
                    }
                    _ => Order::Nothing,
                }
            }
            _ => Order::Nothing,
        }
    }

    fn respond_to(&mut self, response: &Response<'_>, now_unix_ms: u64, random: f64) -> Order {
        let meaning = interpret(
            response,
            &self.id,
            now_unix_ms,
            self.policy.success_response,
        );
        // Only these say for sure that nothing was stored. A 5xx may come from a proxy while the
        // server behind it finishes, a page of HTML may be a form service's way of saying thanks.
        let surely_not_stored = match meaning {
            ResponseMeaning::FieldErrors { .. } | ResponseMeaning::Refused { .. } => true,
            ResponseMeaning::Busy { .. } => response.status == 429,
            _ => false,
        };
        self.may_have_arrived |= !surely_not_stored;
        match meaning {
            ResponseMeaning::Received { reference } => self.finish(Outcome::Received { reference }),
            ResponseMeaning::FieldErrors { fields, general } => {
                self.finish(Outcome::FieldErrors { fields, general })
            }
            ResponseMeaning::StillInWork => self.ask_again(random),
            ResponseMeaning::Busy { retry_after_ms } => self.come_back(retry_after_ms, random),
            ResponseMeaning::ServerError => self.try_again_or(Failure::ServerError, random),
            ResponseMeaning::Refused { .. } => self.fail(Failure::Refused),
            ResponseMeaning::NotUnderstood { .. } => self.fail(Failure::NotUnderstood),
        }
    }

    /// After a 409: one or two seconds, then the same question once more. It takes the place of
    /// this try instead of counting as one more.
    fn ask_again(&mut self, random: f64) -> Order {
        if !self.policy.automatic_retries || self.asked_again {
            return self.fail(Failure::StillInWork);
        }
        self.asked_again = true;
        self.tries = self.tries.saturating_sub(1);
        self.wait(1_000 + share(1_000, random))
    }

    /// After a `Retry-After`: wait as long as asked and a little more, if that is short enough.
    fn come_back(&mut self, retry_after_ms: Option<u64>, random: f64) -> Order {
        let wait_ms = retry_after_ms
            .and_then(|ms| u32::try_from(ms).ok())
            .filter(|ms| *ms <= self.policy.longest_wait_ms && self.may_try_again());
        match wait_ms {
            Some(ms) => self.wait(ms.saturating_add(share(self.policy.first_backoff_ms, random))),
            None => self.fail(Failure::Busy { retry_after_ms }),
        }
    }

    /// Exponential backoff with jitter: half of the step is certain, half is chance.
    fn try_again_or(&mut self, failure: Failure, random: f64) -> Order {
        if !self.may_try_again() {
            return self.fail(failure);
        }
        let doublings = u32::from(self.tries.saturating_sub(1)).min(31);
        let step = self.policy.first_backoff_ms.saturating_mul(1 << doublings);
        let step = step.min(self.policy.longest_wait_ms);
        self.wait(step / 2 + share(step - step / 2, random))
    }

    fn may_try_again(&self) -> bool {
        self.policy.automatic_retries && self.tries < self.policy.max_tries
    }

    fn send(&mut self) -> Order {
        self.state = State::Sending {
            began_online: self.online,
        };
        self.tries = self.tries.saturating_add(1);
        Order::Send {
            timeout_ms: self.policy.timeout_ms,
        }
    }

    fn wait(&mut self, ms: u32) -> Order {
        self.state = State::Waiting;
        Order::Wait {
            ms: ms.min(self.policy.longest_wait_ms),
        }
    }

    fn fail(&mut self, failure: Failure) -> Order {
        let may_have_arrived = self.may_have_arrived;
        self.finish(Outcome::Failed {
            failure,
            may_have_arrived,
        })
    }

    fn finish(&mut self, outcome: Outcome) -> Order {
        self.state = State::Done;
        Order::Finish(outcome)
    }
}

/// A random share of `ms`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes an integer by saturating, NaN becomes 0, and a fraction of a \
              millisecond is nothing"
)]
fn share(ms: u32, random: f64) -> u32 {
    (f64::from(ms) * random.clamp(0.0, 1.0)) as u32
}
