// SPDX-License-Identifier: Apache-2.0

//! Fetching texts from the web. Their URIs are those of strangers, and so is what comes from there.

use std::{
	collections::HashMap,
	sync::Mutex,
	time::{Duration, Instant},
};

use ureq::{Agent, ResponseExt};

use super::budget::{lock, Budget};

/// How long one text may take, redirects included: less with each failure of its host, and nothing
/// at all in the end.
const TIMEOUTS: [Duration; 3] =
	[Duration::from_secs(30), Duration::from_secs(10), Duration::from_secs(3)];
/// How long all texts may take that are fetched in one go. The others are left for the next time.
const ALL: Duration = Duration::from_secs(300);
/// The number of bytes of texts that may be under way at the same time.
const BUDGET: u64 = 512 << 20;
/// The number of redirects that are followed.
const REDIRECTS: u32 = 5;
/// The factor by which a text may be longer than its normal form, as white space makes it.
const STRETCH: u64 = 4;
/// The number of bytes by which a text may be longer, beside that.
const SLACK: u64 = 64 * 1024;

/// A client of the web, for texts that are fetched in one go.
pub struct Web {
	agent: Agent,
	until: Instant,
	/// The number of failures of each host.
	failures: Mutex<HashMap<String, usize>>,
	budget: Budget,
}

impl Default for Web {
	fn default() -> Self {
		Self::new()
	}
}

impl Web {
	/// A client whose time, five minutes for all texts, begins now.
	pub fn new() -> Self {
		Self::lasting(ALL)
	}

	fn lasting(time: Duration) -> Self {
		let config = Agent::config_builder().max_redirects(REDIRECTS).build();
		Self {
			agent: config.new_agent(),
			until: Instant::now() + time,
			failures: Mutex::default(),
			budget: Budget::of(BUDGET),
		}
	}

	/// Fetches what is at an `http:` or `https:` URI, for a text whose normal form has `length`
	/// bytes, and returns what `read` makes of it. The error is the reason, in words.
	pub fn fetch<T>(
		&self,
		uri: &str,
		length: u32,
		read: impl FnOnce(Vec<u8>) -> T,
	) -> Result<T, String> {
		let host = host(uri);
		let failed = lock(&self.failures).get(&host).copied().unwrap_or_default();
		let Some(timeout) = TIMEOUTS.get(failed) else {
			return Err(format!("its host has failed {failed} times"));
		};
		// All that there is in memory of it: as it came, and in normal form.
		let _held = self.budget.hold(most(length).saturating_mul(2));
		let left = self.until.saturating_duration_since(Instant::now());
		if left.is_zero() {
			return Err("there was no time for it".to_owned());
		}
		let timeout = left.min(*timeout);
		self.get(uri, length, timeout).map(read).map_err(|error| {
			if is_hosts(&error) {
				*lock(&self.failures).entry(host).or_default() += 1;
			}
			reason(&error, timeout)
		})
	}

	fn get(&self, uri: &str, length: u32, timeout: Duration) -> Result<Vec<u8>, ureq::Error> {
		let request = self.agent.get(uri).config().timeout_global(Some(timeout)).build();
		let mut response = request.call()?;
		// The client would speak HTTP to what other schemes name.
		if !is_web(&response.get_uri().to_string()) {
			let reason = "it leads to something that is not on the web";
			return Err(ureq::Error::Other(reason.into()));
		}
		response.body_mut().with_config().limit(most(length)).read_to_vec()
	}
}

/// The host that a URI names, with its port.
fn host(uri: &str) -> String {
	let (_, rest) = uri.split_once("://").unwrap_or_default();
	let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
	let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
	host.to_ascii_lowercase()
}

/// Whether an error is of the host, and not of what it has.
fn is_hosts(error: &ureq::Error) -> bool {
	!matches!(
		error,
		ureq::Error::StatusCode(_) | ureq::Error::BodyExceedsLimit(_) | ureq::Error::Other(_)
	)
}

/// The most bytes that are read for a text of `length` bytes.
fn most(length: u32) -> u64 {
	u64::from(length) * STRETCH + SLACK
}

