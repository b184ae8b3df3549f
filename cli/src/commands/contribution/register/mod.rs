// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution register`

mod location;
mod prepare;
mod shown;
mod sources;

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		calls::contributions::{self as calls, Submission},
		BlockView, Chain,
	},
	convert::to_u64,
	keys::Key,
	progress,
	registry::{groups, register_texts},
	text::count,
};
use openledger_primitives::{Balance, DatanetId};

use self::{
	location::{publish, withhold, Location},
	prepare::{find_held, prepare, save},
	shown::Report,
	sources::Source,
};
use crate::{
	args::ReadAccount,
	context::Context,
	error::{Error, InputProblem, Unfit},
};

/// Register texts: each path is one contribution.
#[derive(Args)]
pub struct Register {
	/// A file, or a directory whose files are joined to one text.
	#[arg(required = true, value_name = "PATH")]
	paths: Vec<PathBuf>,

	/// The datanet to contribute to.
	#[arg(long, value_name = "ID")]
	datanet: DatanetId,

	/// Take only files with this extension from directories. Can be given many times.
	#[arg(long = "extension", value_name = "EXTENSION")]
	extensions: Vec<String>,

	/// Say on chain that each text can be found at this URI followed by its root. Without it nobody
	/// else can find the texts, until `openledger contribution uri` says where they are.
	#[arg(long, value_name = "URI")]
	uri_base: Option<String>,

	/// Say on chain in which files of this machine the store has the texts, for those who share its
	/// disk. Everyone can read the path there, the user's name in it included.
	#[arg(long, conflicts_with = "uri_base")]
	local_uri: bool,

	/// Leave out texts that are registered already, instead of failing.
	#[arg(long)]
	skip_held: bool,

	/// An accepted contribution that the texts are made from, and the share of what they earn that
	/// it gets. Can be given up to four times.
	#[arg(long = "source", value_name = "CONTRIBUTION:PERCENT")]
	sources: Vec<Source>,

	/// Who is credited with what the texts earn. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	payout: Option<Account>,
}

impl Register {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let key = context.key()?;
		let store = context.store()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		view.datanet(self.datanet).await?;
		let sources = Source::look_up(&view, &self.sources).await?;
		let payout = self.payout.filter(|payout| *payout != key.account());

		let given = self.paths.len();
		let (paths, extensions) = (self.paths, self.extensions.clone());
		let bar = progress::bar(to_u64(given), "reading");
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
		if !self.skip_held {
			let problem = |(path, reason)| InputProblem { path, reason: Unfit::Held(reason) };
			bad.extend(held.drain(..).map(problem));
		}
		if !bad.is_empty() {
			return Err(Error::Inputs { bad, all: given });
		}

		let location = Location::of(self.uri_base.as_deref(), self.local_uri);
		let mut submissions = Vec::new();
		for input in &prepared {
			let uri = location.uri(&store, input.root)?;
			let plain = Submission::new(input.root, input.length, uri);
			submissions.push(plain.with(sources.clone(), payout.as_ref()));
		}
		ensure_affordable(&chain, &view, &key, self.datanet, &submissions).await?;
		// The root is held before anybody is told where the text is: who only sees the root can't
		// register it first.
		let (submissions, uris) = withhold(submissions, self.uri_base.is_some());
		for group in groups(submissions.clone()) {
			chain.dry_run(&calls::register_many(self.datanet, group), &key).await?;
		}
		let min_span = view.terms().await?.span_params.min_span;
		for doubt in prepared.iter().filter_map(|input| input.doubt(min_span)) {
			context.note(&doubt);
		}
		if !prepared.is_empty() && matches!(location, Location::Nowhere) {
			context.note(
				"nobody else can find these texts yet: say where they are, with --uri-base now or \
				 with openledger contribution uri ID URI later",
			);
		}
		prepared = save(store, prepared, self.extensions).await?;
		let bar = progress::bar(to_u64(submissions.len()), "registering");
		let registered = register_texts(&chain, &key, self.datanet, submissions, &bar).await?;
		bar.finish();
		publish(context, &chain, &key, &registered, &uris).await?;
		context.show(&Report::new(&prepared, &registered, held));
		Ok(())
	}
}

/// Fails unless the key's account can pay deposits and fees.
async fn ensure_affordable(
	chain: &Chain,
	view: &BlockView,
	key: &Key,
	datanet: DatanetId,
	submissions: &[Submission],
) -> Result<(), Error> {
	let mut needed: Balance = 0;
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
		let call = calls::register_many(datanet, group);
		let fee = chain.fee(&call, key).await?;
		needed =
			needed.saturating_add(chain.cost(&call, &key.account()).await?.saturating_add(fee));
	}
	let contributions = count(submissions.len(), "contribution");
	let what = format!("the deposits and fees of {contributions}");
	Ok(view.ensure_spendable(&key.account(), needed, &what).await?)
}
