// SPDX-License-Identifier: Apache-2.0

//! What `docker/Dockerfile` says of how its image is run.

use crate::{files::Port, read};

const DOCKERFILE: &str = "docker/Dockerfile";

/// The instructions of the image itself, not of the stages that it is built in.
pub struct Image(Vec<(String, String)>);

impl Image {
	pub fn read() -> Self {
		Self::parse(&read(DOCKERFILE))
	}

	fn parse(text: &str) -> Self {
		let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
		let lines: Vec<_> = lines.collect();
		let whole = lines.join("\n").replace("\\\n", " ");
		let instructions = whole.lines().filter_map(|line| line.trim().split_once(' '));
		let instructions = instructions
			.map(|(name, rest)| (name.to_uppercase(), rest.trim().to_owned()))
			.collect::<Vec<_>>();
		let stage = instructions.rsplit(|(name, _)| name == "FROM").next();
		let image = Self(stage.expect("there is always a last one").to_vec());
		assert_eq!(image.all("CMD").count(), 0, "the tests know no {DOCKERFILE} with options");
		image
	}

	fn all<'a>(&'a self, instruction: &'a str) -> impl Iterator<Item = &'a str> + 'a {
		let found = self.0.iter().filter(move |(name, _)| name == instruction);
		found.map(|(_, rest)| rest.as_str())
	}

	/// The program, and the options that it always has.
	pub fn entrypoint(&self) -> Vec<String> {
		let json = self.all("ENTRYPOINT").last().expect("the image has a program");
		serde_json::from_str(json).expect("it is run without a shell")
	}

	/// What programs find in their environment.
	pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
		let settings = self.all("ENV").flat_map(str::split_whitespace);
		settings.map(|setting| setting.split_once('=').expect("it is NAME=VALUE"))
	}

	/// Whether it says that programs listen there.
	pub fn exposes(&self, port: Port) -> bool {
		let mut ports = self.all("EXPOSE").flat_map(str::split_whitespace);
		ports.any(|text| Port::parse(text) == Ok(port))
	}
}

#[test]
fn only_the_last_stage_should_count() {
	let image = Image::parse(
		"# A comment\nFROM a AS b\nENTRYPOINT [\"one\"]\nENV A=1\nFROM c\nRUN x \\\n\t&& y\nENV B=2 \
		 C=3\nEXPOSE 1 2/udp\nENTRYPOINT [\"two\", \"-x\"]\n",
	);
	assert_eq!(image.entrypoint(), ["two", "-x"]);
	assert_eq!(image.environment().collect::<Vec<_>>(), [("B", "2"), ("C", "3")]);
	let exposes = |port| image.exposes(Port::parse(port).unwrap());
	assert!(exposes("1") && exposes("2/udp") && !exposes("2"));
}
