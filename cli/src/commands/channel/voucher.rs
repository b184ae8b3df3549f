// SPDX-License-Identifier: Apache-2.0

//! `openledger channel voucher`

use std::path::Path;

use openledger_primitives::{
	voucher::{self, Voucher},
	Balance,
};
use openledger_runtime_api::ChannelInfo;
use serde_json::{json, Value};
use sp_core::{sr25519, H256};

use super::{added_by, signers};
use crate::{
	account::{self, Account},
	amount,
	args::SignVoucher,
	batch_file::{self, BatchFile},
	context::Context,
	error::{Error, SettlementError},
	key::Key,
	output::{json, progress, table},
};

pub async fn run(context: &Context, args: SignVoucher) -> Result<(), Error> {
	let SignVoucher { id, cumulative, into } = args;
	let key = context.key()?;
	let chain = context.chain().await?;
	let info = chain.view().await?.channel(id).await?;
	let next = chain.next_block().await?;
	let signed = Signed::by(&key, chain.genesis(), &info, cumulative, next)?;
	if let Some(path) = into.clone() {
		let (genesis, voucher) = (chain.genesis(), signed.voucher);
		let keys = signers(&info, next);
		let put = move |file: &mut BatchFile| put(file, voucher, &keys);
		progress::computing(move || batch_file::edit(&path, genesis, put)).await??;
	}
	let into = into.as_deref();
	context.show(signed.to_json(into), || table::fields(&signed.fields(into)));
	Ok(())
}

/// Puts a voucher in a file, instead of the one of its channel that is there: never instead of one
/// for more that one of the keys has signed.
fn put(file: &mut BatchFile, voucher: Voucher, keys: &[H256]) -> Result<(), Error> {
	let Voucher { channel, cumulative, .. } = voucher;
	if let Some(kept) = file.vouchers.get(&channel) {
		let is_signed =
			|key: &H256| kept.is_signed_by(&sr25519::Public::from_raw(key.0), file.genesis);
		if kept.cumulative > cumulative && keys.iter().any(is_signed) {
			let kept = kept.cumulative;
			return Err(SettlementError::LowerVoucher { channel, cumulative, kept }.into());
		}
	}
	file.vouchers.insert(channel, voucher);
	Ok(())
}

/// A voucher that the chain will take.
#[derive(Debug)]
struct Signed {
	voucher: Voucher,
	genesis: H256,
	by: Account,
	/// Besides what is settled.
	added: Balance,
	/// The block before which it has to be settled: later it may be worth nothing.
	until: Option<u32>,
}

impl Signed {
	/// Signs for all that a channel owes. Fails when that would be worth nothing in block `next`.
	fn by(
		key: &Key,
		genesis: H256,
		info: &ChannelInfo<Account>,
		cumulative: Balance,
		next: u64,
	) -> Result<Self, SettlementError> {
		let channel = info.channel;
		let public = key.public();
		if !signers(info, next).contains(&public) {
			return Err(SettlementError::NotChannelKey { channel, key: info.key });
		}
		let added = added_by(info, cumulative)?;
		let former = info.former_key.filter(|_| public != info.key).map(|former| former.until);
		let until = [info.closing, former].into_iter().flatten().min();
		let signature = key.sign(&voucher::message(genesis, channel, cumulative))?;
		let voucher = Voucher { channel, cumulative, signature };
		Ok(Self { voucher, genesis, by: key.account(), added, until })
	}

	fn signature(&self) -> String {
		format!("0x{}", hex::encode(self.voucher.signature))
	}

	fn to_json(&self, into: Option<&Path>) -> Value {
		json!({
			"genesis": json::hash(self.genesis),
			"channel": self.voucher.channel,
			"cumulative": json::amount(self.voucher.cumulative),
			"signature": self.signature(),
			"key": json::hash(H256(account::bytes(&self.by))),
			"added": json::amount(self.added),
			"until": self.until,
			"file": into.map(|path| path.display().to_string()),
		})
	}

