// SPDX-License-Identifier: Apache-2.0

//! Every attribution can be refuted: by whoever watches, with what everybody can know.

#[path = "challenges/fraud.rs"]
mod fraud;
#[path = "challenges/malformed.rs"]
mod malformed;
#[path = "challenges/missing.rs"]
mod missing;
#[path = "challenges/outputs.rs"]
mod outputs;
#[path = "challenges/paper.rs"]
mod paper;
#[path = "challenges/restart.rs"]
mod restart;
#[path = "challenges/reveal.rs"]
mod reveal;
#[path = "challenges/web.rs"]
mod web;
#[path = "challenges/works.rs"]
mod works;
#[path = "challenges/world.rs"]
mod world;
