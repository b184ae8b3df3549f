// SPDX-License-Identifier: Apache-2.0

//! The registries as they grow: real transactions on a development chain, through its public RPC.

mod records;
mod size;

use std::{
	path::PathBuf,
	time::{Duration, Instant},
};

use openledger_primitives::{limits::MaxBulk, ContributionId, DatanetId};
use openledger_testing::developers;
use serde_json::{json, Value};

use self::size::Row;
use crate::{
	batches::{Counts, Operator},
	calls::{self, Admission},
	chain::Chain,
	cost::Sustained,
	driver::Driver,
	error::Error,
	log::Log,
	random::Random,
	report,
	works::{self, Works},
};

/// Calls to `register_many` under way: some blocks full.
const MANY_WINDOW: usize = 96;
/// Calls to `register` under way: some blocks full, and less than the pool takes.
const SINGLE_WINDOW: usize = 4_000;
/// Lines of progress where there is no terminal for a bar: one for so many contributions.
const LINE: u64 = 50_000;
/// Which accounts settle batches, and pay for them.
const OPERATOR: usize = 0;
const PAYERS: [usize; 2] = [1, 2];
/// Payment channels that pay for each batch.
const CHANNELS: usize = 8;

#[derive(clap::Args)]
pub struct Args {
	/// The node, on a development chain that nobody else uses.
	#[arg(long)]
	url: String,

	/// The node's log.
	#[arg(long)]
	log: PathBuf,

	/// Where the results go.
	#[arg(long)]
	out: PathBuf,

	/// Contributions at which is measured.
	#[arg(long, value_delimiter = ',', default_value = "1000,10000,100000,1000000")]
	sizes: Vec<u64>,

	/// Calls of each kind that are measured at a size.
	#[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=2_000))]
	samples: u32,

	/// Lookups of each kind that are measured at a size.
	#[arg(long, default_value_t = 2_000)]
	lookups: u32,

	/// Calls to `register` by which its sustained rate is measured; 0 for not at all.
	#[arg(long, default_value_t = 6_000)]
	singles: u64,

	/// Longest time that it may all take.
	#[arg(long, default_value_t = 120)]
	minutes: u64,

	/// The commit that is measured, for the results.
	#[arg(long)]
	commit: Option<String>,
}

/// A chain with an open datanet, which grows, and a curated one.
struct Bench {
	driver: Driver,
	log: Log,
	works: Works,
	open: DatanetId,
	curated: DatanetId,
	operator: Operator,
	/// Draws receipts.
	random: Random,
	many: Sustained,
	single: Sustained,
}

pub async fn run(args: &Args) -> Result<(), Error> {
	let mut sizes = args.sizes.clone();
	sizes.sort_unstable();
	sizes.dedup();

	let mut bench = Bench::start(args).await?;
	println!("bytes of a contribution on the chain");
	let state = records::measure(&mut bench.driver, &mut bench.works, bench.open).await?;
	let mut rows = Vec::new();
	for (nth, size) in sizes.into_iter().enumerate() {
		bench.grow(size).await?;
		rows.push(bench.row(args).await?);
		if nth == 0 && args.singles > 0 {
			bench.register_singly(args.singles).await?;
		}
		// After each size, so that what was measured is kept whatever comes next.
		report::save(&args.out, &bench.result(args, &rows, &state))?;
	}
	bench.show(&rows, &state);
	println!("written to {}", args.out.display());
	Ok(())
}

impl Bench {
	async fn start(args: &Args) -> Result<Self, Error> {
		let chain = Chain::connect(&args.url).await?;
		let deadline = Instant::now() + Duration::from_secs(args.minutes.saturating_mul(60));
		let mut driver = Driver::start(chain, developers(), deadline).await?;
		let curators = driver.ids();
		let open = Self::create(&mut driver, "bench, open", Admission::Open).await?;
		let curated =
			Self::create(&mut driver, "bench, curated", Admission::Curated(curators)).await?;
		let operators = Operator::start(&mut driver, &[OPERATOR], &PAYERS, CHANNELS).await?;
		let operator = operators.into_iter().next();
		let operator = operator.ok_or_else(|| Error::new("there is no operator"))?;
		Ok(Self {
			driver,
			log: Log::new(&args.log),
			works: Works::new(),
			open,
			curated,
			operator,
			random: Random::new(1),
			many: Sustained::default(),
			single: Sustained::default(),
		})
	}

