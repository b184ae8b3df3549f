// SPDX-License-Identifier: Apache-2.0

mod appeals;
mod curation;
mod datanets;
mod deposits;
mod integrity;
mod malformed;
mod ownership;
mod registration;
mod sources;
mod withdrawal;
