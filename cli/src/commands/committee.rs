// SPDX-License-Identifier: Apache-2.0

//! `openledger committee`

use serde_json::{json, Value};
use sp_core::H256;

use crate::{
	args::{Committee, MemberSide},
	commands::referendum::call_json,
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::{committee, preimage},
		events::{CallWhitelisted, Executed, Proposed},
		BlockView, Chain, Motion,
	},
	convert::{block, saturating_u32, to_usize},
	error::GovernanceError,
	json,
	keys::Key,
	words,
};

pub async fn run(context: &Context, command: Committee) -> Result<(), Error> {
	match command {
		Committee::Whitelist { hash } => whitelist(context, hash).await,
		Committee::Vote { hash, index, side } => vote(context, hash, index, side).await,
		Committee::Close { hash, index } => close(context, hash, index).await,
		Committee::List => list(context).await,
	}
}

/// The key of a member.
async fn member(context: &Context) -> Result<(Key, Chain, BlockView, usize), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let members = view.committee().await?;
	match members.contains(&key.account()) {
		true => Ok((key, chain, view, members.len())),
		false => Err(GovernanceError::NotMember(key.account()).into()),
	}
}

/// The ayes that the whitelist takes: two thirds of the members.
fn two_thirds(members: usize) -> u32 {
	saturating_u32(members.saturating_mul(2).div_ceil(3))
}

async fn whitelist(context: &Context, call: H256) -> Result<(), Error> {
	let (key, chain, view, members) = member(context).await?;
	if view.is_whitelisted(call).await? {
		return Err(GovernanceError::IsWhitelisted(call).into());
	}
	let proposal = view.encoded(&preimage::whitelist_call(call.0))?;
	let (threshold, length) = (two_thirds(members), saturating_u32(proposal.0 .0.len()));
	let motion = committee::propose(threshold, proposal, length);
	let events = sign(&chain, &view, &key, &motion, 0, "the motion").await?;
	// One member is a committee that needs no vote.
	if events.all::<CallWhitelisted>()?.iter().any(|listed| listed.call_hash == call) {
		let json = json!({ "call": json::hash(call), "block": json::hash(events.block) });
		context.show_json(json, || format!("the call {call:?} is on the whitelist"));
		return Ok(());
	}
	let Proposed { proposal_index: index, proposal_hash: hash, .. } = events.one()?;
	let json = json!({
		"call": json::hash(call),
		"motion": json::hash(hash),
		"index": index,
		"threshold": threshold,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"it takes {threshold} ayes of {members} members, each with: openledger committee vote \
			 {hash:?} {index} aye\nthen it is done by: openledger committee close {hash:?} {index}"
		)
	});
	Ok(())
}

async fn vote(context: &Context, hash: H256, index: u32, side: MemberSide) -> Result<(), Error> {
	let (key, chain, view, _) = member(context).await?;
	view.motion(hash).await?;
	let call = committee::vote(hash.0, index, side == MemberSide::Aye);
	let events = sign(&chain, &view, &key, &call, 0, "the vote").await?;
	let motion = chain.view_of(events.block).await?.motion(hash).await?;
	let json = json!({
		"motion": json::hash(hash),
		"ayes": motion.ayes.len(),
		"nays": motion.nays.len(),
		"threshold": motion.threshold,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let mut text = format!(
			"{} aye, {} nay; it takes {} ayes",
			motion.ayes.len(),
			motion.nays.len(),
			motion.threshold
		);
		if motion.ayes.len() >= to_usize(motion.threshold) {
			text.push_str(&format!(": openledger committee close {hash:?} {index}"));
		}
		text
	});
	Ok(())
}

