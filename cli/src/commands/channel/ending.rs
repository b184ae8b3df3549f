// SPDX-License-Identifier: Apache-2.0

//! What is said of channels that end, or have ended.

use std::collections::BTreeMap;

use openledger_primitives::ChannelId;

use crate::{context::Context, error::Error};
use openledger_client::{
	chain::{BlockView, End},
	words,
};

/// Channels that are named, of many that end alike.
const NAMED: usize = 8;

/// Says which channels end, and when: a line for all that end alike. `next` is the block that comes.
pub fn say(
	context: &Context,
	view: &BlockView,
	next: u64,
	ends: impl IntoIterator<Item = (ChannelId, End)>,
) -> Result<(), Error> {
	let mut alike = BTreeMap::<End, Vec<ChannelId>>::new();
	for (channel, end) in ends {
		alike.entry(end).or_default().push(channel);
	}
	let millis = view.block_time()?;
	let when = |block| words::when(block, view.number(), millis);
	for (end, channels) in alike {
		context.note(&line(&channels, end, next, when));
	}
	Ok(())
}

/// What ends one channel, for whoever knows where block `next` is.
pub fn text(channel: ChannelId, end: End, next: u64) -> String {
	line(&[channel], end, next, |block| format!("block {block}"))
}

fn line(channels: &[ChannelId], end: End, next: u64, when: impl Fn(u32) -> String) -> String {
	let (which, its, it) = match channels {
		[channel] => (format!("channel {channel}"), "its", "it"),
		_ => (format!("channels {}", listed(channels)), "their", "them"),
	};
	let (is_one, is_over) = (channels.len() == 1, end.is_over(next));
	let verb = match (is_over, is_one) {
		(false, true) => "ends",
		(false, false) => "end",
		(true, true) => "has ended",
		(true, false) => "have ended",
	};
	let at = end.block().map_or_else(String::new, |block| format!(" at {}", when(block)));
	let why = match end {
		End::Outdated => format!(
			"{its} operator has left, registered again, or changed its receipt key twice since"
		),
		End::Closing { .. } => format!("{its} payer closes {it}"),
		End::NewKey { .. } => format!("{its} operator has a new receipt key"),
	};
	let (what, id) = (leftover(end), channels.first().filter(|_| is_one));
	let id = id.map_or_else(|| "ID".to_owned(), ChannelId::to_string);
	match is_over {
		false => format!(
			"{which} {verb}{at}: {why}; {its} answers have to be settled before, and for more {its} \
			 payer opens a new channel: openledger channel open"
		),
		true => format!(
			"{which} {verb}{at}: {why}; nothing of {it} can be settled any more, and what is left goes \
			 back to {its} payer with openledger channel {what} {id}"
		),
	}
}

/// The command that gives back what is left of a channel.
fn leftover(end: End) -> &'static str {
	match end {
		End::Closing { .. } => "withdraw",
		End::Outdated | End::NewKey { .. } => "close",
	}
}

fn listed(channels: &[ChannelId]) -> String {
	let named: Vec<_> = channels.iter().take(NAMED).map(ChannelId::to_string).collect();
	let named = named.join(", ");
	match channels.len().saturating_sub(NAMED) {
		0 => named,
		more => format!("{named} and {more} more"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn who_pays_and_who_serves_should_be_told_when_a_channel_ends() {
		let end = End::NewKey { until: 60 };
		assert_eq!(
			text(3, end, 59),
			"channel 3 ends at block 60: its operator has a new receipt key; its answers have to be \
			 settled before, and for more its payer opens a new channel: openledger channel open"
		);
		let over = text(3, end, 60);
		assert!(
			over.starts_with("channel 3 has ended at block 60: its operator has a new"),
			"{over}"
		);
		assert!(over.ends_with("openledger channel close 3"), "{over}");
		let over = text(3, End::Closing { until: 60 }, 60);
		assert!(over.contains("its payer closes it") && over.ends_with("channel withdraw 3"));
		let outdated = text(3, End::Outdated, 1);
		assert!(outdated.starts_with("channel 3 has ended: its operator has left"), "{outdated}");
	}

	#[test]
	fn many_that_end_alike_should_share_a_line() {
		let all: Vec<ChannelId> = (0..10).collect();
		let when = |block: u32| format!("block {block}, now");
		let text = line(&all, End::Closing { until: 60 }, 1, when);
		assert!(
			text.starts_with("channels 0, 1, 2, 3, 4, 5, 6, 7 and 2 more end at block 60, now: ")
		);
		assert!(text.contains("their payer closes them"), "{text}");
		assert!(line(&all, End::Closing { until: 60 }, 60, when).ends_with("channel withdraw ID"));
	}
}
