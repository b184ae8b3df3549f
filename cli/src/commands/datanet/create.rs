// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet create`

use openledger_primitives::limits::{MaxName, MaxSpdx, MaxUri};
use serde_json::json;

use super::{ensure_fits, ensure_name};
use crate::{
	args::{self, CreateDatanet},
	context::Context,
	error::Error,
};
use openledger_client::progress;
use openledger_client::{
	chain::{
		calls::contributions::{self as calls, Admission, License, LicenseTerms},
		events::DatanetCreated,
	},
	text::printable,
};

pub async fn run(context: &Context, args: CreateDatanet) -> Result<(), Error> {
	let terms = match args.license {
		args::License::Spdx(id) => LicenseTerms::Spdx(id.into_bytes()),
		args::License::Terms(hash) => LicenseTerms::Terms(hash),
	};
	ensure_name("the name", &args.name)?;
	ensure_fits("the name", args.name.as_bytes(), MaxName::get())?;
	ensure_fits("the metadata URI", args.metadata.as_bytes(), MaxUri::get())?;
	if let LicenseTerms::Spdx(license) = &terms {
		ensure_fits("the license", license, MaxSpdx::get())?;
	}
	let key = context.key()?;
	let chain = context.chain().await?;
	let datanet = calls::CreateDatanet {
		name: args.name.clone().into_bytes(),
		admission: Admission::by(&args.curators),
		license: License {
			terms,
			commercial_training: !args.no_commercial,
			derivatives: !args.no_derivatives,
		},
		metadata: args.metadata.into_bytes(),
	};
	let view = chain.view().await?;
	let call = calls::create_datanet(datanet);
	let needed = view.datanet_deposit()?.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the deposit of the datanet and its fee").await?;
	let events = progress::during("creating the datanet", chain.submit(&call, &key)).await?;
	let id = events.one::<DatanetCreated>()?.datanet;
	context.show_json(json!({ "datanet": id, "name": args.name }), || {
		format!("datanet {id} created: {}", printable(&args.name))
	});
	Ok(())
}
