// SPDX-License-Identifier: Apache-2.0

//! `openledger channel voucher`

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account,
	chain::End,
	channels::{
		promises,
		signer::{Request, SignedVoucher, Signer},
	},
	convert::to_usize,
	files::{
		self,
		batch::name,
		receipt::{hex, Received},
		voucher::VoucherFile,
	},
	json::{self, Planck},
	names::Names,
	progress,
	units::amount,
};
use openledger_primitives::{Balance, ChannelId};
use serde::Serialize;
use sp_core::H256;

use super::ending;
use crate::{
	args::positive,
	commands::anew,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Sign for the next answer, and all before it, with the channel's key. It is no transaction.
///
/// Requests are numbered without gaps, and the store knows which were made: a voucher is for the next of
/// them, and promises what was settled, what was charged since, and the price of the answer. While
/// receipts of earlier answers are missing nothing more is signed, but for as many as --in-flight says;
/// nor when more was settled than receipts charge. With --answers and --cumulative the store only learns
/// that these numbers are taken.
#[derive(Args)]
pub struct Voucher {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,

	/// The most that the answer costs: 1.5, or 1500planck.
	#[arg(
		long,
		value_name = "OPEN",
		value_parser = positive,
		required_unless_present_any = ["sequence", "answers"],
		conflicts_with = "answers"
	)]
	price: Option<Balance>,

	/// The number of the request, from 0. By default the next; the voucher of an earlier one is shown
	/// again.
	#[arg(long, value_name = "N", conflicts_with = "answers")]
	sequence: Option<u64>,

	/// How many requests may be without a receipt, with this one.
	#[arg(
		long,
		value_name = "N",
		default_value_t = 1,
		value_parser = clap::value_parser!(u32).range(1..)
	)]
	in_flight: u32,

	/// Sign on although more was settled than the receipts here charge: take that for lost.
	#[arg(long, conflicts_with = "answers")]
	write_off: bool,

	/// How many answers to sign for, from the channel's first on, whatever the store knows of them.
	#[arg(
		long,
		value_name = "N",
		requires = "cumulative",
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	answers: Option<u64>,

	/// The most that those answers cost in all.
	#[arg(long, value_name = "OPEN", requires = "answers", value_parser = positive)]
	cumulative: Option<Balance>,

	/// Write the voucher to this file, for the operator.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

impl Voucher {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, price, sequence, in_flight, write_off, answers, cumulative, out } = self;
		let key = context.key()?;
		let (store, chain) = (context.store()?, context.chain().await?);
		let genesis = chain.genesis();
		anew::remember(&chain, &store).await?;
		let received = Received::of(&store, genesis, id);
		let locked = progress::computing({
			let store = store.clone();
			move || promises::lock(&store, genesis, id)
		})
		.await??;
		let view = chain.view().await?;
		let info = view.channel(id).await?;
		let reach = view.reach_of(&info.operator).await?;
		let next = chain.next_block().await?;
		let end = End::ahead(&info, reach.as_ref(), next)?;
		let signer = Signer { key, genesis, info, reach, next };
		let request = Request { price, sequence, in_flight: to_usize(in_flight), write_off };
		let sign = move || {
			locked.edit(&signer.info, |promises| match answers.zip(cumulative) {
				Some((answers, cumulative)) => {
					let signed = signer.sign(answers, cumulative)?;
					promises.pass(answers);
					Ok::<_, Error>(signed)
				}
				None => {
					let unreceipted = promises.unreceipted(&signer.info, &received)?;
					let fee_of = |sequence| received.first(sequence).map(|kept| kept.receipt.fee);
					Ok(signer.promise(promises, &request, unreceipted, fee_of)?)
				}
			})
		};
		let signed = match progress::computing(sign).await? {
			Ok(signed) => signed,
			Err(error) => return Err(anew::explained(&chain, &store, error).await),
		};
		ending::say(context, &view, next, end.map(|end| (id, end)))?;
		let mut signed = Signed::of(&signed);
		if let Some(path) = &out {
			files::batch::replace(path, &format!("{:#}\n", json::of(&signed)))?;
		}
		signed.file = out.as_deref().map(name);
		context.show(&signed);
		Ok(())
	}
}

