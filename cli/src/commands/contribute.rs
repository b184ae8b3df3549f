// SPDX-License-Identifier: Apache-2.0

//! `openledger contribute`

use std::{collections::HashMap, path::PathBuf};

use futures::{stream, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use openledger_primitives::{
	limits::{MaxBulk, MaxUri},
	Balance, ContributionId, DatanetId,
};
use openledger_runtime_api::ContributionStatus;
use serde_json::json;
use sp_core::H256;

use crate::{
	account, amount,
	args::{Contribute, Retract},
	chain::{
		calls::{self, Submission},
		events::{ContributionAccepted, ContributionRegistered},
		Chain, View, CONCURRENT,
	},
	commands::datanet::ensure_fits,
	context::Context,
	convert::{to_u64, to_usize},
	error::{Error, InputProblem},
	input,
	key::Key,
	output::{count, json, printable, progress, table},
	store::Store,
};

/// Most bytes of the submissions of one call.
const MAX_CALL_BYTES: usize = 100_000;
/// Bytes of a submission besides its URI.
const SUBMISSION_BYTES: usize = 48;

/// An input that is fit to be contributed.
struct Prepared {
	path: PathBuf,
	root: H256,
	length: u32,
}

/// A text that the chain has just taken.
pub struct Registered {
	pub contribution: ContributionId,
	pub root: H256,
	/// Its index in an open datanet.
	pub index: Option<u32>,
}

pub async fn run(context: &Context, args: Contribute) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	view.datanet(args.datanet).await?;

	let (paths, extensions) = (args.paths.clone(), args.extensions.clone());
	let bar = progress::bar(to_u64(paths.len()), "reading");
	let read = move || prepare(paths, &extensions, &bar);
	let (all, mut bad) = progress::computing(read).await?;
	let reasons = find_held(&view, &all).await?;
	let (mut prepared, mut held) = (Vec::new(), Vec::new());
	for (input, reason) in all.into_iter().zip(reasons) {
		match reason {
			None => prepared.push(input),
			Some(reason) => held.push((input.path.display().to_string(), reason)),
		}
	}
	if !args.skip_held {
		let hint = Some("texts that are registered already can be left out with --skip-held");
		bad.extend(held.drain(..).map(|(path, reason)| InputProblem { path, reason, hint }));
	}
	if !bad.is_empty() {
		return Err(Error::Inputs { bad, all: args.paths.len() });
	}

	let submissions = prepared
		.iter()
		.map(|input| submission(&store, input, args.uri_base.as_deref()))
		.collect::<Result<Vec<_>, _>>()?;
	ensure_affordable(&chain, &view, &key, args.datanet, &submissions).await?;
	prepared = save(store, prepared, args.extensions).await?;
	let bar = progress::bar(to_u64(submissions.len()), "registering");
	let registered = register(&chain, &key, args.datanet, submissions, &bar).await?;
	bar.finish_and_clear();
	report(context, &prepared, &registered, &held);
	Ok(())
}

/// Takes a contribution back that no datanet accepted.
pub async fn retract(context: &Context, args: Retract) -> Result<(), Error> {
	let id = args.id;
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let Some(info) = view.contribution(id).await? else {
		return Err(Error::NoContribution { id, count: view.counts().await?.1 });
	};
	if info.contributor != key.account() {
		return Err(Error::NotContributor { id, contributor: info.contributor });
	}
	if let ContributionStatus::Accepted { .. } = info.status {
		return Err(Error::Accepted(id));
	}
	let call = calls::retract(id);
	let events = progress::during("retracting", chain.submit(&call, &key)).await?;
	let json = json!({
		"retracted": id,
		"deposit": json::amount(info.deposit),
		"block": json::hash(events.block),
	});
	context.show(json, || {
		let deposit = amount::format(info.deposit);
		format!("contribution {id} retracted: its deposit of {deposit} is free again")
	});
	Ok(())
}

/// Reads all inputs, and keeps of each what the chain has to know.
fn prepare(
	paths: Vec<PathBuf>,
	extensions: &[String],
	bar: &ProgressBar,
) -> (Vec<Prepared>, Vec<InputProblem>) {
	let (mut prepared, mut bad) = (Vec::new(), Vec::new());
	for path in paths {
		match input::read(&path, extensions) {
			Ok(text) => {
				prepared.push(Prepared { path, root: text.content_root(), length: text.len() })
			}
			Err(error) => bad.push(InputProblem {
				path: path.display().to_string(),
				reason: error.to_string(),
				hint: error.hint(),
			}),
		}
		bar.inc(1);
	}
	bar.finish_and_clear();
	(prepared, bad)
}

/// Of each input why it can't be registered: somebody holds its text, or it comes before among the
/// inputs.
async fn find_held(view: &View, inputs: &[Prepared]) -> Result<Vec<Option<String>>, Error> {
	let holders: Vec<_> = stream::iter(inputs)
		.map(|input| view.holder(input.root))
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let mut first = HashMap::<H256, &PathBuf>::new();
	let mut reasons = Vec::new();
	for (input, holder) in inputs.iter().zip(holders) {
		reasons.push(match (holder, first.get(&input.root)) {
			(Some((id, info)), _) => {
				let contributor = account::address(&info.contributor);
				let status = match info.status {
					ContributionStatus::Accepted { .. } => String::new(),
					ContributionStatus::Pending => ", and pending".to_owned(),
					ContributionStatus::Rejected => format!(
						", and rejected; its contributor can free the text: openledger retract {id}"
					),
				};
				Some(format!("registered already, as contribution {id} of {contributor}{status}"))
			}
			(None, Some(path)) => Some(format!("the same text as {}", path.display())),
			(None, None) => None,
		});
		first.entry(input.root).or_insert(&input.path);
	}
	Ok(reasons)
}

