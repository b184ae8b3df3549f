// SPDX-License-Identifier: Apache-2.0

//! A web server that serves texts, on a free port of the loopback interface.

use std::{
	collections::HashMap,
	io::{self, BufRead, BufReader, Write},
	net::{SocketAddr, TcpListener, TcpStream},
	sync::{Arc, Mutex},
	thread,
	time::Duration,
};

/// How long a client may take to ask.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Pages {
	texts: HashMap<String, String>,
	/// How often each was served.
	served: HashMap<String, usize>,
}

/// Serves until the test ends.
pub struct Web {
	address: SocketAddr,
	pages: Arc<Mutex<Pages>>,
}

impl Web {
	pub fn start() -> Self {
		let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
		let address = listener.local_addr().expect("it listens");
		let pages = Arc::<Mutex<Pages>>::default();
		let shared = pages.clone();
		thread::spawn(move || {
			for stream in listener.incoming().flatten() {
				let pages = shared.clone();
				// A client that goes away is no failure of the test.
				thread::spawn(move || {
					let _ = answer(stream, &pages);
				});
			}
		});
		Self { address, pages }
	}

	/// What the URIs of all texts begin with.
	pub fn base(&self) -> String {
		format!("http://{}/", self.address)
	}

	/// Serves a text at the base with `name` after it.
	pub fn put(&self, name: &str, text: &str) {
		let mut pages = self.pages.lock().expect("nobody panics with it");
		pages.texts.insert(name.to_owned(), text.to_owned());
	}

	/// How often a text was served.
	pub fn served(&self, name: &str) -> usize {
		let pages = self.pages.lock().expect("nobody panics with it");
		pages.served.get(name).copied().unwrap_or_default()
	}
}

fn answer(mut stream: TcpStream, pages: &Mutex<Pages>) -> io::Result<()> {
	stream.set_read_timeout(Some(PATIENCE))?;
	let mut lines = BufReader::new(stream.try_clone()?).lines();
	let request = lines.next().transpose()?.unwrap_or_default();
	// All of what is asked has to be read, or the client may not get the answer.
	for line in lines {
		if line?.is_empty() {
			break;
		}
	}
	let path = request.split_whitespace().nth(1).unwrap_or_default();
	let name = path.trim_start_matches('/');
	let found = {
		let mut pages = pages.lock().expect("nobody panics with it");
		let found = pages.texts.get(name).cloned();
		if found.is_some() {
			*pages.served.entry(name.to_owned()).or_default() += 1;
		}
		found
	};
	let (status, body) = match found {
		Some(text) => ("200 OK", text),
		None => ("404 Not Found", String::new()),
	};
	let length = body.len();
	write!(
		stream,
		"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \
		 {length}\r\nConnection: close\r\n\r\n{body}"
	)
}
