// SPDX-License-Identifier: Apache-2.0

//! `openledger channel close` and `withdraw`

use openledger_primitives::{Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::{json, Value};
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls,
		events::{ChannelClosed, ChannelClosing},
	},
	error::SettlementError,
	json,
	units::amount,
};

pub async fn close(context: &Context, id: ChannelId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	ensure_closable(&info, &key.account())?;
	let call = calls::channels::close_channel(id);
	let events = sign(&chain, &view, &key, &call, 0, "closing the channel").await?;
	// What is closed at once may be gone at once.
	if let Some(ChannelClosed { returned, .. }) = events.all::<ChannelClosed>()?.into_iter().next()
	{
		let (json, text) = gone(&info, returned, events.block);
		context.show_named_json(&view, json, text).await;
		return Ok(());
	}
	let ChannelClosing { until, .. } = events.one()?;
	let json = json!({ "channel": id, "closing": until, "block": json::hash(events.block) });
	context.show_json(json, || {
		format!(
			"channel {id} is closed from block {until} on; what is left then goes back with: \
			 openledger channel withdraw {id}"
		)
	});
	Ok(())
}

/// Fails when `who` can't close a channel, or the payer does a second time.
fn ensure_closable(info: &ChannelInfo<Account>, who: &Account) -> Result<(), SettlementError> {
	let ChannelInfo { channel, payer, operator, .. } = info;
	let channel = *channel;
	if who == operator {
		return Ok(());
	}
	if who != payer {
		let (payer, operator) = (payer.clone(), operator.clone());
		return Err(SettlementError::NotParty { channel, payer, operator });
	}
	match info.closing {
		Some(until) => Err(SettlementError::Closing { channel, until }),
		None => Ok(()),
	}
}

pub async fn withdraw(context: &Context, id: ChannelId, wait: bool) -> Result<(), Error> {
	let Change { key, chain, mut view, info } = Change::prepare(context, id).await?;
	let until = u64::from(info.closing.ok_or(SettlementError::NotClosing(id))?);
	if wait {
		chain.wait_until_next_is(until, &format!("waiting for block {until}")).await?;
		// The node may have discarded the state of the block that was read.
		view = chain.view().await?;
	} else {
		let blocks = until.saturating_sub(chain.next_block().await?);
		if blocks > 0 {
			let delay = view.delay(blocks)?;
			return Err(SettlementError::NotYetClosed { channel: id, delay }.into());
		}
	}
	let call = calls::channels::withdraw_channel(id);
	let events = sign(&chain, &view, &key, &call, 0, "withdrawing").await?;
	let ChannelClosed { returned, .. } = events.one()?;
	let (json, text) = gone(&info, returned, events.block);
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// That a channel is no more, for machines and for people.
fn gone(
	info: &ChannelInfo<Account>,
	returned: Balance,
	block: H256,
) -> (Value, impl FnOnce(&Names) -> String + '_) {
	let json = json!({
		"channel": info.channel,
		"payer": json::account(&info.payer),
		"returned": json::amount(returned),
		"block": json::hash(block),
	});
	let text = move |names: &Names| {
		let (returned, payer) = (amount::format(returned), names.address(&info.payer));
		format!("channel {} is closed: {returned} went back to {payer}", info.channel)
	};
	(json, text)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::channel::info;

	#[test]
	fn both_parties_should_close_a_channel_and_nobody_else() {
		let (info, other) = (info(), Account::new([9; 32]));
		let open = ChannelInfo { closing: None, ..info.clone() };
		assert!(ensure_closable(&open, &info.payer).is_ok());
		assert!(ensure_closable(&open, &info.operator).is_ok());
		let error = ensure_closable(&open, &other).unwrap_err();
		assert!(matches!(error, SettlementError::NotParty { .. }));
		// The operator need not wait for what the payer began.
		let closing = ChannelInfo { closing: Some(9), ..info.clone() };
		let error = ensure_closable(&closing, &info.payer).unwrap_err();
		assert!(matches!(error, SettlementError::Closing { until: 9, .. }));
		assert!(ensure_closable(&closing, &info.operator).is_ok());
	}

	#[test]
	fn what_went_back_should_be_said() {
		let info = info();
		let (json, text) = gone(&info, amount::OPEN, H256::zero());
		let text = text(&Names::default());
		assert_eq!(json["returned"], amount::OPEN.to_string());
		assert!(text.starts_with("channel 3 is closed: 1 OPEN went back to "));
	}
}
