// SPDX-License-Identifier: Apache-2.0

mod curation;
mod datanets;
mod deposits;
mod registration;
mod sources;
