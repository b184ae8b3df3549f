// SPDX-License-Identifier: Apache-2.0

//! `openledger contribute`

use std::{collections::HashMap, path::PathBuf};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{limits::MaxUri, normal::Dropped, Balance, DatanetId};
use openledger_runtime_api::{ContributionInfo, ContributionStatus};
use serde_json::json;
use sp_core::H256;

use crate::{
	args::Contribute,
	commands::{
		datanet::ensure_fits,
		sources::{look_up, Sources},
	},
	context::Context,
	error::{Error, InputProblem, Unfit, BASED_URI},
	output::{dropped, table},
};
use openledger_client::registry::{groups, register_texts, Registered};
use openledger_client::{
	account::Account,
	chain::{
		calls::contributions::{self as calls, Submission},
		BlockView, Chain, ContributionSize, CONCURRENT,
	},
	convert::{to_u64, to_usize},
	error::RegistryError,
	json,
	keys::Key,
	store::Store,
	text::{count, printable},
	texts::input,
};
use openledger_client::{
	names::Names,
	progress::{self, Progress},
};

/// An input that is fit to be contributed.
struct Prepared {
	path: PathBuf,
	root: H256,
	length: u32,
	/// What the normal form does not have of it.
	dropped: Dropped,
}

pub async fn run(context: &Context, args: Contribute) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	if view.datanet(args.datanet).await?.frozen {
		return Err(RegistryError::Frozen(args.datanet).into());
	}
	let sources = look_up(&view, &args.sources).await?;
	let payout = args.payout.filter(|payout| *payout != key.account());

	let (paths, extensions) = (args.paths.clone(), args.extensions.clone());
	let bar = progress::bar(to_u64(paths.len()), "reading");
	let read = move || prepare(paths, &extensions, &bar);
	let (all, mut bad) = progress::computing(read).await?;
	let reasons = find_held(context, &view, &all).await?;
	let (mut prepared, mut held) = (Vec::new(), Vec::new());
	for (input, reason) in all.into_iter().zip(reasons) {
		match reason {
			None => prepared.push(input),
			Some(reason) => held.push((input.path.display().to_string(), reason)),
		}
	}
	if !args.skip_held {
		let problem = |(path, reason)| InputProblem { path, reason: Unfit::Held(reason) };
		bad.extend(held.drain(..).map(problem));
	}
	if !bad.is_empty() {
		return Err(Error::Inputs { bad, all: args.paths.len() });
	}

	let place = match (args.uri_base.as_deref(), args.local_uri) {
		(Some(base), _) => Place::Base(base),
		(None, true) => Place::Local,
		(None, false) => Place::Nowhere,
	};
	let submissions = prepared
		.iter()
		.map(|input| {
			let plain = submission(&store, input, place)?;
			Ok(plain.with(sources.shares.clone(), payout.as_ref()))
		})
		.collect::<Result<Vec<_>, Error>>()?;
	ensure_affordable(&chain, &view, &key, args.datanet, &submissions, &sources).await?;
	let min_span = view.terms().await?.span_params.min_span;
	for input in &prepared {
		if let Some(doubt) = doubt(input, min_span) {
			context.note(&doubt);
		}
	}
	if !prepared.is_empty() && matches!(place, Place::Nowhere) {
		context.note(
			"nobody else can find these texts yet: say where they are, with --uri-base now or with \
			 openledger contribution uri ID URI later",
		);
	}
	prepared = save(store, prepared, args.extensions).await?;
	let bar = progress::bar(to_u64(submissions.len()), "registering");
	// The root is held before anybody is told where the text is: who only sees the root can't register
	// it first.
	let (submissions, uris) = withhold(submissions, args.uri_base.is_some());
	let registered = register_texts(&chain, &key, args.datanet, submissions, &bar).await?;
	bar.finish();
	publish(context, &chain, &key, &registered, &uris).await?;
	report(context, &prepared, &registered, &held);
	Ok(())
}

