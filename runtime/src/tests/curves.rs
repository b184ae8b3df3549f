// SPDX-License-Identifier: Apache-2.0

//! What `docs/spec/governance.md` prints of the tracks, and the drawing of their curves.

use crate::{
	configs::governance::tracks::{TrackId, TracksInfo},
	constants::{
		currency::OPEN,
		time::{DAYS, HOURS, MINUTES},
	},
	Balance, BlockNumber,
};
use alloc::borrow::Cow;
use pallet_referenda::{Curve, Track};
use sp_runtime::{PerThing, Perbill};

const DRAWING: &str = "../docs/spec/governance-curves.svg";
const TEXT: &str = include_str!("../../../docs/spec/governance.md");

type LiveTrack = Track<TrackId, Balance, BlockNumber>;

/// The tracks of a live chain: what a state without a pace has.
fn tracks() -> Vec<LiveTrack> {
	sp_io::TestExternalities::default().execute_with(|| {
		<TracksInfo as pallet_referenda::TracksInfo<Balance, BlockNumber>>::tracks()
			.map(Cow::into_owned)
			.collect()
	})
}

fn name(track: &LiveTrack) -> &str {
	core::str::from_utf8(&track.info.name).expect("names are ASCII").trim_end_matches('\0')
}

/// The percentages of the decision period, from its beginning to its end.
fn instants() -> impl Iterator<Item = Perbill> {
	(0..=100).map(Perbill::from_percent)
}

#[test]
fn approval_should_fall_from_all_to_half() {
	for track in tracks() {
		let curve = &track.info.min_approval;
		assert_eq!(curve.threshold(Perbill::zero()), Perbill::one(), "{}", name(&track));
		assert!(instants().map(|instant| curve.threshold(instant)).is_sorted_by(|a, b| a >= b));
		// Of reciprocal curves, rounding takes a ppb.
		let end = curve.threshold(Perbill::one()).deconstruct();
		assert!((499_999_999..=500_000_000).contains(&end), "{}: {end}", name(&track));
	}
}

#[test]
fn support_should_fall_from_half_to_something() {
	for track in tracks() {
		let curve = &track.info.min_support;
		let start = curve.threshold(Perbill::zero()).deconstruct();
		assert!(start.abs_diff(500_000_000) < 1_000, "{}: {start}", name(&track));
		assert!(instants().map(|instant| curve.threshold(instant)).is_sorted_by(|a, b| a >= b));
		assert!(curve.threshold(Perbill::one()) > Perbill::zero(), "{}", name(&track));
	}
}

fn period(blocks: BlockNumber) -> String {
	match blocks {
		blocks if blocks.is_multiple_of(DAYS) => format!("{} d", blocks / DAYS),
		blocks if blocks.is_multiple_of(HOURS) => format!("{} h", blocks / HOURS),
		blocks => format!("{} min", blocks / MINUTES),
	}
}

fn whole_open(amount: Balance) -> String {
	assert_eq!(amount % OPEN, 0);
	match amount / OPEN {
		open if open < 1_000 => format!("{open}"),
		open => format!("{},{:03}", open / 1_000, open % 1_000),
	}
}

/// After a day, half-way, and in the end.
fn levels(curve: &Curve, decision: BlockNumber) -> String {
	let after = |blocks| {
		let parts = curve.threshold(Perbill::from_rational(blocks, decision)).deconstruct();
		let permille = (parts + 500_000) / 1_000_000;
		format!("{}.{} %", permille / 10, permille % 10)
	};
	[DAYS, decision / 2, decision].map(after).join(" | ")
}

#[test]
fn tracks_should_be_as_printed() {
	for track in tracks() {
		let (id, name, info) = (track.id, name(&track), &track.info);
		let [prepare, decision, confirm, enactment] = [
			info.prepare_period,
			info.decision_period,
			info.confirm_period,
			info.min_enactment_period,
		]
		.map(period);
		let deposit = whole_open(info.decision_deposit);
		let deciding = info.max_deciding;
		let rules = format!(
			"| {id} | `{name}` | {deposit} | {deciding} | {prepare} | {decision} | {confirm} | \
			 {enactment} |\n"
		);
		let approval = levels(&info.min_approval, info.decision_period);
		let support = levels(&info.min_support, info.decision_period);
		let curves = format!("| `{name}` | {approval} | {support} |\n");
		for row in [rules, curves] {
			assert!(TEXT.contains(&row), "docs/spec/governance.md lacks {row}");
		}
	}
}

const COLUMNS: usize = 4;
const CELL_WIDTH: usize = 250;
const CELL_HEIGHT: usize = 190;

/// A chart for each track, in an order of lines.
fn draw(tracks: &[LiveTrack]) -> String {
	let charts: String = tracks.iter().enumerate().map(|(nth, track)| chart(nth, track)).collect();
	let (width, rows) = (COLUMNS * CELL_WIDTH, tracks.len().div_ceil(COLUMNS));
	let legend = rows * CELL_HEIGHT + 20;
	let height = legend + 20;
	format!(
		r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"
 font-family="sans-serif" font-size="11">
<title>What a referendum needs, over the decision period of its track</title>
<rect width="{width}" height="{height}" fill="#fff"/>
{charts}<text x="40" y="{legend}" fill="#06c">approval: ayes among the votes cast</text>
<text x="290" y="{legend}" fill="#c50">support: ayes and abstentions among all that can vote</text>
</svg>
"##
	)
}

/// A hundred percent are 200 across and 120 down, from 40 and 30 on.
fn chart(nth: usize, track: &LiveTrack) -> String {
	let (left, top) = (nth % COLUMNS * CELL_WIDTH, nth / COLUMNS * CELL_HEIGHT);
	let (name, days) = (name(track), track.info.decision_period / DAYS);
	let (approval, support) = (line(&track.info.min_approval), line(&track.info.min_support));
	let lines: String = (1..days).map(|day| format!("M{} 30v120", 40 + 200 * day / days)).collect();
	format!(
		r##"<g transform="translate({left} {top})">
<text x="40" y="20" font-weight="bold">{name}</text>
<path d="M40 30h200v120h-200zM40 90h200{lines}" fill="none" stroke="#ddd"/>
<g text-anchor="end"><text x="36" y="34">100 %</text><text x="36" y="94">50 %</text>
<text x="36" y="154">0 %</text><text x="240" y="165">{days} days</text></g>
<polyline points="{approval}" fill="none" stroke="#06c" stroke-width="2"/>
<polyline points="{support}" fill="none" stroke="#c50" stroke-width="2"/>
</g>
"##
	)
}

fn line(curve: &Curve) -> String {
	let point = |(percent, instant)| {
		let below = curve.threshold(instant).left_from_one().deconstruct();
		let tenths = 300 + u64::from(below) * 1_200 / 1_000_000_000;
		format!("{},{}.{}", 40 + 2 * percent, tenths / 10, tenths % 10)
	};
	(0..).zip(instants()).map(point).collect::<Vec<_>>().join(" ")
}

/// With `OPENLEDGER_BLESS=1` it is drawn anew.
#[test]
fn curves_should_be_as_drawn() {
	let drawn = draw(&tracks());
	if std::env::var_os("OPENLEDGER_BLESS").is_some() {
		std::fs::write(DRAWING, &drawn).expect("docs/ can be written");
	}
	let committed = std::fs::read_to_string(DRAWING).unwrap_or_default();
	assert!(committed == drawn, "run this test with OPENLEDGER_BLESS=1 and look at the drawing");
}
