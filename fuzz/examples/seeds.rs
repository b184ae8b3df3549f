// SPDX-License-Identifier: Apache-2.0

//! Writes the seeds of all targets to `corpus`. They are the same in every run.

use std::{fs, io, path::Path};

use openledger_fuzz::{seeds, targets};

fn main() -> io::Result<()> {
	for (target, _) in targets::ALL {
		let folder = Path::new("fuzz").join("corpus").join(target);
		fs::create_dir_all(&folder)?;
		let seeds = seeds::of(target);
		for (name, input) in &seeds {
			fs::write(folder.join(name), input)?;
		}
		println!("{target}: {} seeds in {}", seeds.len(), folder.display());
	}
	Ok(())
}
