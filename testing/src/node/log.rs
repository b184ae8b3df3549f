// SPDX-License-Identifier: Apache-2.0

//! What logs say.

/// What a node logs when it listens, before its addresses.
const LISTENING: &str = "Running JSON-RPC server: addr=";

/// The port at which a node listens, once its log says so.
pub(super) fn port(log: &str) -> Option<u16> {
	let (_, addresses) = log.split_once(LISTENING)?;
	// Not before the line is whole.
	let (line, _) = addresses.split_once('\n')?;
	let (_, port) = line.split(',').next()?.rsplit_once(':')?;
	port.trim().parse().ok()
}

/// The last lines of a log, `count` of them at most.
pub(crate) fn last_lines(log: &str, count: usize) -> String {
	let lines: Vec<_> = log.lines().collect();
	lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_log_should_say_at_which_port_the_node_listens() {
		let log = "Running JSON-RPC server: addr=127.0.0.1:39517,\nnext";
		assert_eq!(port(log), Some(39_517));
		let both = "Running JSON-RPC server: addr=0.0.0.0:9944,[::]:9944\n";
		assert_eq!(port(both), Some(9_944));
		assert_eq!(port("Running JSON-RPC server: addr=127.0.0.1:395"), None);
		assert_eq!(port("Local node identity is: 12D3KooW\n"), None);
	}

	#[test]
	fn the_last_lines_of_a_log_should_be_shown() {
		assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
		assert_eq!(last_lines("a", 2), "a");
		assert_eq!(last_lines("", 2), "");
	}
}
