// SPDX-License-Identifier: Apache-2.0

//! `openledger demo`

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account,
	chain::Supply,
	convert::{megabytes, seconds, to_u64},
	names::Names,
	units::{amount, percent},
};
use openledger_demo::{ratio, Accuracy, Earned, Issuance, Options, Report};

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Take many works through the whole of it: register, train, answer, settle, claim; and check
/// every byte and every planck.
#[derive(Args)]
pub struct Demo {
	/// A directory with a subdirectory for each work. By default the source code of the packages
	/// that Cargo has downloaded.
	#[arg(long, value_name = "DIRECTORY")]
	works: Option<PathBuf>,

	/// Take only files with this extension. Can be given many times.
	#[arg(long = "extension", value_name = "EXTENSION", default_value = "rs")]
	extensions: Vec<String>,

	/// How many works there must be.
	#[arg(long = "least", value_name = "COUNT", default_value_t = 200)]
	min_works: usize,

	/// How many bytes the works must have.
	#[arg(long = "least-bytes", value_name = "BYTES", default_value_t = 20_000_000)]
	min_bytes: u64,

	/// How many works are taken at most.
	#[arg(long = "most", value_name = "COUNT", default_value_t = 400)]
	max_works: usize,
}

impl Demo {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { works, extensions, min_works, min_bytes, max_works } = self;
		let options = Options { works, extensions, min_works, min_bytes, max_works };
		let (key, store, chain) = (context.key()?, context.store()?, context.chain().await?);
		let report = openledger_demo::run(&chain, key, &store, options).await?;
		context.show(&report);
		Ok(report.faults.ensure_none()?)
	}
}

impl Shown for Report {
	fn text(&self, _: &Names) -> String {
		let mut text = format!(
			"{}\n\n{}\n\n{}\n\n{}\n{}",
			facts(self),
			authors(self),
			others(self),
			sum(self),
			constancy(self)
		);
		for fault in self.faults.as_slice() {
			text.push_str("\nwrong: ");
			text.push_str(fault);
		}
		text
	}
}

fn authors(report: &Report) -> String {
	let outputs = u128::from(to_u64(report.answers.len().max(1)));
	let row = |earned: &Earned| {
		vec![
			earned.name.clone(),
			earned.spans.to_string(),
			percent::from_millionths(earned.credit / outputs),
			amount::number(earned.owed),
			amount::number(earned.received),
		]
	};
	let header = ["author", ">spans", ">share of all outputs", ">OPEN owed", ">OPEN received"];
	table::table(&header, report.authors.iter().map(row))
}

fn others(report: &Report) -> String {
	let mut others = Vec::new();
	for earned in &report.others {
		let name = format!("{} {}", earned.name, account::address(&earned.account));
		others.push(vec![name, amount::number(earned.received)]);
	}
	others.push(vec!["stakers".to_owned(), amount::number(report.stakers)]);
	let treasury = "treasury, with what rounding leaves".to_owned();
	others.push(vec![treasury, amount::number(report.treasury)]);
	table::table(&["others", ">OPEN received"], others)
}

fn facts(report: &Report) -> String {
	let (indexed, scanned) = report.times();
	table::fields(&[
		(
			"works",
			format!(
				"{}, {} registered in {}",
				report.works,
				report.registered,
				seconds(report.registering)
			),
		),
		(
			"index",
			format!(
				"{} texts with {} in {}, {} of memory",
				report.indexed.texts,
				megabytes(report.indexed.bytes),
				seconds(report.indexed.time),
				megabytes(report.indexed.memory)
			),
		),
		(
			"attribution",
			format!(
				"{} outputs with {} bytes: {} with the index, {} without, {:.0} times as fast",
				report.answers.len(),
				report.bytes(),
				seconds(indexed),
				seconds(scanned),
				ratio(scanned, indexed)
			),
		),
		("recall", recall(report)),
		("precision", precision(report)),
	])
}

fn recall(report: &Report) -> String {
	let Accuracy { spliced, right, .. } = report.accuracy;
	let right = if right == spliced { "all".to_owned() } else { right.to_string() };
	format!("{right} of {spliced} spliced bytes credited to their work")
}

fn precision(report: &Report) -> String {
	let Accuracy { spliced, credited, right } = report.accuracy;
	let others = report.bytes().saturating_sub(spliced);
	match credited == right {
		true => format!("none of {others} others"),
		false => format!("{} bytes credited to others than their work", credited - right),
	}
}

fn sum(report: &Report) -> String {
	format!(
		"paid {} + stakers {} + treasury {} = fees {}",
		amount::number(report.paid()),
		amount::number(report.stakers),
		amount::number(report.treasury),
		amount::number(report.fees())
	)
}

fn constancy(report: &Report) -> String {
	let Issuance { genesis, before, after } = &report.issuance;
	let genesis = match genesis {
		Some(genesis) => amount::number(genesis.total()),
		None => "discarded by this node".to_owned(),
	};
	let total = |supply: &Supply| amount::number(supply.total());
	format!(
		"all OPEN there is: at genesis {genesis}, before {}, after {} ({} of it burned until \
		 stakers claim it)",
		total(before),
		total(after),
		amount::number(after.unpaid)
	)
}
