// SPDX-License-Identifier: Apache-2.0

//! Leaving out answers that the chain does not pay for now, so that the others need not wait for
//! them.

use std::{
	collections::{BTreeMap, BTreeSet},
	iter,
	ops::Range,
	path::{Path, PathBuf},
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{batch::DraftError, receipt::Receipt, Balance, ChannelId, ModelId};
use openledger_runtime_api::{ChannelInfo, ModelInfo, Terms};

use super::{
	divide::{only, put_beside},
	ensure_in_force, ensure_settleable,
	voucher_check::{is_signed_by_any, voucher_keys},
};
use crate::{
	account::Account,
	chain::{Chain, End, Reach, CONCURRENT},
	channels::shared::Shared,
	error::{Behind, Error, Kind, SettlementError},
	files::{
		self,
		batch::{BatchFile, Place},
	},
	progress,
	store::Store,
};

/// Errors of the chain that are of some answers of a batch.
const OF_SOME: [&str; 12] = [
	"Attribution.SpanParamsNotInForce",
	"Attribution.ModelNotActive",
	"Attribution.FeeBelowFloor",
	"Attribution.BeyondVoucher",
	"Channels.ChannelNotFound",
	"Channels.NotChannelOperator",
	"Channels.ChannelClosing",
	"Channels.ChannelOutdated",
	"Channels.SequenceSettled",
	"Channels.VoucherExceeded",
	"Channels.VoucherExceedsFunds",
	"Channels.InvalidVoucherSignature",
];

/// Whether an error of settling a file is of some of its answers, so that others may be settled
/// without them.
pub fn is_of_some(error: &Error) -> bool {
	use SettlementError as S;
	match error {
		Error::Unpayable { .. }
		| Error::FeeBelowFloor { .. }
		| Error::NotFound { kind: Kind::Channel, .. } => true,
		Error::WouldFail { name, .. } => OF_SOME.contains(&name.as_str()),
		Error::Settlement(error) => matches!(
			error,
			S::Ended { .. }
				| S::TooLate { behind: Behind::Settled { .. }, .. }
				| S::NoVoucher { .. }
				| S::InvalidSignature { .. }
				| S::FeesBeyondVoucher { .. }
				| S::FeesBeyondFunds { .. }
				| S::Draft(
					DraftError::NoVoucher(_)
						| DraftError::MalformedSpans(_)
						| DraftError::ZeroFee(_)
				)
		),
		_ => false,
	}
}

/// What was left out of a file.
pub struct LeftOut {
	/// The file that has it now.
	pub path: PathBuf,
	/// The number of answers in it.
	pub answers: usize,
}

/// Moves the answers that can't be settled now from the file of `operator` at `path` to another one
/// beside it. `None` where that is none of them, or all.
pub async fn leave_out(
	chain: &Chain,
	store: &Store,
	path: &Path,
	operator: &Account,
) -> Result<Option<LeftOut>, Error> {
	let payers = Payers::of(chain, operator, path).await?;
	let (store, path) = (store.clone(), path.to_owned());
	progress::computing(move || payers.move_out(&store, &path)).await?
}

/// What the chain says of those who pay, and of what they pay for.
struct Payers {
	terms: Terms,
	operator: Account,
	/// Which channels it can settle.
	reach: Reach,
	/// The block in which it would be settled at the earliest.
	next: u64,
	models: BTreeMap<ModelId, ModelInfo<Account>>,
	/// `None` for those that are closed.
	channels: BTreeMap<ChannelId, Option<ChannelInfo<Account>>>,
}

impl Payers {
	async fn of(chain: &Chain, operator: &Account, path: &Path) -> Result<Self, Error> {
		let own = path.to_owned();
		let file = progress::computing(move || BatchFile::existing(&own)).await??;
		file.ensure_open(path, chain.genesis())?;
		file.ensure_of(path, operator)?;
		let view = &chain.view().await?;
		let ids: BTreeSet<_> = file.answers.values().map(|signed| signed.receipt.model).collect();
		let models = stream::iter(ids)
			.map(|id| async move { Ok::<_, Error>((id, view.model(id).await?)) })
			.buffered(CONCURRENT)
			.try_collect()
			.await?;
		let channels = stream::iter(file.fees().into_keys())
			.map(|id| async move {
				match view.channel(id).await {
					Ok(info) => Ok((id, Some(info))),
					Err(Error::NotFound { .. }) => Ok((id, None)),
					Err(error) => Err(error),
				}
			})
			.buffered(CONCURRENT)
			.try_collect()
			.await?;
		Ok(Self {
			terms: view.terms().await?,
			operator: operator.clone(),
			reach: view.reach(&view.registered(operator).await?).await?,
			next: chain.next_block().await?,
			models,
			channels,
		})
	}

	fn move_out(&self, store: &Store, path: &Path) -> Result<Option<LeftOut>, Error> {
		let (_lock, file) = files::batch::open(path)?;
		let out = self.unpayable(&file);
		// What is being settled stays together.
		let is_editable = file.ensure_editable(path, file.genesis).is_ok();
		if !is_editable || out.is_empty() || out.len() == file.answers.len() {
			return Ok(None);
		}
		let more = (2u64..).map(|number| format!("unpayable-{number}"));
		let mut names = iter::once("unpayable".to_owned()).chain(more);
		let at = put_beside(path, &mut names, &only(&file, &out), &file)?;
		let mut sequences = BTreeMap::<ChannelId, BTreeSet<u64>>::new();
		for (channel, sequence) in &out {
			sequences.entry(*channel).or_default().insert(*sequence);
		}
		for (channel, sequences) in sequences {
			Shared::open(store, file.genesis, channel)?.leaves_out(&sequences)?;
		}
		let kept: Vec<_> = file.answers.keys().filter(|place| !out.contains(*place)).collect();
		only(&file, kept).save(path)?;
		Ok(Some(LeftOut { path: at, answers: out.len() }))
	}

	/// The answers in a file that can't be settled now. Of what a channel can't pay for, all that comes
	/// later is left out too: it can be settled behind that, and not that behind it.
	fn unpayable(&self, file: &BatchFile) -> BTreeSet<Place> {
		let mut out = BTreeSet::new();
		for channel in file.fees().into_keys() {
			let Some(info) = self.channels.get(&channel) else { continue };
			let purse = info.as_ref().and_then(|info| self.purse(file, info));
			let (numbers, mut funds) = purse.unwrap_or_default();
			for (sequence, signed) in file.of_channel(channel) {
				let receipt = &signed.receipt;
				if !numbers.contains(&sequence) || !self.takes(receipt) {
					out.insert((channel, sequence));
					continue;
				}
				match funds.checked_sub(receipt.fee) {
					Some(rest) => funds = rest,
					None => {
						funds = 0;
						out.insert((channel, sequence));
					}
				}
			}
		}
		out
	}

	/// Which answers a channel pays for by the voucher in a file, and how much.
	fn purse(
		&self,
		file: &BatchFile,
		info: &ChannelInfo<Account>,
	) -> Option<(Range<u64>, Balance)> {
		let voucher = file.vouchers.get(&info.channel)?;
		let is_own = info.operator == self.operator
			&& End::ahead(info, Some(&self.reach), self.next).is_ok();
		let keys = voucher_keys(info, self.next);
		let is_signed = is_signed_by_any(voucher, &keys, file.genesis);
		let promised = voucher.cumulative.saturating_sub(info.settled);
		let purse = (info.next_sequence..voucher.answers, promised.min(info.funds));
		(is_own && is_signed).then_some(purse)
	}

	/// Whether the chain takes a receipt, whoever pays for it. Of a model that it was not asked about,
	/// that is seen later.
	fn takes(&self, receipt: &Receipt) -> bool {
		let is_served = |info: &ModelInfo<Account>| {
			ensure_settleable(receipt.model, info, receipt.fee, self.next).is_ok()
		};
		ensure_in_force(receipt.span_params, &self.terms).is_ok()
			&& self.models.get(&receipt.model).is_none_or(is_served)
			&& receipt.compact().is_some_and(|compact| compact.answer.check().is_ok())
	}
}

#[cfg(test)]
mod tests;
