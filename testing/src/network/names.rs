// SPDX-License-Identifier: Apache-2.0

//! Which machine has which address, as a container engine tells its containers: over DNS, and with an
//! answer for every question. A resolver that gets none for one kind of address waits, and forgets what
//! it has of the other.

use std::{
	collections::BTreeMap,
	net::{Ipv4Addr, UdpSocket},
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	thread::{self, JoinHandle},
	time::Duration,
};

/// The port of DNS.
const PORT: u16 = 53;
/// How often is looked whether nobody needs it any more.
const POLL: Duration = Duration::from_millis(200);
/// Longer than a question.
const LONGEST: usize = 1024;
const HEADER: usize = 12;
/// Type and class of a question for an IPv4 address.
const IPV4: [u8; 4] = [0, 1, 0, 1];
/// There is no such name.
const UNKNOWN: u8 = 3;

/// Answers until it goes out of scope.
pub(crate) struct Names {
	stop: Arc<AtomicBool>,
	thread: Option<JoinHandle<()>>,
}

impl Names {
	/// Begins to answer at this address.
	pub fn serve(address: Ipv4Addr, names: BTreeMap<String, Ipv4Addr>) -> Self {
		let socket = UdpSocket::bind((address, PORT)).expect("nobody else answers there");
		socket.set_read_timeout(Some(POLL)).expect("sockets have timeouts");
		let stop = Arc::new(AtomicBool::new(false));
		let stopped = stop.clone();
		let thread = thread::spawn(move || {
			let mut buffer = [0; LONGEST];
			while !stopped.load(Ordering::Relaxed) {
				let Ok((length, asker)) = socket.recv_from(&mut buffer) else { continue };
				if let Some(answer) = answer(&buffer[..length], &names) {
					// Who gets none asks again.
					let _ = socket.send_to(&answer, asker);
				}
			}
		});
		Self { stop, thread: Some(thread) }
	}
}

impl Drop for Names {
	fn drop(&mut self) {
		self.stop.store(true, Ordering::Relaxed);
		if let Some(thread) = self.thread.take() {
			let _ = thread.join();
		}
	}
}

/// The answer to a question, if it is one.
fn answer(query: &[u8], names: &BTreeMap<String, Ipv4Addr>) -> Option<Vec<u8>> {
	let (header, asked) = query.split_at_checked(HEADER)?;
	let (mut labels, mut rest) = (Vec::new(), asked);
	loop {
		let (length, after) = rest.split_first()?;
		let (label, after) = after.split_at_checked(usize::from(*length))?;
		rest = after;
		if label.is_empty() {
			break;
		}
		labels.push(String::from_utf8_lossy(label).to_lowercase());
	}
	let (kind, rest) = rest.split_at_checked(IPV4.len())?;
	let question = &asked[..asked.len() - rest.len()];

	let known = names.get(&labels.join("."));
	let address = known.filter(|_| kind == IPV4);
	let mut answer = header[..2].to_vec();
	// An answer of who knows best, also about what others know.
	let code = if known.is_some() { 0 } else { UNKNOWN };
	answer.extend([0x84 | header[2] & 1, 0x80 | code]);
	answer.extend([0, 1, 0, u8::from(address.is_some()), 0, 0, 0, 0]);
	answer.extend(question);
	if let Some(address) = address {
		// The name is the question's; it holds for a minute; it has four bytes.
		answer.extend([0xc0, 12]);
		answer.extend(IPV4);
		answer.extend([0, 0, 0, 60, 0, 4]);
		answer.extend(address.octets());
	}
	Some(answer)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A question for an address of `name`, of IPv4 or of IPv6.
	fn question(name: &str, kind: u8) -> Vec<u8> {
		let length = u8::try_from(name.len()).unwrap();
		let header = [7, 8, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, length];
		[&header[..], name.as_bytes(), &[0, 0, kind, 0, 1]].concat()
	}

	#[test]
	fn each_question_should_have_an_answer() {
		let names = BTreeMap::from([("full".to_owned(), Ipv4Addr::new(1, 2, 3, 4))]);
		let answer = |name, kind| answer(&question(name, kind), &names).unwrap();
		let found = answer("Full", 1);
		assert_eq!((&found[..4], &found[4..8]), (&[7, 8, 0x85, 0x80][..], &[0, 1, 0, 1][..]));
		assert!(found.ends_with(&[0, 4, 1, 2, 3, 4]));
		let (none, unknown) = (answer("full", 28), answer("other", 1));
		assert_eq!((none[3], none[7]), (0x80, 0));
		assert_eq!((unknown[3], unknown[7]), (0x83, 0));
		assert_eq!(super::answer(&question("full", 1)[..14], &names), None);
	}
}
