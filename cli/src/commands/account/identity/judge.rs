// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity judge`

use clap::{Args, ValueEnum};
use openledger_client::{
	account::Account,
	chain::{
		calls::{identity, lookup},
		identity::Judgement,
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;
use subxt::utils::Static;

use super::{held_for, prepare};
use crate::{
	args::{hash, ReadAccount},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Judge the identity of an account, as a registrar. The fee is paid with it.
#[derive(Args)]
pub struct Judge {
	/// Whose identity.
	#[arg(value_parser = ReadAccount)]
	account: Account,

	/// The registrar, by its number.
	#[arg(long, value_name = "NUMBER")]
	registrar: u32,

	/// What it is.
	#[arg(long)]
	judgement: Verdict,

	/// The hash of what was looked at, as `show` has it: another identity is then not judged.
	#[arg(long, value_name = "HASH", value_parser = hash)]
	hash: Option<H256>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
enum Verdict {
	/// No opinion.
	Unknown,
	/// It seems to be right.
	Reasonable,
	/// The registrar knows that it is right.
	KnownGood,
	/// It was right once.
	OutOfDate,
	/// It is too vague.
	LowQuality,
	/// It is wrong. Only the registrar can take that back.
	Erroneous,
}

impl From<Verdict> for Judgement {
	fn from(verdict: Verdict) -> Self {
		match verdict {
			Verdict::Unknown => Self::Unknown,
			Verdict::Reasonable => Self::Reasonable,
			Verdict::KnownGood => Self::KnownGood,
			Verdict::OutOfDate => Self::OutOfDate,
			Verdict::LowQuality => Self::LowQuality,
			Verdict::Erroneous => Self::Erroneous,
		}
	}
}

impl Judge {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { account, registrar, judgement, hash } = self;
		let signing = prepare(context).await?;
		let identity = signing.view.identified(&account).await?;
		let hash = hash.unwrap_or_else(|| identity.info.hash());
		let judgement = Judgement::from(judgement);
		let (target, said) = (lookup(&account), Static(judgement));
		let call = identity::provide_judgement(registrar, target, said, hash.0);
		let events = signing.sign(&call, "judging").await?;
		let view = signing.chain.view_of(events.block).await?;
		let judged = Judged {
			account: Address(account),
			registrar,
			judgement: judgement.word(),
			hash,
			paid: Planck(held_for(&identity, registrar)),
			block: events.block,
		};
		context.show_named(&view, &judged).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Judged {
	account: Address,
	registrar: u32,
	judgement: &'static str,
	/// Of the identity that was judged.
	hash: H256,
	paid: Planck,
	block: H256,
}

impl Shown for Judged {
	fn text(&self, names: &Names) -> String {
		let Self { account, registrar, judgement, paid, .. } = self;
		let (who, paid) = (names.address(&account.0), amount::format(paid.0));
		format!("{who}: registrar {registrar} found it {judgement}, and was paid {paid}")
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_registrars_are_paid_for_should_be_no_judgement_of_theirs() {
		let named = |name| Verdict::from_str(name, false);
		assert_eq!(named("known-good"), Ok(Verdict::KnownGood));
		assert_eq!(named("out-of-date"), Ok(Verdict::OutOfDate));
		assert!(named("fee-paid").is_err());
	}
}
