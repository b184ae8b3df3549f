// SPDX-License-Identifier: Apache-2.0

//! Settlement beside transfers: full blocks of each kind, by real transactions on a development
//! chain, through its public RPC.
//!
//! All transactions of a kind are signed before its blocks are measured, so that sending them costs
//! the machine next to nothing. Then a second node imports the blocks.

mod follower;
mod load;
mod memory;
mod phase;
mod plot;
mod setup;

use std::{
	ops::RangeInclusive,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

use openledger_testing::developers;
use serde_json::{json, Value};

use self::{
	follower::Follower,
	memory::Memory,
	phase::{EmptyBlock, Phase},
	setup::{Recipients, CONTRIBUTIONS, MODELS},
};
use crate::{
	batches::{Common, Operator, CREDITS},
	chain::Chain,
	cost::Empty,
	driver::Driver,
	error::Error,
	log::Log,
	report::{self, float, hundredths, mean, number, rounded},
};

/// Accounts that settle batches: as many as there are batches in a block.
const OPERATORS: usize = 4;
/// Payment channels that pay for each batch.
const CHANNELS: usize = 8;

#[derive(clap::Args)]
pub struct Args {
	/// The node, on a new development chain that nobody else uses.
	#[arg(long)]
	url: String,

	/// The node's log.
	#[arg(long)]
	log: PathBuf,

	/// Where the results go; the plot goes beside them.
	#[arg(long)]
	out: PathBuf,

	/// The node's process, whose memory is measured.
	#[arg(long)]
	pid: Option<u32>,

	/// The node's program: a second node imports the blocks, in a folder beside the log. Without it,
	/// imports are not measured.
	#[arg(long)]
	node: Option<PathBuf>,

	/// Full blocks of each kind.
	#[arg(long, default_value_t = 31, value_parser = clap::value_parser!(u16).range(1..=150))]
	blocks: u16,

	/// Accounts that transfer and that pay for answers.
	#[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=4_096))]
	accounts: u32,

	/// Receipts of a batch; without it, so many that four batches fill a block.
	#[arg(long, value_parser = clap::value_parser!(u16).range(1..=32_768))]
	batch_receipts: Option<u16>,

	/// Longest time that it may all take.
	#[arg(long, default_value_t = 60)]
	minutes: u64,

	/// The commit that is measured, for the results.
	#[arg(long)]
	commit: Option<String>,
}

/// Kinds of transactions, in the order in which they are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
	Transfers,
	BatchAll,
	SettleOne,
	SettleBatch,
}

impl Kind {
	const ALL: [Self; 4] = [Self::Transfers, Self::BatchAll, Self::SettleOne, Self::SettleBatch];

	fn name(self) -> &'static str {
		match self {
			Self::Transfers => "transfer_keep_alive",
			Self::BatchAll => "batch_all",
			Self::SettleOne => "settle_one",
			Self::SettleBatch => "settle_batch",
		}
	}

	/// What is counted.
	fn unit(self) -> &'static str {
		match self {
			Self::Transfers => "transfers",
			Self::BatchAll => "recipients",
			Self::SettleOne | Self::SettleBatch => "inferences",
		}
	}
}

/// A chain with models, operators and channels, and accounts that have money.
struct Bench {
	driver: Driver,
	log: Log,
	deadline: Instant,
	/// Of the node.
	process: Option<u32>,
	/// Accounts of `driver` that are `operators`, in the same order.
	operating: Vec<usize>,
	operators: Vec<Operator>,
	/// Accounts of `driver` that pay.
	payers: Vec<usize>,
	recipients: Recipients,
	common: Common,
	empty_blocks: RangeInclusive<u64>,
	empty: EmptyBlock,
	/// Full blocks of each kind.
	blocks: usize,
	batch_receipts: Option<usize>,
}

pub async fn run(args: &Args) -> Result<(), Error> {
	let mut bench = Bench::start(args).await?;
	let mut phases = Vec::new();
	for kind in Kind::ALL {
		phases.push(bench.phase(kind).await?);
		// After each kind, so that what was measured is kept whatever comes next.
		report::save(&args.out, &result(args, &phases))?;
	}
	if let Some(program) = &args.node {
		bench.import(args, program, &mut phases).await?;
		report::save(&args.out, &result(args, &phases))?;
	}
	let plot = args.out.with_extension("svg");
	draw(&plot, &phases)?;
	show(&phases);
	println!("written to {} and {}", args.out.display(), plot.display());
	Ok(())
}