/// Reads all inputs, and keeps of each what the chain has to know.
fn prepare(
	paths: Vec<PathBuf>,
	extensions: &[String],
	bar: &Progress,
) -> (Vec<Prepared>, Vec<InputProblem>) {
	let (mut prepared, mut bad) = (Vec::new(), Vec::new());
	for path in paths {
		match input::read_given(&path, extensions) {
			Ok(given) => {
				let (text, dropped) = (given.normal(), given.dropped());
				let (root, length) = (text.content_root(), text.len());
				prepared.push(Prepared { path, root, length, dropped })
			}
			Err(error) => {
				bad.push(InputProblem { path: path.display().to_string(), reason: error.into() })
			}
		}
		bar.inc(1);
	}
	(prepared, bad)
}

/// Of each input why it can't be registered: somebody holds its text, or it comes before among the
/// inputs.
async fn find_held(
	context: &Context,
	view: &BlockView,
	inputs: &[Prepared],
) -> Result<Vec<Option<String>>, Error> {
	let holders: Vec<Option<ContributionInfo<Account>>> = stream::iter(inputs)
		.map(|input| view.holder(input.root))
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let owners = holders.iter().flatten().map(|info| json::account(&info.owner)).collect();
	let names = context.names(view, &owners).await;
	let mut first = HashMap::<H256, &PathBuf>::new();
	let mut reasons = Vec::new();
	for (input, holder) in inputs.iter().zip(holders) {
		reasons.push(match (holder, first.get(&input.root)) {
			(Some(info), _) => Some(held(&info, &names)),
			(None, Some(path)) => Some(format!("the same text as {}", path.display())),
			(None, None) => None,
		});
		first.entry(input.root).or_insert(&input.path);
	}
	Ok(reasons)
}

/// Why a text can't be registered that a contribution holds.
fn held(info: &ContributionInfo<Account>, names: &Names) -> String {
	let (id, owner) = (info.contribution, names.address(&info.owner));
	let status = match info.status {
		ContributionStatus::Accepted { .. } => String::new(),
		ContributionStatus::Pending => ", and pending".to_owned(),
		ContributionStatus::Rejected { .. } => {
			format!(", and rejected; its owner can free the text: openledger retract {id}")
		}
		ContributionStatus::Appealed => ", and rejected; its owner has appealed".to_owned(),
		ContributionStatus::Withdrawn { .. } => {
			", and withdrawn; the models that have it go on paying it".to_owned()
		}
		ContributionStatus::Struck { .. } => {
			", and struck: it earns nothing, and stays registered".to_owned()
		}
		ContributionStatus::Malformed { .. } => {
			", and malformed: it earns nothing, and stays registered".to_owned()
		}
	};
	format!("registered already, as contribution {id} of {owner}{status}")
}

/// Where the chain says that texts are.
#[derive(Clone, Copy)]
enum Place<'a> {
	/// At this URI, followed by the root of each.
	Base(&'a str),
	/// In the store, by its path on this machine.
	Local,
	/// It says nothing: a path on this machine is of use to nobody, and nobody's business.
	Nowhere,
}

/// Why a text will never earn, as long as the rule is the present one.
fn doubt(input: &Prepared, min_span: u16) -> Option<String> {
	(input.length < u32::from(min_span)).then(|| {
		format!(
			"{} has {} in normal form: nothing shorter than {min_span} bytes is ever found in an \
			 answer, so it can't earn",
			printable(&input.path.display().to_string()),
			count(to_usize(input.length), "byte"),
		)
	})
}

fn submission(store: &Store, input: &Prepared, place: Place<'_>) -> Result<Submission, Error> {
	let uri = match place {
		Place::Base(base) => format!("{base}{}", hex::encode(input.root)),
		Place::Local => store.text_uri(input.root)?,
		Place::Nowhere => String::new(),
	};
	ensure_fits(BASED_URI, uri.as_bytes(), MaxUri::get())?;
	Ok(Submission::new(input.root, input.length, uri.into_bytes()))
}

