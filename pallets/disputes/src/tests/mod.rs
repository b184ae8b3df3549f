// SPDX-License-Identifier: Apache-2.0

mod appeals;
mod bonds;
mod conservation;
mod earnings;
mod integrity;
mod malformed;
mod opening;
mod outcomes;
mod payoffs;
mod ruling;