impl Bench {
	async fn start(args: &Args) -> Result<Self, Error> {
		let chain = Chain::connect(&args.url).await?;
		let deadline = Instant::now() + Duration::from_secs(args.minutes.saturating_mul(60));
		let log = Log::new(&args.log);
		println!(
			"{MODELS} models of {CONTRIBUTIONS} contributions, and {} accounts",
			args.accounts
		);
		let mut pairs = developers();
		let own: Vec<usize> = (0..pairs.len()).collect();
		pairs.extend(setup::payers(args.accounts)?);
		let payers: Vec<usize> = (own.len()..pairs.len()).collect();
		let operating: Vec<usize> = own.iter().copied().take(OPERATORS).collect();

		let recipients = Recipients::of(&chain).await?;
		let mut driver = Driver::start(chain, pairs, deadline).await?;
		let common = setup::models(&mut driver, &own).await?;
		setup::fund(&mut driver, &own, &payers, &recipients).await?;
		let operators = Operator::start(&mut driver, &operating, &payers, CHANNELS).await?;
		let empty = Empty::measure(&mut driver, &log).await?;
		Ok(Self {
			driver,
			log,
			deadline,
			process: args.pid,
			operating,
			operators,
			payers,
			recipients,
			common,
			empty: EmptyBlock { ms: empty.ms, mandatory_us: empty.mandatory_us, import_ms: None },
			empty_blocks: empty.blocks,
			blocks: args.blocks.into(),
			batch_receipts: args.batch_receipts.map(usize::from),
		})
	}

	/// Has a second node import all blocks.
	async fn import(
		&mut self,
		args: &Args,
		program: &Path,
		phases: &mut [Phase],
	) -> Result<(), Error> {
		println!("a second node imports the blocks");
		// It should not be kept from it by what is left to do on the first.
		self.driver.until_paid().await?;
		let folder = args.log.parent().unwrap_or(Path::new(".")).join("follower");
		let mut follower = Follower::start(program, &folder, &self.driver.chain).await?;
		let blocks = phases.iter().flat_map(|phase| &phase.blocks);
		let last = blocks.map(|block| block.number).max().unwrap_or_default();
		let imports = follower.imported(last, self.deadline).await?;
		follower.stop()?;
		let empty = self.empty_blocks.clone().filter_map(|number| imports.get(&number));
		let empty = mean(empty.map(|ms| float(*ms)));
		phases.iter_mut().for_each(|phase| phase.set_imports(&imports, empty));
		Ok(())
	}
}

/// What was measured of a kind, if it was.
fn of(phases: &[Phase], kind: Kind) -> Option<&Phase> {
	phases.iter().find(|phase| phase.kind == kind)
}

/// How many times as many inferences batches settle as single calls do.
fn gain(phases: &[Phase]) -> Option<f64> {
	let [single, batched] = [Kind::SettleOne, Kind::SettleBatch]
		.map(|kind| of(phases, kind).and_then(Phase::per_second));
	let (single, batched) = (single?, batched?);
	(single > 0.0).then(|| batched / single)
}

fn result(args: &Args, phases: &[Phase]) -> Value {
	let rate = |kind| of(phases, kind).and_then(Phase::per_second).map(rounded);
	let batched = of(phases, Kind::SettleBatch);
	json!({
		"machine": report::machine(),
		"commit": args.commit,
		"contributions": CONTRIBUTIONS,
		"credits_per_receipt": CREDITS,
		"models_per_batch": MODELS,
		"operators": OPERATORS,
		"channels_per_batch": CHANNELS,
		"transfers_per_s": rate(Kind::Transfers),
		"batch_all_recipients_per_s": rate(Kind::BatchAll),
		"settle_one_per_s": rate(Kind::SettleOne),
		"settle_batch_inferences_per_s": rate(Kind::SettleBatch),
		"settle_batch_to_settle_one": gain(phases).map(rounded),
		"receipt_bytes": batched.map(|phase| rounded(phase.bytes)),
		"declared_us_per_receipt": batched.map(|phase| hundredths(phase.declared_us)),
		"actual_us_per_receipt": batched.and_then(Phase::actual_us).map(hundredths),
		"actual_to_declared": batched.and_then(Phase::actual_to_declared).map(hundredths),
		"authoring_ms_full_block": batched.and_then(Phase::authoring_ms).map(rounded),
		"import_ms_full_block": batched.and_then(Phase::import_ms).map(rounded),
		"node_rss_mb": batched.and_then(|phase| phase.memory_mb),
		"node_peak_mb": Memory::of(args.pid).peak_mb(),
		"phases": phases.iter().map(Phase::json).collect::<Vec<_>>(),
	})
}

fn draw(path: &Path, phases: &[Phase]) -> Result<(), Error> {
	let rates = phases.iter().filter_map(|phase| {
		let name = format!("{}, {}", phase.kind.name(), phase.kind.unit());
		Some((name, phase.per_second()?))
	});
	let course = of(phases, Kind::SettleBatch).map(Phase::course).unwrap_or_default();
	plot::draw(path, &rates.collect::<Vec<_>>(), &course)
}

fn show(phases: &[Phase]) {
	println!();
	report::show(&Phase::HEADER, phases.iter().map(Phase::cells));
	println!();
	if let Some(batched) = of(phases, Kind::SettleBatch) {
		println!(
			"settle_batch: {} attributed inferences a second, over {} full blocks, included and final",
			number(batched.per_second()),
			batched.blocks.len()
		);
	}
	println!("that is {} times as many as by settle_one", number(gain(phases)));
}