/// Fails unless the key's account can pay deposits and fees.
async fn ensure_affordable(
	chain: &Chain,
	view: &BlockView,
	key: &Key,
	datanet: DatanetId,
	submissions: &[Submission],
	sources: &Sources,
) -> Result<(), Error> {
	let mut needed: Balance = 0;
	for submission in submissions {
		let size = ContributionSize {
			uri: submission.uri(),
			has_payout: submission.has_payout(),
			is_offered: false,
			sources: sources.stack,
		};
		needed = needed.saturating_add(view.contribution_deposit(size)?);
	}
	// To say where a text is takes a transaction of its own, once it is registered.
	let longest = submissions.iter().max_by_key(|submission| submission.uri().len());
	if let Some(submission) = longest {
		let (_, uri) = submission.clone().without_uri();
		if !uri.is_empty() {
			let fee = chain.fee(&calls::set_uri(0, uri), key).await?;
			let each = Balance::try_from(submissions.len()).unwrap_or(Balance::MAX);
			needed = needed.saturating_add(fee.saturating_mul(each));
		}
	}
	for group in groups(submissions.to_vec()) {
		let fee = chain.fee(&calls::register_many(datanet, group), key).await?;
		needed = needed.saturating_add(fee);
	}
	let contributions = count(submissions.len(), "contribution");
	let what = format!("the deposits and fees of {contributions}");
	Ok(view.ensure_spendable(&key.account(), needed, &what).await?)
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

/// Submissions without their URIs, if those lead to the texts, and the URIs by root.
fn withhold(
	submissions: Vec<Submission>,
	is_public: bool,
) -> (Vec<Submission>, HashMap<H256, Vec<u8>>) {
	if !is_public {
		return (submissions, HashMap::new());
	}
	let mut uris = HashMap::new();
	let hidden = submissions.into_iter().map(|submission| {
		let (hidden, uri) = submission.without_uri();
		uris.insert(hidden.root(), uri);
		hidden
	});
	(hidden.collect(), uris)
}

/// Says where texts are that are registered now. Fails with what is left to do.
async fn publish(
	context: &Context,
	chain: &Chain,
	key: &Key,
	registered: &[Registered],
	uris: &HashMap<H256, Vec<u8>>,
) -> Result<(), Error> {
	let known = registered.iter().filter_map(|it| Some((it.contribution, uris.get(&it.root)?)));
	let known: Vec<_> = known.collect();
	if known.is_empty() {
		return Ok(());
	}
	let calls: Vec<_> = known.iter().map(|(id, uri)| calls::set_uri(*id, (*uri).clone())).collect();
	let bar = progress::bar(to_u64(calls.len()), "saying where the texts are");
	let outcomes = chain.submit_each(&calls, key, &bar).await?;
	bar.finish();
	let mut failed = None;
	for ((id, uri), outcome) in known.iter().zip(outcomes) {
		if let Err(error) = outcome {
			let uri = printable(&String::from_utf8_lossy(uri));
			context.note(&format!(
				"contribution {id} is registered, but not where its text is: openledger contribution \
				 uri {id} {uri}"
			));
			failed = Some(error);
		}
	}
	failed.map_or(Ok(()), |error| Err(error.into()))
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
				"dropped": dropped::json(&input.dropped),
				"index": registered.index,
			})
		})
		.collect::<Vec<_>>();
	let skipped_json = skipped
		.iter()
		.map(|(path, reason)| json!({ "path": path, "reason": reason }))
		.collect::<Vec<_>>();
	let sum = dropped::sum(rows.iter().map(|(input, _)| &input.dropped));
	let json = json!({
		"contributions": json,
		"dropped": dropped::json(&sum),
		"skipped": skipped_json,
	});
	context.show_json(json, || {
		let mut text = registered_table(&rows, &sum);
		for (path, reason) in skipped {
			text.push_str(&format!("\nskipped {}: {reason}", printable(path)));
		}
		text
	});
}