async fn close(context: &Context, hash: H256, index: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	ensure_decided(hash, &view.motion(hash).await?, view.committee().await?.len(), &view)?;
	let call = view.moved(hash).await?;
	let (weight, length) = (view.weight_of(&call).await?, saturating_u32(call.len()));
	let close = committee::close(hash.0, index, weight, length);
	let events = sign(&chain, &view, &key, &close, 0, "closing the motion").await?;
	let executed = events.all::<Executed>()?;
	if let Some(Err(reason)) = executed.first().map(|executed| &executed.result) {
		return Err(GovernanceError::MotionFailed { hash, reason: reason.to_string() }.into());
	}
	let is_done = !executed.is_empty();
	let json = json!({
		"motion": json::hash(hash),
		"executed": is_done,
		"block": json::hash(events.block),
	});
	context.show_json(json, || match is_done {
		true => format!("the motion about {hash:?} was approved, and is done"),
		false => format!("the motion about {hash:?} was rejected"),
	});
	Ok(())
}

/// Fails while more members have to vote.
fn ensure_decided(
	hash: H256,
	motion: &Motion,
	members: usize,
	view: &BlockView,
) -> Result<(), GovernanceError> {
	match is_decided(motion, members, block(view.number())) {
		true => Ok(()),
		false => {
			let Motion { threshold, end, .. } = *motion;
			Err(GovernanceError::Undecided { hash, ayes: motion.ayes.len(), threshold, end })
		}
	}
}

/// Whether enough are for a motion, too many against it, or its time is over.
fn is_decided(motion: &Motion, members: usize, now: u32) -> bool {
	let threshold = to_usize(motion.threshold);
	motion.ayes.len() >= threshold
		|| members.saturating_sub(motion.nays.len()) < threshold
		|| now >= motion.end
}

async fn list(context: &Context) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let members = view.committee().await?;
	let (mut rows, mut cells) = (Vec::new(), Vec::new());
	let millis = view.block_time()?;
	for hash in view.motions().await? {
		let (motion, call) = (view.motion(hash).await?, view.moved(hash).await?);
		let call = view.describe(&call)?;
		rows.push(json!({
			"motion": json::hash(hash),
			"index": motion.index,
			"call": call_json(&call),
			"ayes": accounts(&motion.ayes),
			"nays": accounts(&motion.nays),
			"threshold": motion.threshold,
			"end": motion.end,
		}));
		let arguments = call.arguments.iter().map(|(name, value)| format!("{name}: {value}"));
		cells.push(vec![
			format!("{hash:?}"),
			motion.index.to_string(),
			format!("{} of {}", motion.ayes.len(), motion.threshold),
			motion.nays.len().to_string(),
			words::when(motion.end, view.number(), millis),
			format!("{} {}", call.name, arguments.collect::<Vec<_>>().join(", ")),
		]);
	}
	let json = json!({
		"members": members.iter().map(json::account).collect::<Vec<_>>(),
		"motions": Value::Array(rows),
	});
	let text = |names: &Names| {
		let members: Vec<_> = members.iter().map(|member| names.address(member)).collect();
		let mut text = format!("members:\n{}", members.join("\n"));
		if !cells.is_empty() {
			let header = ["motion", ">index", ">ayes", ">nays", "ends", "proposes"];
			text.push_str(&format!("\n\n{}", table::table(&header, cells).trim_fmt()));
		}
		text
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

fn accounts(members: &[subxt::utils::AccountId32]) -> Value {
	members.iter().map(|member| json::account(&Account::new(member.0))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt::utils::AccountId32;

	#[test]
	fn the_whitelist_should_take_two_thirds() {
		let ayes = [1, 2, 3, 4, 5, 6, 21].map(two_thirds);
		assert_eq!(ayes, [1, 2, 2, 3, 4, 4, 14]);
	}

	#[test]
	fn a_motion_should_be_closed_when_nothing_can_change_it() {
		let motion = |ayes, nays| Motion {
			index: 0,
			threshold: 2,
			ayes: vec![AccountId32([1; 32]); ayes],
			nays: vec![AccountId32([2; 32]); nays],
			end: 100,
		};
		assert!(is_decided(&motion(2, 0), 3, 50));
		assert!(is_decided(&motion(0, 2), 3, 50));
		assert!(!is_decided(&motion(1, 1), 3, 99));
		assert!(is_decided(&motion(1, 1), 3, 100));
	}
}