fn submission(
	store: &Store,
	input: &Prepared,
	uri_base: Option<&str>,
) -> Result<Submission, Error> {
	let uri = match uri_base {
		Some(base) => format!("{base}{}", hex::encode(input.root)),
		None => store.text_uri(input.root)?,
	};
	ensure_fits("the URI of the text", uri.as_bytes(), MaxUri::get())?;
	Ok(Submission::new(input.root, input.length, uri.into_bytes()))
}

/// Fails unless the key's account can pay deposits and fees.
async fn ensure_affordable(
	chain: &Chain,
	view: &View,
	key: &Key,
	datanet: DatanetId,
	submissions: &[Submission],
) -> Result<(), Error> {
	let mut needed: Balance = 0;
	for submission in submissions {
		needed = needed.saturating_add(view.contribution_deposit(submission.uri())?);
	}
	for group in groups(submissions.to_vec()) {
		let fee = chain.fee(&calls::register_many(datanet, group), key).await?;
		needed = needed.saturating_add(fee);
	}
	let contributions = count(submissions.len(), "contribution");
	let what = format!("the deposits and fees of {contributions}");
	view.ensure_spendable(&key.account(), needed, &what).await
}

/// Puts the texts in the store: from now on others may ask for them.
async fn save(
	store: Store,
	prepared: Vec<Prepared>,
	extensions: Vec<String>,
) -> Result<Vec<Prepared>, Error> {
	let bar = progress::bar(to_u64(prepared.len()), "saving");
	progress::computing(move || {
		for input in &prepared {
			let text = input::read(&input.path, &extensions)?;
			if text.content_root() != input.root {
				return Err(Error::Changed { path: input.path.display().to_string() });
			}
			store.save_text(input.root, &text)?;
			bar.inc(1);
		}
		Ok(prepared)
	})
	.await?
}

/// Submissions in groups that each fit in a call.
fn groups(submissions: Vec<Submission>) -> Vec<Vec<Submission>> {
	let mut groups = Vec::<Vec<Submission>>::new();
	let mut bytes = 0;
	for submission in submissions {
		bytes += SUBMISSION_BYTES + submission.uri().len();
		match groups.last_mut() {
			Some(group) if group.len() < to_usize(MaxBulk::get()) && bytes <= MAX_CALL_BYTES => {
				group.push(submission)
			}
			_ => {
				bytes = SUBMISSION_BYTES + submission.uri().len();
				groups.push(vec![submission]);
			}
		}
	}
	groups
}

/// Registers texts of one contributor.
pub async fn register(
	chain: &Chain,
	key: &Key,
	datanet: DatanetId,
	submissions: Vec<Submission>,
	bar: &ProgressBar,
) -> Result<Vec<Registered>, Error> {
	let mut registered = Vec::new();
	for group in groups(submissions) {
		let count = to_u64(group.len());
		let events = chain.submit(&calls::register_many(datanet, group), key).await?;
		let accepted: HashMap<_, _> = events
			.all::<ContributionAccepted>()?
			.into_iter()
			.map(|accepted| (accepted.contribution, accepted.index))
			.collect();
		for event in events.all::<ContributionRegistered>()? {
			let ContributionRegistered { contribution, content_root: root } = event;
			let index = accepted.get(&contribution).copied();
			registered.push(Registered { contribution, root, index });
		}
		bar.inc(count);
	}
	Ok(registered)
}

fn report(
	context: &Context,
	prepared: &[Prepared],
	registered: &[Registered],
	skipped: &[(String, String)],
) {
	let rows: Vec<_> = prepared
		.iter()
		.filter_map(|input| {
			let registered = registered.iter().find(|registered| registered.root == input.root)?;
			Some((input, registered))
		})
		.collect();
	let json = rows
		.iter()
		.map(|(input, registered)| {
			json!({
				"path": input.path.display().to_string(),
				"contribution": registered.contribution,
				"content_root": json::hash(input.root),
				"length": input.length,
				"index": registered.index,
			})
		})
		.collect::<Vec<_>>();
	let skipped_json = skipped
		.iter()
		.map(|(path, reason)| json!({ "path": path, "reason": reason }))
		.collect::<Vec<_>>();
	context.show(json!({ "contributions": json, "skipped": skipped_json }), || {
		let rows = rows.iter().map(|(input, registered)| {
			vec![
				registered.contribution.to_string(),
				match registered.index {
					Some(index) => format!("accepted at {index}"),
					None => "pending".to_owned(),
				},
				input.length.to_string(),
				format!("{:?}", input.root),
				input.path.display().to_string(),
			]
		});
		let header = [">contribution", "status", ">bytes", "content root", "path"];
		let mut text = table::table(&header, rows).trim_fmt();
		for (path, reason) in skipped {
			text.push_str(&format!("\nskipped {}: {reason}", printable(path)));
		}
		text
	});
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn groups_should_fit_in_calls_and_keep_the_order() {
		let submission = |n: u32, uri: usize| Submission::new(H256::zero(), n, vec![b'x'; uri]);
		let sizes = |uri: usize| {
			let all: Vec<_> = (0..1_000).map(|n| submission(n, uri)).collect();
			groups(all).iter().map(Vec::len).collect::<Vec<_>>()
		};
		assert_eq!(sizes(10), [256, 256, 256, 232]);
		let long = sizes(256);
		assert_eq!(long.iter().sum::<usize>(), 1_000);
		assert!(long.iter().all(|count| *count * (48 + 256) <= MAX_CALL_BYTES && *count > 1));
		assert!(groups(Vec::new()).is_empty());
	}
}