#[derive(Serialize)]
struct Signed {
	#[serde(flatten)]
	voucher: VoucherFile,
	/// Of the last answer that it is good for.
	sequence: u64,
	/// That signed it.
	key: H256,
	/// The most that that answer costs, where it is known.
	price: Option<Planck>,
	/// To what is settled.
	added: Planck,
	/// The block before which it has to be settled.
	until: Option<u32>,
	/// Where it is written to.
	file: Option<String>,
}

impl Signed {
	fn of(signed: &SignedVoucher) -> Self {
		Self {
			voucher: VoucherFile::of(&signed.voucher, signed.genesis),
			sequence: signed.sequence(),
			key: H256(account::bytes(&signed.by)),
			price: signed.price.map(Planck),
			added: Planck(signed.added),
			until: signed.until,
			file: None,
		}
	}
}

impl Shown for Signed {
	fn text(&self, _: &Names) -> String {
		let Self { voucher, sequence, key, price, added, until, file } = self;
		let mut fields =
			vec![("channel", voucher.channel.to_string()), ("for answer", sequence.to_string())];
		if let Some(price) = price {
			fields.push(("which costs at most", amount::format(price.0)));
		}
		fields.extend([
			("promises in all", amount::format(voucher.cumulative.0)),
			("of it not settled", amount::format(added.0)),
			("signed by", account::address(&account::Account::new(key.0))),
			("signature", hex(voucher.signature.0)),
		]);
		if let Some(until) = until {
			fields.push(("settle before block", until.to_string()));
		}
		if let Some(file) = file {
			fields.push(("in file", file.clone()));
		}
		table::fields(&fields)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::Cli;
	use clap::Parser;
	use openledger_client::{
		account::Account,
		fixtures::batch::{voucher, GENESIS},
		units::amount::OPEN,
	};

	#[test]
	fn a_voucher_should_be_for_the_next_answer_or_one_before_or_what_is_said() {
		let parse = |words: &str| {
			let words = format!("openledger channel voucher {words}");
			Cli::try_parse_from(words.split_whitespace()).is_ok()
		};
		for good in [
			"3 --price 1500planck --out v.json",
			"3 --sequence 7 --in-flight 4 --write-off",
			"3 --answers 7 --cumulative 1.5",
		] {
			assert!(parse(good), "{good}");
		}
		for bad in [
			"3",
			"3 1.5",
			"3 --price 0",
			"x --price 1",
			"3 --answers 7",
			"3 --cumulative 7",
			"3 --answers 0 --cumulative 1",
			"3 --answers 7 --cumulative 1 --price 1",
			"3 --answers 7 --cumulative 1 --sequence 6",
			"3 --price 1 --in-flight 0",
			"3 --answers 7 --cumulative 1 --write-off",
		] {
			assert!(!parse(bad), "{bad}");
		}
	}

	#[test]
	fn what_is_signed_should_be_shown_in_full() {
		let signed = SignedVoucher {
			voucher: voucher(3, 3, 3 * OPEN),
			genesis: GENESIS,
			by: Account::new([1; 32]),
			added: 2 * OPEN,
			price: None,
			until: None,
		};
		let signed = Signed { file: Some("v.json".to_owned()), ..Signed::of(&signed) };
		let json = json::of(&signed);
		assert_eq!(json["cumulative"], (3 * OPEN).to_string());
		assert_eq!((json["answers"].as_u64(), json["sequence"].as_u64()), (Some(3), Some(2)));
		assert_eq!(json["signature"].as_str().unwrap().len(), 2 + 128);
		assert!(json.get("until").unwrap().is_null() && json.get("price").unwrap().is_null());
		assert_eq!(json["file"], "v.json");
		assert!(signed.text(&Names::default()).contains("3 OPEN"));
	}
}