	async fn create(
		driver: &mut Driver,
		name: &str,
		admission: Admission,
	) -> Result<DatanetId, Error> {
		let (id, ..): Counts = driver.chain.ask("counts", ()).await?;
		driver.run(&[calls::create_datanet(name, admission)]).await?;
		let (count, ..): Counts = driver.chain.ask("counts", ()).await?;
		if count == id {
			return Err(Error::new("the datanet was not created; see the node's log"));
		}
		Ok(id)
	}

	/// Registers works by bulk calls until there have been `size` contributions.
	async fn grow(&mut self, size: u64) -> Result<(), Error> {
		self.driver.catch_up().await?;
		let first = self.driver.state().contributions;
		let numbers = self.works.take(size.saturating_sub(first));
		let bulk = u64::from(MaxBulk::get());
		let (open, end) = (self.open, numbers.end);
		let starts = numbers.step_by(usize::try_from(bulk).unwrap_or(usize::MAX));
		let calls = starts.map(|start| {
			let numbers = start..start.saturating_add(bulk).min(end);
			calls::register_many(open, numbers.map(works::submission).collect())
		});
		let bar = report::bar(first, size, "contributions");
		let mut line = first;
		let (blocks, full) = self
			.driver
			.sustain(calls, MANY_WINDOW, |block| {
				bar.set_position(block.contributions);
				if bar.is_hidden() && block.contributions >= line + LINE {
					line = block.contributions;
					println!("{line} of {size} contributions");
				}
			})
			.await?;
		bar.finish_and_clear();
		self.registered(first, size.max(first))?;
		self.many.add(&self.log, &blocks, full).await
	}

	/// Registers works by single calls, as many as blocks take.
	async fn register_singly(&mut self, count: u64) -> Result<(), Error> {
		println!("{count} single registrations in full blocks");
		self.driver.catch_up().await?;
		let first = self.driver.state().contributions;
		let open = self.open;
		let calls =
			self.works.take(count).map(|number| calls::register(open, works::submission(number)));
		let (blocks, full) = self.driver.sustain(calls, SINGLE_WINDOW, |_| ()).await?;
		self.registered(first, first.saturating_add(count))?;
		self.single.add(&self.log, &blocks, full).await
	}

	/// Notes that the open datanet got the ids from `first` to `end`, and fails if it did not.
	fn registered(&mut self, first: ContributionId, end: ContributionId) -> Result<(), Error> {
		let found = self.driver.state().contributions;
		if found != end {
			return Err(Error::new(format!(
				"there are {found} contributions, not {end}: some calls failed; have the accounts \
				 enough OPEN?"
			)));
		}
		self.works.opened(first..end);
		Ok(())
	}

	fn result(&self, args: &Args, rows: &[Row], state: &[Value]) -> Value {
		json!({
			"machine": report::machine(),
			"commit": args.commit,
			"register_many_per_s": self.many.per_second(),
			"register_per_s": self.single.per_second(),
			"growth": growth(rows),
			"block_fill": { "register_many": self.many.block(), "register": self.single.block() },
			"rows": rows.iter().map(Row::json).collect::<Vec<_>>(),
			"state": state,
		})
	}

	fn show(&self, rows: &[Row], state: &[Value]) {
		println!();
		report::show(&Row::HEADER, rows.iter().map(Row::cells));
		println!();
		let names = ["text_bytes", "record_bytes", "key_bytes", "total_bytes", "deposit_planck"];
		let cells = |row: &Value| {
			let cell = |name: &&str| row[*name].to_string().replace('"', "");
			names.iter().map(cell).collect::<Vec<_>>()
		};
		report::show(&names, state.iter().map(cells));
		println!();
		let rate = report::number;
		println!("register_many: {} contributions/s", rate(self.many.per_second()));
		println!("register:      {} contributions/s", rate(self.single.per_second()));
		println!("growth of register from the first size to the last: {}", rate(growth(rows)));
	}
}

/// How much dearer a registration is at the largest size than at the smallest.
fn growth(rows: &[Row]) -> Option<f64> {
	let (first, last) = (rows.first()?, rows.last()?);
	(first.register.us > 0.0)
		.then(|| (last.register.us / first.register.us * 100.0).round() / 100.0)
}
