// SPDX-License-Identifier: Apache-2.0

//! Texts from the web. Their URIs are those of strangers, and so is what comes from there.

use std::time::Duration;

use ureq::{Agent, ResponseExt};

/// How long one text may take, redirects included.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Redirects that are followed.
const REDIRECTS: u32 = 5;
/// How many times longer than its normal form a text may be: white space is what makes it so.
const STRETCH: u64 = 4;
/// How many bytes longer, beside that.
const SLACK: u64 = 64 * 1024;

/// A client of the web.
pub struct Web(Agent);

impl Web {
	pub fn new() -> Self {
		let config =
			Agent::config_builder().timeout_global(Some(TIMEOUT)).max_redirects(REDIRECTS).build();
		Self(config.new_agent())
	}

	/// What is at an `http:` or `https:` URI, for a text whose normal form has `length` bytes; or why
	/// nothing is.
	pub fn fetch(&self, uri: &str, length: u32) -> Result<Vec<u8>, String> {
		let mut response = self.0.get(uri).call().map_err(|error| reason(&error))?;
		// The client would speak HTTP to what other schemes name.
		if !is_web(&response.get_uri().to_string()) {
			return Err("it leads to something that is not on the web".to_owned());
		}
		let body = response.body_mut().with_config().limit(most(length));
		body.read_to_vec().map_err(|error| reason(&error))
	}
}

/// The most bytes that are read for a text of so many.
fn most(length: u32) -> u64 {
	u64::from(length) * STRETCH + SLACK
}

/// Whether a URI names something on the web.
pub fn is_web(uri: &str) -> bool {
	let scheme = uri.split_once("://").map_or("", |(scheme, _)| scheme);
	["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

fn reason(error: &ureq::Error) -> String {
	match error {
		ureq::Error::StatusCode(code) => format!("the server answers with status {code}"),
		ureq::Error::BodyExceedsLimit(most) => {
			format!("what is there has more than {most} bytes, too many for the text")
		}
		ureq::Error::Timeout(_) => {
			format!("it did not come within {} seconds", TIMEOUT.as_secs())
		}
		error => error.to_string(),
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use std::{
		io::{BufRead, BufReader, Write},
		net::TcpListener,
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
		let fetch = |path: &str| web.fetch(&format!("{base}{path}"), 10);
		assert_eq!(fetch("/text").as_deref(), Ok(&b"it is there"[..]));
		assert_eq!(fetch("/moved").as_deref(), Ok(&b"it is there"[..]));
		assert!(fetch("/large").unwrap_err().contains("too many"));
		assert!(fetch("/gone").unwrap_err().contains("404"));
		assert!(fetch("/away").is_err() && fetch("/circle").is_err());
		assert!(web.fetch("nothing that is a URI", 10).is_err());
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
