// SPDX-License-Identifier: Apache-2.0

//! Referenda and changes, as the chain has them.

use std::time::Duration;

use openledger_testing::{wait_for, Client, Event, State};
use sp_core::{Blake2Hasher, Hasher};
use subxt::ext::codec::{Decode, Encode};

/// Longer than any referendum here, on a machine that has other things to do.
pub const LIMIT: Duration = Duration::from_secs(240);

/// Tracks, as the chain numbers them.
pub const ROOT: u16 = 0;
pub const ATTRIBUTION: u16 = 10;
pub const FEE_SPLIT: u16 = 11;
pub const DATANETS: u16 = 12;
pub const SMALL_SPENDER: u16 = 30;

/// What became of a referendum, as the chain numbers it.
const ONGOING: u8 = 0;
const APPROVED: u8 = 1;

/// What runs without the right to is told so: as the chain numbers its errors.
pub const BAD_ORIGIN: u8 = 2;

/// A change of a parameter that waits for merit.
pub struct Change<T> {
	pub id: u32,
	pub enactable_at: u64,
	pub value: T,
}

/// The one referendum on a track that goes on.
pub fn on_track(state: &State, track: u16) -> u32 {
	let count: u32 = state.read("Referenda", "ReferendumCount", []).unwrap_or(0);
	let found: Vec<_> = (0..count)
		.filter(|referendum| {
			let info: Option<(u8, u16)> =
				state.read("Referenda", "ReferendumInfoFor", [(*referendum).into()]);
			info == Some((ONGOING, track))
		})
		.collect();
	let [referendum] = found[..] else { panic!("on track {track} there are {found:?}") };
	referendum
}

/// Votes aye with most of what accounts have, one after the other.
pub fn vote_aye(client: &Client, referendum: u32, voters: &[&str]) {
	for voter in voters {
		client.must(&format!("gov vote {referendum} aye 900000 --conviction 1 --key {voter}"));
	}
}

pub fn wait_until_approved(state: &State, referendum: u32) {
	wait_for(&format!("gov referendum {referendum} to be approved"), LIMIT, || {
		let info: u8 = state.read("Referenda", "ReferendumInfoFor", [referendum.into()])?;
		assert!([ONGOING, APPROVED].contains(&info), "referendum {referendum} ended with {info}");
		(info == APPROVED).then_some(())
	});
}

/// Waits until a change of a parameter is proposed, by the numbers of its group and its key.
pub fn wait_for_change<T: Decode>(state: &State, parameter: (u8, u8)) -> Change<T> {
	let id = wait_for(&format!("a change of parameter {parameter:?}"), LIMIT, || {
		let next: u32 = state.read("Veto", "NextChange", []).unwrap_or(0);
		(0..next).find(|id| changes(state, *id) == Some(parameter))
	});
	let change = state.read("Veto", "Changes", [id.into()]).expect("it waits");
	let (_, _, value, enactable_at): (u8, u8, Option<T>, u32) = change;
	Change { id, enactable_at: enactable_at.into(), value: value.expect("it is not the default") }
}

/// The parameter that a change is of, while it waits.
pub fn changes(state: &State, id: u32) -> Option<(u8, u8)> {
	state.read("Veto", "Changes", [id.into()])
}

/// The ayes, the nays and the support by which a referendum was confirmed.
pub fn tally(events: &[Event], referendum: u32) -> (u128, u128, u128) {
	let confirmed = events.iter().filter(|event| event.is("Referenda", "Confirmed"));
	let mut tallies = confirmed.filter_map(|event| {
		let (index, ayes, nays, support): (u32, u128, u128, u128) = event.read();
		(index == referendum).then_some((ayes, nays, support))
	});
	tallies.next().unwrap_or_else(|| panic!("referendum {referendum} was not confirmed"))
}

/// What became of the call of a referendum: the number of its error, if it failed.
pub fn outcome(events: &[Event], referendum: u32) -> Result<(), u8> {
	// As the chain names the task.
	let name = (*b"assembly", "enactment", referendum).using_encoded(Blake2Hasher::hash);
	let dispatched = events.iter().filter(|event| event.is("Scheduler", "Dispatched"));
	let mut outcomes = dispatched.filter_map(|event| {
		type Fields = ((u32, u32), Option<[u8; 32]>, Result<(), u8>);
		let (_, id, result): Fields = event.begins_with();
		(id == Some(name.0)).then_some(result)
	});
	outcomes.next().unwrap_or_else(|| panic!("referendum {referendum} has called nothing"))
}
