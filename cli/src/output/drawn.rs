// SPDX-License-Identifier: Apache-2.0

//! What the client tells while it works, on standard error: progress, which is drawn where that is a
//! terminal, and notes.

use std::{fmt, sync::LazyLock, time::Duration};

use indicatif::{HumanDuration, MultiProgress, ProgressBar, ProgressState, ProgressStyle};
use openledger_client::{note, progress};
use tracing::{
	field::{Field, Visit},
	span::{Attributes, Id, Record},
	Event, Subscriber,
};
use tracing_subscriber::{
	filter,
	layer::{Context, SubscriberExt},
	registry::LookupSpan,
	util::SubscriberInitExt,
	Layer,
};

use crate::context::{harmless, warn};

const TICK: Duration = Duration::from_millis(120);
const SPINNER: &str = "{spinner} {msg} ({elapsed})";
const BAR: &str = "{msg} [{bar:32}] {pos}/{len} ({elapsed}{left})";

/// All that is drawn, so that it can make room for a line. Global, as lines come from anywhere.
static DRAWN: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Shows the progress of all work, and all notes, from now on.
pub fn start() {
	let of = |target: &'static str| filter::filter_fn(move |data| data.target() == target);
	let bars = Bars.with_filter(of(progress::TARGET));
	let notes = Notes.with_filter(of(note::TARGET));
	// Only a second call fails, and changes nothing.
	let _ = tracing_subscriber::registry().with(bars).with(notes).try_init();
}

/// Writes while nothing is drawn where that would be.
pub fn aside<T>(write: impl FnOnce() -> T) -> T {
	DRAWN.suspend(write)
}

/// Draws a bar for each span of work, or a spinner where nobody knows its length.
struct Bars;

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Bars {
	fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
		let mut seen = Seen::default();
		attributes.record(&mut seen);
		let length = seen.length.unwrap_or_default();
		let (bar, template) = match length {
			0 => (ProgressBar::new_spinner(), SPINNER),
			_ => (ProgressBar::new(length), BAR),
		};
		let bar = bar.with_style(style(template));
		let bar = DRAWN.add(bar.with_message(seen.title.unwrap_or_default()));
		bar.enable_steady_tick(TICK);
		if let Some(span) = context.span(id) {
			span.extensions_mut().insert(Drawn(bar));
		}
	}

	fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
		let Some(span) = context.span(id) else { return };
		let extensions = span.extensions();
		let Some(Drawn(bar)) = extensions.get::<Drawn>() else { return };
		let mut seen = Seen::default();
		values.record(&mut seen);
		if let Some(position) = seen.position {
			bar.set_position(position);
		}
		if let Some(title) = seen.title {
			bar.set_message(title);
		}
	}

	fn on_close(&self, id: Id, context: Context<'_, S>) {
		let Some(span) = context.span(&id) else { return };
		let drawn = span.extensions_mut().remove::<Drawn>();
		if let Some(Drawn(bar)) = drawn {
			bar.finish_and_clear();
		}
	}
}

fn style(template: &str) -> ProgressStyle {
	let style = ProgressStyle::with_template(template);
	let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
	style.with_key("left", |state: &ProgressState, line: &mut dyn fmt::Write| {
		let _ = line.write_str(&left(state.pos(), state.eta()));
	})
}

/// The time that is left, once the first steps say how long one takes.
fn left(position: u64, time: Duration) -> String {
	match position {
		0 => String::new(),
		_ => format!(", {:#} left", HumanDuration(time)),
	}
}

/// Says notes.
struct Notes;

impl<S: Subscriber> Layer<S> for Notes {
	fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
		let mut seen = Seen::default();
		event.record(&mut seen);
		if let Some(text) = seen.message {
			warn(&harmless(&text));
		}
	}
}

/// What is drawn for a span.
struct Drawn(ProgressBar);

/// What a span says of its work, or an event.
#[derive(Default)]
struct Seen {
	message: Option<String>,
	title: Option<String>,
	length: Option<u64>,
	position: Option<u64>,
}

impl Visit for Seen {
	fn record_u64(&mut self, field: &Field, value: u64) {
		match field.name() {
			"length" => self.length = Some(value),
			"position" => self.position = Some(value),
			_ => {}
		}
	}

	fn record_str(&mut self, field: &Field, value: &str) {
		if field.name() == "title" {
			self.title = Some(value.to_owned());
		}
	}

	fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
		if field.name() == "message" {
			self.message = Some(format!("{value:?}"));
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nothing_should_be_said_of_the_time_left_before_anything_is_done() {
		assert_eq!(left(0, Duration::ZERO), "");
		assert_eq!(left(3, Duration::from_secs(7)), ", 7s left");
	}
}
