// SPDX-License-Identifier: Apache-2.0

mod claims;
mod ledger;
mod merit;
mod migrations;
mod stakers;