/// What was registered, and what was dropped of it: of each text, and in sum.
fn registered_table(rows: &[(&Prepared, &Registered)], sum: &Dropped) -> String {
	let cells = rows.iter().map(|(input, registered)| {
		let dropped = dropped::words(&input.dropped);
		vec![
			registered.contribution.to_string(),
			match registered.index {
				Some(index) => format!("accepted at {index}"),
				None => "pending".to_owned(),
			},
			input.length.to_string(),
			if dropped.is_empty() { "nothing".to_owned() } else { dropped },
			format!("{:?}", input.root),
			input.path.display().to_string(),
		]
	});
	let header = [">contribution", "status", ">bytes", "dropped", "content root", "path"];
	let mut text = table::table(&header, cells).trim_fmt();
	let dropped = dropped::words(sum);
	if !dropped.is_empty() {
		text.push_str(&format!(
			"\ncharacters dropped in all: {dropped} (texts and answers are compared without them)"
		));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	fn input(length: u32) -> Prepared {
		let dropped = Dropped::default();
		Prepared { path: "a".into(), root: H256::repeat_byte(7), length, dropped }
	}

	#[test]
	fn what_was_dropped_should_be_said_of_each_text_and_in_sum() {
		let dropped = Dropped { invisible: 2, ..Dropped::default() };
		let (plain, disguised) = (input(40), Prepared { dropped, ..input(50) });
		let registered =
			|contribution| Registered { contribution, root: H256::zero(), index: None };
		let (one, other) = (registered(3), registered(4));
		let table = registered_table(&[(&plain, &one), (&disguised, &other)], &dropped);
		let lines: Vec<_> = table.lines().collect();
		assert!(lines[1].contains("nothing") && lines[2].contains("2 invisible"), "{table}");
		assert!(lines[3].starts_with("characters dropped in all: 2 invisible ("), "{table}");
		let table = registered_table(&[(&plain, &one)], &Dropped::default());
		assert_eq!(table.lines().count(), 2);
	}

	#[test]
	fn where_a_text_is_should_be_withheld_until_its_root_is_held() {
		let all = || vec![Submission::new(H256::repeat_byte(7), 9, b"https://a/7".to_vec())];
		let (submissions, uris) = withhold(all(), true);
		assert!(submissions.iter().all(|submission| submission.uri().is_empty()));
		assert_eq!(uris[&H256::repeat_byte(7)], b"https://a/7");
		let (submissions, uris) = withhold(all(), false);
		assert!(!submissions[0].uri().is_empty() && uris.is_empty());
	}

	#[test]
	fn no_path_of_this_machine_should_be_published_unless_it_is_asked_for() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let input = input(40);
		let uri = |place| submission(&store, &input, place).unwrap().uri().len();
		assert_eq!(uri(Place::Nowhere), 0);
		let root = hex::encode(input.root);
		assert_eq!(uri(Place::Base("https://example.org/")), 20 + root.len());
		assert!(uri(Place::Local) > root.len());
	}

	#[test]
	fn a_text_that_can_never_earn_should_be_doubted() {
		assert!(doubt(&input(3), 32).is_some_and(|doubt| doubt.contains("has 3 bytes")));
		assert!(doubt(&input(31), 32).is_some());
		assert_eq!(doubt(&input(32), 32), None);
	}

	#[test]
	fn a_held_text_should_say_who_can_free_it() {
		let mut info = ContributionInfo {
			contribution: 7,
			datanet: 2,
			owner: Account::new([1; 32]),
			payout: Account::new([1; 32]),
			new_owner: None,
			content_root: H256::zero(),
			length: 100,
			uri: Vec::new(),
			status: ContributionStatus::Accepted { index: 0 },
			sources: vec![(7, openledger_client::units::percent::WHOLE)],
			registered_at: 9,
			deposit: 0,
		};
		let owner = openledger_client::account::address(&info.owner);
		let held = |info: &ContributionInfo<Account>| held(info, &Names::default());
		let accepted = format!("registered already, as contribution 7 of {owner}");
		assert_eq!(held(&info), accepted);
		info.status = ContributionStatus::Rejected { upheld: false };
		assert!(held(&info).starts_with(&accepted));
		assert!(held(&info).ends_with("openledger retract 7"));
	}
}
