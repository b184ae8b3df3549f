// SPDX-License-Identifier: Apache-2.0

//! How long it takes until a transfer is in a block, and until it is final: as a client of one of
//! four validators sees it, all of them on this machine.

mod transfer;

use std::{
	ops::RangeInclusive,
	path::PathBuf,
	time::{Duration, Instant},
};

use futures::{stream::FuturesUnordered, TryStreamExt};
use openledger_testing::{developers, Network, OPEN, VALIDATORS};
use serde_json::{json, Value};

use self::transfer::{follow, Course};
use crate::{
	calls,
	chain::Chain,
	cost::Durations,
	driver::Driver,
	error::{cannot, Error},
	random::Random,
	report::{self, float, hundredths},
};

/// Milliseconds between two transfers, at random: they come at any time of a slot.
const PAUSE: RangeInclusive<u32> = 400..=1_000;
/// Blocks that are final before anything is measured.
const SETTLED: u64 = 10;
/// How long a transfer may take.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(clap::Args)]
pub struct Args {
	/// The node's program.
	#[arg(long)]
	node: PathBuf,

	/// A folder for the validators' chains and logs.
	#[arg(long)]
	folder: PathBuf,

	/// Where the results go.
	#[arg(long)]
	out: PathBuf,

	/// Transfers that are measured. All are signed at the start, and good for 256 blocks.
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
	transfers: u16,

	/// The commit that is measured, for the results.
	#[arg(long)]
	commit: Option<String>,
}

/// How long it took, over all transfers.
struct Spread {
	p50: f64,
	p95: f64,
	max: f64,
}

/// What was measured.
struct Outcome {
	transfers: u16,
	/// Seconds of a slot, as the chain says.
	slot: f64,
	/// Until a transfer was in the block that became final.
	included: Spread,
	/// Until it was final.
	finalized: Spread,
}

pub async fn run(args: &Args) -> Result<(), Error> {
	println!("{} validators on this machine", VALIDATORS.len());
	let network = Network::builder()
		.program(&args.node)
		.folder(&args.folder)
		.validators(VALIDATORS.len())
		.final_blocks(SETTLED)
		.start()
		.await?;
	let chain = Chain::connect(&network.node(0).url()).await?;
	let outcome = measure(&chain, args.transfers).await?;
	network.remove()?;
	report::save(&args.out, &outcome.json(args))?;
	outcome.show();
	println!("written to {}", args.out.display());
	Ok(())
}

async fn measure(chain: &Chain, transfers: u16) -> Result<Outcome, Error> {
	let deadline = Instant::now() + PATIENCE;
	let mut driver = Driver::start(chain.clone(), developers(), deadline).await?;
	let mut random = Random::new(0);
	let payees = driver.ids();
	let calls: Vec<_> =
		(0..transfers).map(|_| calls::transfer(random.pick(&payees), OPEN)).collect();
	let signed = driver.sign(&calls).await?;

	let bar = report::bar(0, transfers.into(), "transfers");
	let followed = FuturesUnordered::new();
	for transaction in signed {
		let course = follow(chain.clone(), transaction);
		followed.push(tokio::spawn(tokio::time::timeout(PATIENCE, course)));
		bar.inc(1);
		let pause = Duration::from_millis(random.within(&PAUSE).into());
		tokio::time::sleep(pause).await;
	}
	bar.finish();
	let courses: Vec<_> = followed.try_collect().await.map_err(cannot("follow transfers"))?;
	let (mut included, mut finalized) = (Durations::default(), Durations::default());
	for course in courses {
		let course: Course = course.map_err(cannot("see a transfer become final"))??;
		included.add(course.included);
		finalized.add(course.finalized);
	}
	Ok(Outcome {
		transfers,
		slot: slot(chain).await?,
		included: Spread::of(included),
		finalized: Spread::of(finalized),
	})
}

/// Seconds of a slot.
async fn slot(chain: &Chain) -> Result<f64, Error> {
	let described = chain.described().await?;
	let address = subxt::dynamic::constant::<u64>("Babe", "ExpectedBlockTime");
	let ms = described.at.constants().entry(address);
	Ok(float(ms.map_err(cannot("read Babe.ExpectedBlockTime"))?) / 1_000.0)
}

impl Spread {
	fn of(mut durations: Durations) -> Self {
		let [p50, p95, max] =
			[50, 95, 100].map(|percent| durations.percentile(percent).as_secs_f64());
		Self { p50, p95, max }
	}

	fn cells(&self, name: &str) -> Vec<String> {
		let seconds = |number: f64| format!("{number:.2}");
		vec![name.to_owned(), seconds(self.p50), seconds(self.p95), seconds(self.max)]
	}
}

impl Outcome {
	fn json(&self, args: &Args) -> Value {
		json!({
			"machine": report::machine(),
			"commit": args.commit,
			"validators": VALIDATORS.len(),
			"transfers": self.transfers,
			"slot_s": self.slot,
			"p50_s": hundredths(self.finalized.p50),
			"p95_s": hundredths(self.finalized.p95),
			"max_s": hundredths(self.finalized.max),
			"inclusion_p50_s": hundredths(self.included.p50),
			"inclusion_p95_s": hundredths(self.included.p95),
			"inclusion_max_s": hundredths(self.included.max),
			"p50_to_slot": hundredths(self.finalized.p50 / self.slot),
			"p50_to_inclusion": hundredths(self.finalized.p50 / self.included.p50),
		})
	}

	fn show(&self) {
		println!();
		report::show(
			&["until", "half of them, s", "p95, s", "at most, s"],
			[self.included.cells("in a block"), self.finalized.cells("final")],
		);
		println!(
			"\n{} transfers; half of them are final within {:.2} slots, and {:.2} times as long as \
			 until they are in a block",
			self.transfers,
			self.finalized.p50 / self.slot,
			self.finalized.p50 / self.included.p50
		);
	}
}
