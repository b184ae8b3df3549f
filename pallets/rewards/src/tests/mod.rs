// SPDX-License-Identifier: Apache-2.0

mod claims;
mod escrow;
mod integrity;
mod ledger;
mod merit;
mod migrations;
mod stakers;
