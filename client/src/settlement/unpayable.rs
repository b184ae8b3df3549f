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
	file::ChannelFiles,
	voucher_check::{is_signed_by_any, voucher_keys},
};
use crate::{
	account::Account,
	chain::{Chain, End, Reach, CONCURRENT},
	error::{Error, SettlementError},
	files::{
		self,
		batch::{BatchFile, Place},
	},
	progress,
};

/// Errors of the chain that are of some answers of a batch.
const OF_SOME: [&str; 8] = [
	"Attribution.SpanParamsNotInForce",
	"Attribution.ModelNotActive",
	"Attribution.FeeBelowFloor",
	"Attribution.BeyondVoucher",
	"Channels.NotChannelOperator",
	"Channels.SequenceSettled",
	"Channels.VoucherExceeded",
	"Channels.VoucherExceedsFunds",
];

/// Whether an error of settling a file is of some of its answers, so that others may be settled
/// without them.
pub fn is_of_some(error: &Error) -> bool {
	use SettlementError as S;
	match error {
		Error::InactiveModel(_) | Error::FeeBelowFloor { .. } | Error::Registry(_) => true,
		Error::WouldFail { name, .. } => OF_SOME.contains(&name.as_str()),
		Error::Settlement(error) => matches!(
			error,
			S::NoChannel { .. }
				| S::ChannelOutdated { .. }
				| S::ChannelClosed { .. }
				| S::ChannelEnded { .. }
				| S::SequenceSettled { .. }
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
/// beside it, and tells `channels`. `None` where that is none of them, or all.
pub async fn leave_out<F: ChannelFiles>(
	chain: &Chain,
	channels: &F,
	path: &Path,
	operator: &Account,
) -> Result<Option<LeftOut>, F::Error> {
	let payers = Payers::of(chain, operator, path).await?;
	let (channels, path) = (channels.clone(), path.to_owned());
	progress::computing(move || payers.move_out(&channels, &path)).await?
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
					Err(Error::Settlement(SettlementError::NoChannel { .. })) => Ok((id, None)),
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

	fn move_out<F: ChannelFiles>(
		&self,
		channels: &F,
		path: &Path,
	) -> Result<Option<LeftOut>, F::Error> {
		let (_lock, file) = files::batch::open(path).map_err(Error::from)?;
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
			channels.leaves_out(channel, &sequences)?;
		}
		let kept: Vec<_> = file.answers.keys().filter(|place| !out.contains(*place)).collect();
		only(&file, kept).save(path).map_err(Error::from)?;
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
mod tests {
	use super::*;
	use crate::{
		fixtures::{
			self,
			batch::{receipt, unsigned, voucher, GENESIS},
			channel::info,
			channel_files::Noted,
			ending::{ALL, ROTATED},
			terms::terms,
		},
		keys::Key,
	};
	use openledger_primitives::{
		span::SpanParams,
		voucher::{Promise, Voucher},
	};
	use openledger_runtime_api::ModelStatus;

	fn key() -> Key {
		Key::from_uri("//Alice//hot").unwrap()
	}

	fn signed(channel: ChannelId, answers: u64, cumulative: Balance) -> Voucher {
		let promise = Promise { channel, answers, cumulative };
		let signature = key().sign(&promise.message(GENESIS)).unwrap();
		Voucher { channel, answers, cumulative, signature }
	}

	/// Channel 1, which has paid 100 for answers below 1, and has 200 left; channel 4, which is closed;
	/// model 3 takes requests, and model 9 does not.
	fn payers() -> Payers {
		let operator = fixtures::operator::info().operator;
		let info = ChannelInfo {
			channel: 1,
			operator: operator.clone(),
			key: key().public(),
			former_key: None,
			settled: 100,
			funds: 200,
			next_sequence: 1,
			closing: None,
			..info()
		};
		let served = ModelInfo {
			commercial: true,
			price_floor: 10,
			status: ModelStatus::Active,
			..fixtures::model::info()
		};
		let stopped =
			ModelInfo { status: ModelStatus::Paused, served_until: None, ..served.clone() };
		Payers {
			terms: Terms { span_params: SpanParams::DEFAULT, ..terms() },
			operator,
			reach: ALL,
			next: 50,
			models: [(3, served), (9, stopped)].into(),
			channels: [(1, Some(info)), (4, None)].into(),
		}
	}

	/// A file with these receipts, and a voucher of channel 1 for 9 answers and 1,000.
	fn with(receipts: impl IntoIterator<Item = Receipt>) -> BatchFile {
		let mut file = BatchFile::new(GENESIS);
		file.operator = Some(fixtures::operator::info().operator);
		file.vouchers = [(1, signed(1, 9, 1_000)), (4, voucher(4, 9, 1_000))].into();
		file.answers = receipts.into_iter().map(unsigned).collect();
		file
	}

	fn out_of(file: &BatchFile) -> Vec<Place> {
		payers().unpayable(file).into_iter().collect()
	}

	#[test]
	fn what_is_wrong_with_some_answers_should_be_told_from_what_is_with_all() {
		let refused = |name: &str| Error::WouldFail {
			call: "Attribution.settle_batch".to_owned(),
			name: name.to_owned(),
			doc: String::new(),
		};
		let some: [Error; 6] = [
			Error::InactiveModel(3),
			refused("Attribution.SpanParamsNotInForce"),
			SettlementError::NoChannel { id: 4, count: 9 }.into(),
			SettlementError::ChannelClosed { channel: 4, until: 9 }.into(),
			SettlementError::ChannelEnded { channel: 4, until: 9 }.into(),
			SettlementError::Draft(DraftError::NoVoucher(7)).into(),
		];
		assert!(some.iter().all(is_of_some));
		let all: [Error; 3] = [
			SettlementError::Draft(DraftError::Empty).into(),
			refused("Channels.TooMuchExposure"),
			Error::Inconsistent,
		];
		assert!(!all.iter().any(is_of_some));
	}

	#[test]
	fn what_the_chain_pays_for_should_stay() {
		assert!(out_of(&with([receipt(1, 1, 50), receipt(1, 3, 150)])).is_empty());
		// Of a channel and a model that nobody has asked about, it is seen later.
		let other = Receipt { model: 12, ..receipt(1, 2, 10) };
		assert!(out_of(&with([other, receipt(7, 0, 5)])).is_empty());
	}

	#[test]
	fn what_no_one_pays_for_should_be_left_out_and_cost_nothing() {
		let span_params = SpanParams { min_span: 40, ..SpanParams::DEFAULT };
		let file = with([
			// Settled; of a model that stopped; under its floor; by another rule; of a closed channel.
			receipt(1, 0, 50),
			Receipt { model: 9, ..receipt(1, 2, 150) },
			receipt(1, 3, 9),
			Receipt { span_params, ..receipt(1, 4, 150) },
			receipt(4, 0, 50),
			receipt(1, 1, 50),
			receipt(1, 5, 150),
			// Beyond the voucher.
			receipt(1, 9, 10),
		]);
		assert_eq!(out_of(&file), [(1, 0), (1, 2), (1, 3), (1, 4), (1, 9), (4, 0)]);
	}

	#[test]
	fn what_a_channel_paid_for_that_has_ended_should_be_left_out() {
		let file = with([receipt(1, 1, 50)]);
		let is_out = |payers: Payers| !payers.unpayable(&file).is_empty();
		let rotated = |next| Payers { reach: ROTATED, next, ..payers() };
		assert!(!is_out(rotated(59)) && is_out(rotated(60)));
		let closing = |next| {
			let mut payers = Payers { next, ..payers() };
			let info = payers.channels.get_mut(&1).and_then(Option::as_mut).unwrap();
			info.closing = Some(55);
			payers
		};
		assert!(!is_out(closing(54)) && is_out(closing(55)));
	}

	#[test]
	fn what_comes_behind_what_is_too_dear_should_be_left_out_with_it() {
		let dear = with([receipt(1, 1, 150), receipt(1, 2, 51), receipt(1, 3, 10)]);
		assert_eq!(out_of(&dear), [(1, 2), (1, 3)]);
		let mut less = with([receipt(1, 1, 50), receipt(1, 2, 10)]);
		less.vouchers.insert(1, signed(1, 9, 150));
		assert_eq!(out_of(&less), [(1, 2)]);
		// A voucher that nobody signed is none.
		less.vouchers.insert(1, voucher(1, 9, 1_000));
		assert_eq!(out_of(&less).len(), 2);
	}

	#[test]
	fn what_is_left_out_should_be_in_a_file_of_its_own() {
		let directory = tempfile::tempdir().unwrap();
		let noted = Noted::default();
		let path = |name: &str| directory.path().join(name);
		let (own, out) = (path("batch.json"), path("batch-unpayable.json"));
		let file = with([receipt(1, 1, 50), receipt(1, 2, 9), receipt(1, 3, 10)]);
		file.save(&own).unwrap();
		let left_out = payers().move_out(&noted, &own).unwrap().unwrap();
		assert_eq!((left_out.path, left_out.answers), (out.clone(), 1));
		let (kept, moved) =
			(BatchFile::existing(&own).unwrap(), BatchFile::existing(&out).unwrap());
		let places = |file: &BatchFile| file.answers.keys().copied().collect::<Vec<_>>();
		assert_eq!((places(&kept), places(&moved)), (vec![(1, 1), (1, 3)], vec![(1, 2)]));
		assert_eq!((&moved.operator, &moved.vouchers[&1]), (&file.operator, &file.vouchers[&1]));
		// Nothing waits for it.
		assert_eq!(noted.left_out(), [(1, 2)]);
		assert!(payers().move_out(&noted, &own).unwrap().is_none());
		// A file of which nothing can be settled stays: settling it says why.
		assert!(payers().move_out(&noted, &out).unwrap().is_none());
		// Nor is what was left out before written over.
		with([receipt(1, 1, 50), receipt(1, 5, 9)]).save(&own).unwrap();
		let again = payers().move_out(&noted, &own).unwrap().unwrap();
		assert_eq!(again.path, path("batch-unpayable-2.json"));
		assert_eq!(BatchFile::existing(&out).unwrap(), moved);
	}
}