	fn fields(&self, into: Option<&Path>) -> Vec<(&'static str, String)> {
		let mut fields = vec![
			("channel", self.voucher.channel.to_string()),
			("owes in all", amount::format(self.voucher.cumulative)),
			("of it new", amount::format(self.added)),
			("signed by", account::address(&self.by)),
			("signature", self.signature()),
		];
		if let Some(until) = self.until {
			fields.push(("settle before block", until.to_string()));
		}
		if let Some(path) = into {
			fields.push(("in file", path.display().to_string()));
		}
		fields
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		amount::OPEN,
		batch_file::tests::{file, GENESIS},
		commands::channel::info,
	};
	use openledger_runtime_api::FormerKeyInfo;

	fn key() -> Key {
		Key::load("//Alice//hot", None).unwrap()
	}

	/// A channel of that key.
	fn channel() -> ChannelInfo<Account> {
		let info = ChannelInfo { key: key().public(), former_key: None, closing: None, ..info() };
		ChannelInfo { settled: OPEN, funds: 4 * OPEN, ..info }
	}

	fn sign(info: &ChannelInfo<Account>, cumulative: Balance) -> Result<Signed, SettlementError> {
		Signed::by(&key(), GENESIS, info, cumulative, 50)
	}

	#[test]
	fn a_voucher_should_be_signed_for_the_channel_and_the_chain() {
		let signed = sign(&channel(), 3 * OPEN).unwrap();
		let public = sr25519::Public::from(key().public().0);
		assert!(signed.voucher.is_signed_by(&public, GENESIS));
		assert!(!signed.voucher.is_signed_by(&public, H256::zero()));
		assert_eq!((signed.voucher.channel, signed.added), (3, 2 * OPEN));
		let json = signed.to_json(Some(Path::new("batch.json")));
		assert_eq!(json["cumulative"], (3 * OPEN).to_string());
		assert_eq!(json["signature"].as_str().unwrap().len(), 2 + 128);
		assert_eq!((json["until"].clone(), &json["file"]), (Value::Null, &json!("batch.json")));
		assert!(table::fields(&signed.fields(None)).contains("3 OPEN"));
	}

	#[test]
	fn what_would_be_worth_nothing_should_not_be_signed() {
		let error = sign(&channel(), OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::AlreadySettled { .. }));
		let error = sign(&channel(), 5 * OPEN + 1).unwrap_err();
		assert!(matches!(error, SettlementError::BeyondFunds { .. }));
		let other = ChannelInfo { key: H256::repeat_byte(9), ..channel() };
		let error = sign(&other, 3 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::NotChannelKey { .. }));
	}

	#[test]
	fn the_key_before_should_sign_while_it_is_good() {
		let former = |until| FormerKeyInfo { key: key().public(), until };
		let with = |until| ChannelInfo {
			key: H256::repeat_byte(9),
			former_key: Some(former(until)),
			..channel()
		};
		assert_eq!(sign(&with(60), 3 * OPEN).unwrap().until, Some(60));
		assert!(sign(&with(50), 3 * OPEN).is_err());
		let closing = ChannelInfo { closing: Some(55), ..with(60) };
		assert_eq!(sign(&closing, 3 * OPEN).unwrap().until, Some(55));
	}

	#[test]
	fn a_voucher_should_replace_the_one_of_its_channel_and_never_one_for_more() {
		let mut file = file();
		let keys = [key().public()];
		let voucher = sign(&channel(), 3 * OPEN).unwrap().voucher;
		put(&mut file, voucher, &keys).unwrap();
		assert_eq!(file.vouchers.len(), 3);
		let more = sign(&channel(), 4 * OPEN).unwrap().voucher;
		put(&mut file, more, &keys).unwrap();
		assert_eq!((file.vouchers.len(), file.vouchers[&3]), (3, more));
		// The same again is no less.
		put(&mut file, sign(&channel(), 4 * OPEN).unwrap().voucher, &keys).unwrap();
		let error = put(&mut file, voucher, &keys).unwrap_err();
		assert!(matches!(
			error,
			Error::Settlement(SettlementError::LowerVoucher { channel: 3, .. })
		));
		assert_eq!(file.vouchers[&3].cumulative, 4 * OPEN);
		// What nobody has signed is worth nothing.
		put(&mut file, voucher, &[H256::repeat_byte(9)]).unwrap();
		assert_eq!(file.vouchers[&3], voucher);
	}
}
