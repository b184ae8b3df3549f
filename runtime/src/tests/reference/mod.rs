// SPDX-License-Identifier: Apache-2.0

//! The reference in the book, `docs/reference/`, is rendered from the runtime's metadata, the traits of
//! the node's JSON-RPC and the client's hints. With `OPENLEDGER_BLESS=1` it is written anew.

mod hints;
mod prose;
mod rpc;
mod sdk;
mod types;

use std::{
	collections::{BTreeMap, BTreeSet},
	env, fs,
	path::PathBuf,
};

use codec::Decode;
use frame_metadata::{
	v16::{PalletMetadata, RuntimeApiMetadata, RuntimeMetadataV16},
	RuntimeMetadata, RuntimeMetadataPrefixed,
};
use scale_info::{form::PortableForm, PortableRegistry, Variant};

use crate::Runtime;
use types::Types;

const FOLDER: &str = "docs/reference";
const NOTE: &str = "<!-- Written by a test of the runtime from its metadata: don't edit it. -->";
/// Pallets that have a page.
const PALLETS: [&str; 7] =
	["Contributions", "Models", "Attribution", "Channels", "Rewards", "Disputes", "Veto"];
const API: &str = "OpenLedgerApi";

fn metadata() -> RuntimeMetadataV16 {
	let opaque = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(16).expect("the runtime has metadata V16"));
	let prefixed = RuntimeMetadataPrefixed::decode(&mut opaque.as_slice());
	match prefixed.expect("metadata decodes").1 {
		RuntimeMetadata::V16(metadata) => metadata,
		_ => panic!("metadata V16 was asked for"),
	}
}

/// The variants of an enum of a pallet: its calls, events or errors.
fn variants(types: &PortableRegistry, id: u32) -> &[Variant<PortableForm>] {
	types::variants(types, id).expect("calls, events and errors are enums")
}

/// The page of a pallet.
fn pallet_page(
	pallet: &PalletMetadata<PortableForm>,
	hints: &BTreeMap<String, String>,
	types: &mut Types,
) -> String {
	let (name, index) = (&pallet.name, pallet.index);
	let mut page = format!("# {name}\n\n{NOTE}\n\nPallet {index} of the runtime.\n");
	if let Some(calls) = &pallet.calls {
		page.push_str("\n## Calls\n");
		for call in variants(types.registry(), calls.ty.id).to_vec() {
			page.push_str(&call_section(&call, types));
		}
	}
	if let Some(events) = &pallet.event {
		page.push_str(
			"\n## Events\n\n| Event (index) | When | Fields, in order |\n|---|---|---|\n",
		);
		for event in variants(types.registry(), events.ty.id).to_vec() {
			let (name, index, docs) = (&event.name, event.index, prose::joined(&event.docs));
			let fields = types.fields(&event.fields, true);
			page.push_str(&format!("| `{name}` ({index}) | {docs} | {} |\n", prose::cell(&fields)));
		}
	}
	if let Some(errors) = &pallet.error {
		page.push_str("\n## Errors\n\n| Error (index) | Meaning | What to do |\n|---|---|---|\n");
		for error in variants(types.registry(), errors.ty.id) {
			let (error, index, docs) = (&error.name, error.index, prose::joined(&error.docs));
			let hint =
				hints.get(&format!("{name}.{error}")).map(String::as_str).unwrap_or_default();
			let (docs, hint) = (prose::cell(&docs), prose::cell(hint));
			page.push_str(&format!("| `{error}` ({index}) | {docs} | {hint} |\n"));
		}
	}
	page
}

/// A call, with what its documentation says under each heading.
fn call_section(call: &Variant<PortableForm>, types: &mut Types) -> String {
	let sections = prose::sections(&call.docs);
	let mut section = format!("\n### {} ({})\n", call.name, call.index);
	let summary = sections.first().map(|(_, text)| text.as_str()).unwrap_or_default();
	section.push_str(&format!("\n{summary}\n\n"));
	let arguments = match types.fields(&call.fields, false) {
		none if none.is_empty() => "none".to_owned(),
		some => some,
	};
	section.push_str(&format!("- **Arguments:** {arguments}\n"));
	for (heading, text) in sections.iter().skip(1) {
		section.push_str(&format!("- **{heading}:** {text}\n"));
	}
	section
}

/// The page of the runtime API.
fn api_page(api: &RuntimeApiMetadata<PortableForm>, types: &mut Types) -> String {
	let mut page = format!(
		"# Runtime API\n\n{NOTE}\n\n`{API}`, version {}. {}\n\n`state_call` answers each function \
		under the name `{API}_<function>`, with arguments and result in SCALE; [JSON-RPC](json-rpc.md) \
		has them as JSON.\n\n| Function | Result | |\n|---|---|---|\n",
		api.version.0,
		prose::joined(&api.docs),
	);
	for method in &api.methods {
		let inputs = method
			.inputs
			.iter()
			.map(|input| format!("{}: {}", input.name, types.plain(input.ty.id)));
		let inputs = inputs.collect::<Vec<_>>().join(", ");
		let (output, docs) = (types.linked(method.output.id), prose::joined(&method.docs));
		page.push_str(&format!(
			"| `{}({inputs})` | {output} | {} |\n",
			method.name,
			prose::cell(&docs)
		));
	}
	page
}

/// All pages, by file name.
fn pages() -> BTreeMap<String, String> {
	let metadata = metadata();
	let mut types = Types::new(metadata.types);
	let hints = hints::hints();
	let mut pages = BTreeMap::new();
	for name in PALLETS {
		let pallet = metadata.pallets.iter().find(|pallet| pallet.name == name);
		let page = pallet_page(pallet.expect("the pallet is in the runtime"), &hints, &mut types);
		pages.insert(format!("{}.md", name.to_lowercase()), page);
	}
	pages.insert("sdk.md".to_owned(), sdk::page(&metadata.pallets, &mut types));
	let api = metadata.apis.iter().find(|api| api.name == API).expect("the runtime has our API");
	pages.insert("runtime-api.md".to_owned(), api_page(api, &mut types));
	let functions = api.methods.iter().map(|method| method.name.as_str());
	pages.insert("json-rpc.md".to_owned(), rpc::page(functions));
	// Last: by now it is known which types the other pages name.
	pages.insert("types.md".to_owned(), types.page());
	pages
}

#[test]
fn the_reference_should_be_what_the_metadata_says() {
	let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
	let pages = pages();
	if env::var_os("OPENLEDGER_BLESS").is_some() {
		fs::create_dir_all(&folder).expect("a directory can be made");
		for (name, page) in &pages {
			fs::write(folder.join(name), page).expect("a file can be written");
		}
	}
	for (name, page) in &pages {
		let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
		assert!(
			committed == *page,
			"{FOLDER}/{name} is not what the runtime says: run \
			`OPENLEDGER_BLESS=1 cargo test -p openledger-runtime reference`, and look at what changed"
		);
	}
	let entries = fs::read_dir(&folder).expect("the folder can be read").flatten();
	let files: BTreeSet<_> =
		entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
	assert_eq!(
		files,
		pages.into_keys().collect::<BTreeSet<_>>(),
		"{FOLDER} has the pages and no other file"
	);
}