/// Whether a URI has the scheme `http:` or `https:`.
pub fn is_web(uri: &str) -> bool {
	let scheme = uri.split_once("://").map_or("", |(scheme, _)| scheme);
	["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

fn reason(error: &ureq::Error, timeout: Duration) -> String {
	match error {
		ureq::Error::StatusCode(code) => format!("the server answers with status {code}"),
		ureq::Error::BodyExceedsLimit(most) => {
			format!("what is there has more than {most} bytes, too many for the text")
		}
		ureq::Error::Timeout(_) => {
			format!("it did not come within {} seconds", timeout.as_secs())
		}
		ureq::Error::Other(reason) => reason.to_string(),
		error => error.to_string(),
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use std::{
		io::{BufRead, BufReader, Write},
		net::TcpListener,
		sync::atomic::{AtomicUsize, Ordering},
		thread,
	};

	/// Serves what `answer` makes of each path, until the process ends. Returns where.
	pub fn serve(answer: impl Fn(&str) -> (u16, String, Vec<u8>) + Send + 'static) -> String {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		thread::spawn(move || {
			for stream in listener.incoming() {
				let Ok(mut stream) = stream else { continue };
				let mut request = BufReader::new(stream.try_clone().unwrap());
				let mut first = String::new();
				let _ = request.read_line(&mut first);
				let mut line = first.clone();
				while line.trim_end() != "" {
					line.clear();
					let _ = request.read_line(&mut line);
				}
				let path = first.split_whitespace().nth(1).unwrap_or_default();
				let (status, headers, body) = answer(path);
				let head = format!(
					"HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
					body.len()
				);
				// The client may have gone.
				let _ = stream.write_all(head.as_bytes());
				let _ = stream.write_all(&body);
			}
		});
		format!("http://{address}")
	}

	#[test]
	fn a_text_should_be_fetched_and_nothing_beyond_its_bounds() {
		let large = most(10);
		let base = serve(move |path| match path {
			"/text" => (200, String::new(), b"it is there".to_vec()),
			"/large" => (200, String::new(), vec![b'x'; usize::try_from(large).unwrap() + 1]),
			"/moved" => (302, "Location: /text\r\n".to_owned(), Vec::new()),
			"/away" => (302, "Location: ftp://example.invalid/text\r\n".to_owned(), Vec::new()),
			"/circle" => (302, "Location: /circle\r\n".to_owned(), Vec::new()),
			_ => (404, String::new(), Vec::new()),
		});
		let web = Web::new();
		let fetch = |path: &str| web.fetch(&format!("{base}{path}"), 10, |bytes| bytes);
		assert_eq!(fetch("/text").as_deref(), Ok(&b"it is there"[..]));
		assert_eq!(fetch("/moved").as_deref(), Ok(&b"it is there"[..]));
		assert!(fetch("/large").unwrap_err().contains("too many"));
		assert!(fetch("/gone").unwrap_err().contains("404"));
		assert!(fetch("/away").is_err() && fetch("/circle").is_err());
		assert!(web.fetch("nothing that is a URI", 10, |bytes| bytes).is_err());
	}

	#[test]
	fn a_host_that_fails_should_be_asked_less_and_less() {
		// Nobody listens there any more.
		let free = TcpListener::bind("127.0.0.1:0").unwrap();
		let gone = format!("http://{}/text", free.local_addr().unwrap());
		drop(free);
		let web = Web::new();
		for _ in TIMEOUTS {
			assert!(!web.fetch(&gone, 10, |_| ()).unwrap_err().contains("failed 3 times"));
		}
		assert_eq!(web.fetch(&gone, 10, |_| ()), Err("its host has failed 3 times".to_owned()));
		// What one host does not have is no failure of it.
		let base = serve(|_| (404, String::new(), Vec::new()));
		for _ in 0..5 {
			assert!(web.fetch(&format!("{base}/a"), 10, |_| ()).unwrap_err().contains("404"));
		}
		let web = Web::lasting(Duration::ZERO);
		assert!(web.fetch(&base, 10, |_| ()).unwrap_err().contains("no time"));
		for (uri, expected) in [
			("http://A.example:80/x", "a.example:80"),
			("https://u:p@b.example?x@y", "b.example"),
			("nothing", ""),
		] {
			assert_eq!(host(uri), expected);
		}
	}

	/// A contributor says how long its texts are: eight of them must not take all memory.
	#[test]
	fn texts_should_be_held_in_memory_within_the_budget_however_many_are_asked_for() {
		let base = serve(|_| (200, String::new(), b"it is there".to_vec()));
		// Enough for two of these, as they come and in normal form.
		let web = Web { budget: Budget::of(most(10) * 2 * 2), ..Web::new() };
		let (held, most_held) = (AtomicUsize::new(0), AtomicUsize::new(0));
		let read = |bytes: Vec<u8>| {
			most_held.fetch_max(held.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
			thread::sleep(Duration::from_millis(50));
			held.fetch_sub(1, Ordering::SeqCst);
			bytes
		};
		thread::scope(|scope| {
			for _ in 0..8 {
				scope.spawn(|| {
					let fetched = web.fetch(&base, 10, read);
					assert_eq!(fetched.as_deref(), Ok(&b"it is there"[..]));
				});
			}
		});
		let most_held = most_held.into_inner();
		assert!((1..=2).contains(&most_held), "{most_held} at once");
	}

	/// However many texts a contributor says are there.
	#[test]
	fn hosts_that_never_answer_should_take_no_more_time_than_there_is() {
		// It takes connections, and says nothing.
		let silent = TcpListener::bind("127.0.0.1:0").unwrap();
		let uri = format!("http://{}/text", silent.local_addr().unwrap());
		let web = Web::lasting(Duration::from_secs(2));
		let begun = Instant::now();
		for _ in 0..1_000 {
			assert!(web.fetch(&uri, 10, |_| ()).is_err());
		}
		assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
	}

	#[test]
	fn only_the_web_should_be_asked() {
		for uri in ["http://a/b", "https://a", "HTTPS://a"] {
			assert!(is_web(uri), "{uri}");
		}
		for uri in ["file:///a", "ftp://a/b", "ipfs://x", "httpx://a", "http:/a", ""] {
			assert!(!is_web(uri), "{uri}");
		}
	}
}
