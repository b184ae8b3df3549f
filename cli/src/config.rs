// SPDX-License-Identifier: Apache-2.0

//! The configuration file: what a user would otherwise give with each command.
//!
//! Options on the command line come first, then the environment, then the file.

use std::{env, fs, io::ErrorKind, path::PathBuf};

use directories::BaseDirs;
use serde::Deserialize;

use crate::error::Error;

/// Where another file than the user's can be named. An empty name stands for none.
const PATH: &str = "OPENLEDGER_CONFIG";
/// The file, in the user's configuration directory.
const FILE: &str = "openledger/config.toml";

/// What the file says. Each field is the option of that name.
#[derive(Deserialize, Default, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Config {
	url: Option<String>,
	patience: Option<u64>,
	/// The path of a keystore file, or a key that everybody knows: secrets don't belong here.
	key: Option<String>,
	key_account: Option<String>,
	store: Option<String>,
	genesis: Option<String>,
}

impl Config {
	/// Reads the file, if there is one.
	pub fn read() -> Result<Self, Error> {
		let named = env::var_os(PATH);
		let path = match &named {
			Some(path) => PathBuf::from(path),
			None => match BaseDirs::new() {
				Some(directories) => directories.config_dir().join(FILE),
				None => return Ok(Self::default()),
			},
		};
		if path.as_os_str().is_empty() {
			return Ok(Self::default());
		}
		let shown = path.display().to_string();
		match fs::read_to_string(&path) {
			Ok(text) => {
				Self::parse(&text).map_err(|reason| Error::BadConfig { path: shown, reason })
			}
			Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => {
				Ok(Self::default())
			}
			Err(error) => Err(Error::BadConfig { path: shown, reason: error.to_string() }),
		}
	}

	fn parse(text: &str) -> Result<Self, String> {
		// Without the line itself: what is wrong with it may be that it is a secret.
		let config: Self = toml::from_str(text).map_err(|error| {
			let before = error.span().and_then(|span| text.get(..span.start));
			let line = before.map_or(1, |before| before.matches('\n').count().saturating_add(1));
			format!("line {line}: {}", error.message())
		})?;
		let is_secret = |key: &&String| !key.starts_with("//") && !PathBuf::from(key).is_file();
		if config.key.as_ref().filter(is_secret).is_some() {
			return Err("`key` is no keystore file".to_owned());
		}
		Ok(config)
	}

	/// Has options be as the file says where nothing else does.
	pub fn apply(self, command: clap::Command) -> clap::Command {
		let Self { url, patience, key, key_account, store, genesis } = self;
		let all = [
			("url", url),
			("patience", patience.map(|seconds| seconds.to_string())),
			("key", key),
			("key_account", key_account),
			("store", store),
			("genesis", genesis),
		];
		let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
		given.fold(command, |command, (name, value)| {
			command.mut_arg(name, |arg| arg.default_value(value).hide_default_value(name == "key"))
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{command, Cli};
	use clap::FromArgMatches;

	fn cli(config: &str, words: &str) -> Cli {
		let command = Config::parse(config).unwrap().apply(command());
		let matches = command.try_get_matches_from(words.split_whitespace()).unwrap();
		Cli::from_arg_matches(&matches).unwrap()
	}

	#[test]
	fn the_file_should_say_what_the_command_line_does_not() {
		let config = "url = \"ws://file\"\npatience = 9\nkey = \"//Alice\"\n";
		let global = cli(config, "openledger status").global;
		assert_eq!((global.url.as_str(), global.patience), ("ws://file", 9));
		assert_eq!(global.key.as_deref(), Some("//Alice"));
		let global = cli(config, "openledger status --url ws://x").global;
		assert_eq!((global.url.as_str(), global.patience), ("ws://x", 9));
	}

	#[test]
	fn a_file_with_a_mistake_should_be_refused() {
		for bad in ["uri = \"ws://file\"", "url = 7", "url", "key = \"twelve words\""] {
			assert!(Config::parse(bad).is_err(), "{bad}");
		}
		let error = Config::parse("url = \"ws://x\"\nkey = bottom drive obey lake").unwrap_err();
		assert!(error.starts_with("line 2: ") && !error.contains("drive"), "{error}");
		assert_eq!(Config::parse("").unwrap(), Config::default());
	}
}
