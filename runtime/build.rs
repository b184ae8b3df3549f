// SPDX-License-Identifier: Apache-2.0

fn main() {
	#[cfg(feature = "std")]
	build_wasm();
}

#[cfg(feature = "std")]
fn build_wasm() {
	// The build cache may be outside the checkout: the builder must still find our `Cargo.lock`, or
	// the WebAssembly runtime would have other versions of its dependencies than the native one.
	// Asked when it runs, because checkouts that share a cache share this program.
	let runtime = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts");
	std::env::set_var("WASM_BUILD_WORKSPACE_HINT", format!("{runtime}/.."));

	#[cfg(not(feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	#[cfg(feature = "metadata-hash")]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("OPEN", 18)
		.build();
}
