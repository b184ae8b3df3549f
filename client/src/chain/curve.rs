// SPDX-License-Identifier: Apache-2.0

//! The share of votes that a referendum needs, by the part of its decision period that has passed.
//!
//! Curves fall from the start of the period to its end. Points in it and shares of votes are parts
//! per billion, and so are the numbers of a reciprocal curve, which are signed. Thresholds are
//! rounded as the chain rounds them.

use subxt::ext::scale_decode::DecodeAsType;

use crate::units::percent::WHOLE;

/// A threshold that falls over a decision period. All numbers are parts per billion.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Curve {
	/// Falls evenly from `ceil` to `floor` until `length`, and stays there.
	LinearDecreasing {
		/// The point of the period from which on it stays at `floor`.
		length: u32,
		/// The lowest threshold.
		floor: u32,
		/// The threshold at the start.
		ceil: u32,
	},
	/// Falls from `begin` by `step` each `period`, down to `end`.
	SteppedDecreasing {
		/// The threshold at the start.
		begin: u32,
		/// The lowest threshold.
		end: u32,
		/// The fall at the end of each `period`.
		step: u32,
		/// The part of the decision period between two steps.
		period: u32,
	},
	/// `factor / (x + x_offset) + y_offset` at point `x`.
	Reciprocal {
		/// The factor.
		factor: i64,
		/// The offset of the point.
		x_offset: i64,
		/// The offset of the threshold.
		y_offset: i64,
	},
}

impl Curve {
	/// The threshold at point `at` of the period.
	pub fn threshold(&self, at: u32) -> u32 {
		match *self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let passed = divide(at.min(length).into(), length.into(), Round::Down);
				let fall = i128::from(ceil) - i128::from(floor);
				let fallen = passed.map_or(fall, |passed| passed * fall / i128::from(WHOLE));
				clamp(i128::from(ceil) - fallen)
			}
			Self::SteppedDecreasing { begin, end, step, period } => {
				let steps = at.checked_div(period).unwrap_or_default();
				begin.saturating_sub(step.saturating_mul(steps)).max(end)
			}
			Self::Reciprocal { factor, x_offset, y_offset } => {
				let x = i128::from(at) + i128::from(x_offset);
				divide(factor.into(), x, Round::Down)
					.map_or(WHOLE, |y| clamp(y + i128::from(y_offset)))
			}
		}
	}

	/// The first point of the period from which on `share` is enough. `None` when it never is.
	pub fn delay(&self, share: u32) -> Option<u32> {
		if share < self.threshold(WHOLE) {
			return None;
		}
		if share >= self.threshold(0) {
			return Some(0);
		}
		Some(match *self {
			Self::LinearDecreasing { length, floor, ceil } => {
				let (left, fall) = (ceil.saturating_sub(share), ceil.saturating_sub(floor));
				let part = u128::from(left) * u128::from(length);
				let at = part.checked_div(fall.into()).unwrap_or_default();
				self.settle(u32::try_from(at).unwrap_or(WHOLE), share)
			}
			Self::SteppedDecreasing { begin, step, period, .. } => {
				let steps = begin.saturating_sub(share).checked_add(step.saturating_sub(1));
				let steps = steps.and_then(|more| more.checked_div(step)).unwrap_or_default();
				period.saturating_mul(steps).min(WHOLE)
			}
			Self::Reciprocal { factor, x_offset, y_offset } => {
				let y = i128::from(share) - i128::from(y_offset);
				let at = divide(factor.into(), y, Round::Up)
					.map_or(WHOLE, |x| clamp(x - i128::from(x_offset)));
				self.settle(at, share)
			}
		})
	}

	/// The first point from `near` on at which `share` is enough, as rounding can make `near` a
	/// little too early.
	fn settle(&self, near: u32, share: u32) -> u32 {
		const CLOSE: u32 = 4;
		let last = near.saturating_add(CLOSE).min(WHOLE);
		(near..last).find(|at| share >= self.threshold(*at)).unwrap_or(last)
	}
}

#[derive(Clone, Copy)]
enum Round {
	Down,
	Up,
}

/// `a / b` in parts per billion. `None` where `b` is not above 0.
fn divide(a: i128, b: i128, round: Round) -> Option<i128> {
	if b <= 0 {
		return None;
	}
	let scaled = a * i128::from(WHOLE);
	// With a positive divisor this rounds towards the negative.
	let down = scaled.div_euclid(b);
	Some(match round {
		Round::Down => down,
		Round::Up => down + i128::from(scaled.rem_euclid(b) > 0),
	})
}

fn clamp(parts: i128) -> u32 {
	u32::try_from(parts.clamp(0, WHOLE.into())).unwrap_or(WHOLE)
}

#[cfg(test)]
mod tests {
	use super::*;

	const PERCENT: u32 = WHOLE / 100;
	/// From all to half.
	const EVEN: Curve = Curve::LinearDecreasing { length: WHOLE, floor: 50 * PERCENT, ceil: WHOLE };
	/// From half to 10 % in a seventh of the time, and to 1 %.
	const RECIPROCAL: Curve =
		Curve::Reciprocal { factor: 19_834_711, x_offset: 38_961_039, y_offset: -9_090_909 };
	const STEPPED: Curve = Curve::SteppedDecreasing {
		begin: 80 * PERCENT,
		end: 30 * PERCENT,
		step: 10 * PERCENT,
		period: 15 * PERCENT,
	};

	#[test]
	fn a_linear_curve_should_fall_evenly() {
		for (at, needed) in [(0, WHOLE), (WHOLE / 2, 75 * PERCENT), (WHOLE, 50 * PERCENT)] {
			assert_eq!(EVEN.threshold(at), needed);
		}
		let short = Curve::LinearDecreasing { length: WHOLE / 4, floor: 0, ceil: 40 * PERCENT };
		assert_eq!(short.threshold(WHOLE / 8), 20 * PERCENT);
		assert_eq!(short.threshold(WHOLE / 2), 0);
	}

	#[test]
	fn a_reciprocal_curve_should_fall_early() {
		let at = |point| RECIPROCAL.threshold(point);
		assert_eq!(
			[0, WHOLE / 7, WHOLE / 2, WHOLE].map(at),
			[500_000_006, 100_000_001, 27_710_843, 10_000_000]
		);
		// There is no vote that passes where the curve has no value.
		let bad = Curve::Reciprocal { factor: 1, x_offset: 0, y_offset: 0 };
		assert_eq!(bad.threshold(0), WHOLE);
	}

	#[test]
	fn a_stepped_curve_should_fall_at_the_end_of_each_period() {
		for (at, needed) in
			[(0, 80), (15 * PERCENT - 1, 80), (15 * PERCENT, 70), (75 * PERCENT, 30), (WHOLE, 30)]
		{
			assert_eq!(STEPPED.threshold(at), needed * PERCENT);
		}
		for (share, at) in [(80, 0), (70, 15), (69, 30), (30, 75)] {
			assert_eq!(STEPPED.delay(share * PERCENT), Some(at * PERCENT));
		}
	}

	#[test]
	fn delays_should_be_the_first_point_that_passes() {
		for curve in [EVEN, RECIPROCAL, STEPPED] {
			for share in (0..=WHOLE).step_by(999_983) {
				match curve.delay(share) {
					Some(at) => {
						assert!(share >= curve.threshold(at), "{curve:?} {share} {at}");
						let before = at.saturating_sub(50);
						assert!(at == 0 || share < curve.threshold(before) || at < 50);
					}
					None => assert!(share < curve.threshold(WHOLE)),
				}
			}
		}
	}
}
