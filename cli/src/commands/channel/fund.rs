// SPDX-License-Identifier: Apache-2.0

//! `openledger channel open`, `top-up` and `hot-key`: what the payer of a channel does with it.

use openledger_primitives::{Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::json;

use super::Change;
use crate::{args::OpenChannel, context::Context, error::Error, output::table};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls,
		events::{ChannelKeySet, ChannelOpened, ChannelToppedUp},
	},
	error::SettlementError,
	json,
	units::amount,
};

pub async fn open(context: &Context, args: OpenChannel) -> Result<(), Error> {
	let OpenChannel { operator, amount, hot_key } = args;
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	view.registered(&operator).await?;
	let payer = key.account();
	if hot_key.is_none() {
		key.ensure_signs_vouchers()?;
	}
	let hot_key = hot_key.unwrap_or_else(|| payer.clone());
	let public = account::bytes(&hot_key);
	let call = calls::channels::open_channel(calls::id(&operator), public, amount);
	let hold = amount.saturating_add(view.channel_deposit()?);
	let purpose = (hold, "what the channel can pay, its deposit and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "opening the channel").await?;
	let ChannelOpened { channel, funds, .. } = events.one()?;
	let json = json!({
		"channel": channel,
		"payer": json::account(&payer),
		"operator": json::account(&operator),
		"key": format!("0x{}", hex::encode(public)),
		"funds": json::amount(funds),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		table::fields(&[
			("channel", channel.to_string()),
			("payer", names.address(&payer)),
			("operator", names.address(&operator)),
			("hot key", account::address(&hot_key)),
			("can pay", amount::format(funds)),
		])
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn top_up(context: &Context, id: ChannelId, more: Balance) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	ensure_payer(&info, &key.account())?;
	ensure_open(&info)?;
	let call = calls::channels::top_up(id, more);
	let purpose = (more, "what the channel can pay and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "adding to the channel").await?;
	let funds = events.one::<ChannelToppedUp>()?.funds;
	let json = json!({
		"channel": id,
		"amount": json::amount(more),
		"funds": json::amount(funds),
		"block": json::hash(events.block),
	});
	context.show_json(json, || format!("channel {id} can pay {}", amount::format(funds)));
	Ok(())
}

pub async fn set_key(context: &Context, id: ChannelId, hot_key: Account) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	ensure_payer(&info, &key.account())?;
	let public = account::bytes(&hot_key);
	ensure_changeable(&info, public, chain.next_block().await?)?;
	let call = calls::channels::set_channel_key(id, public);
	let events = sign(&chain, &view, &key, &call, 0, "changing the hot key").await?;
	let until = events.one::<ChannelKeySet>()?.until;
	let json = json!({
		"channel": id,
		"key": format!("0x{}", hex::encode(public)),
		"former_until": until,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"{} signs the vouchers of channel {id}; those of the key before are good until block \
			 {until}",
			account::address(&hot_key)
		)
	});
	Ok(())
}

fn ensure_payer(info: &ChannelInfo<Account>, who: &Account) -> Result<(), SettlementError> {
	match info.payer == *who {
		true => Ok(()),
		false => {
			let (channel, payer) = (info.channel, info.payer.clone());
			Err(SettlementError::NotPayer { channel, payer })
		}
	}
}

fn ensure_open(info: &ChannelInfo<Account>) -> Result<(), SettlementError> {
	match info.closing {
		Some(until) => Err(SettlementError::Closing { channel: info.channel, until }),
		None => Ok(()),
	}
}

/// Fails when a channel's key can't be changed to another in block `next`.
fn ensure_changeable(
	info: &ChannelInfo<Account>,
	public: [u8; 32],
	next: u64,
) -> Result<(), SettlementError> {
	let channel = info.channel;
	if info.key.0 == public {
		return Err(SettlementError::SameKey(channel));
	}
	match info.former_key {
		Some(former) if next < u64::from(former.until) => {
			Err(SettlementError::KeyChanging { channel, until: former.until })
		}
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::channel::info;
	use openledger_runtime_api::FormerKeyInfo;
	use sp_core::H256;

	#[test]
	fn only_the_payer_should_change_a_channel_and_only_while_it_is_open() {
		let info = info();
		assert!(ensure_payer(&info, &info.payer).is_ok());
		let error = ensure_payer(&info, &info.operator).unwrap_err();
		assert!(matches!(error, SettlementError::NotPayer { .. }));
		let closing = ChannelInfo { closing: Some(9), ..info.clone() };
		let error = ensure_open(&closing).unwrap_err();
		assert!(matches!(error, SettlementError::Closing { until: 9, .. }));
		assert!(ensure_open(&ChannelInfo { closing: None, ..info }).is_ok());
	}

	#[test]
	fn a_key_should_be_changed_one_at_a_time() {
		let former_key = Some(FormerKeyInfo { key: H256::repeat_byte(5), until: 10 });
		let info = ChannelInfo { key: H256::repeat_byte(4), former_key, ..info() };
		let error = ensure_changeable(&info, [6; 32], 9).unwrap_err();
		assert!(matches!(error, SettlementError::KeyChanging { until: 10, .. }));
		assert!(ensure_changeable(&info, [6; 32], 10).is_ok());
		let error = ensure_changeable(&info, [4; 32], 10).unwrap_err();
		assert!(matches!(error, SettlementError::SameKey(_)));
	}
}
