// SPDX-License-Identifier: Apache-2.0

//! The page of JSON-RPC, from the traits in the node's source.

use super::prose;

const NOTE: &str =
	"<!-- Written by a test of the runtime from the node's source: don't edit it. -->";
/// The node's traits.
const SOURCES: [&str; 4] = [
	include_str!("../../../../node/src/rpc/openledger.rs"),
	include_str!("../../../../node/src/rpc/history.rs"),
	include_str!("../../../../node/src/rpc/check_state.rs"),
	include_str!("../../../../node/src/rpc/sealing.rs"),
];

/// A method of the node.
struct Method {
	name: String,
	arguments: String,
	result: String,
	docs: String,
}

/// The page, once every function of the runtime API has a method.
pub fn page<'a>(functions: impl Iterator<Item = &'a str>) -> String {
	let methods: Vec<_> = SOURCES.iter().flat_map(|source| methods(source)).collect();
	for function in functions {
		let name = format!("openledger_{}", camel(function));
		assert!(methods.iter().any(|method| method.name == name), "the node has no method {name}");
	}
	let mut page = format!(
		"# JSON-RPC\n\n{NOTE}\n\nMethods of the node, over WebSocket and HTTP, beside those of every \
		Substrate node. `at`, last and optional, is the hash of a block; without it the best block is \
		read. How values are written as JSON: [Reads](../spec/reads.md#json).\n\n\
		| Method | Arguments | Result | |\n|---|---|---|---|\n"
	);
	for Method { name, arguments, result, docs } in &methods {
		let docs = prose::cell(docs);
		page.push_str(&format!("| `{name}` | {arguments} | `{result}` | {docs} |\n"));
	}
	page
}

/// The methods that a source declares.
fn methods(source: &str) -> Vec<Method> {
	let mut methods = Vec::new();
	let mut docs = Vec::new();
	let mut lines = source.lines().map(str::trim);
	while let Some(line) = lines.next() {
		if let Some(doc) = line.strip_prefix("///") {
			docs.push(doc.to_owned());
		} else if let Some(rest) = line.strip_prefix("#[method(name = \"") {
			let name = rest.split('"').next().unwrap_or_default().to_owned();
			let mut signature = String::new();
			for line in lines.by_ref() {
				signature.push_str(line);
				signature.push(' ');
				if line.ends_with(';') {
					break;
				}
			}
			let (arguments, result) = parts(&signature);
			methods.push(Method { name, arguments, result, docs: prose::joined(&docs) });
			docs.clear();
		} else {
			docs.clear();
		}
	}
	methods
}

/// The arguments and the result of a signature.
fn parts(signature: &str) -> (String, String) {
	let (arguments, result) = signature.split_once("->").expect("a method has a result");
	let (_, arguments) = arguments.split_once('(').expect("a method has arguments");
	let arguments = arguments.trim().trim_end_matches(')').split(", ").map(str::trim);
	let arguments = arguments
		.map(|argument| argument.trim_end_matches(','))
		.filter(|argument| !argument.is_empty() && *argument != "&self")
		.map(|argument| format!("`{argument}`"));
	let arguments = arguments.collect::<Vec<_>>().join(", ");
	let result = result.trim().trim_end_matches(';').trim();
	let result = result.strip_prefix("RpcResult<").and_then(|inner| inner.strip_suffix('>'));
	(arguments, result.expect("a method has an RpcResult").to_owned())
}

/// A function's name as JSON-RPC has it.
fn camel(name: &str) -> String {
	let mut words = name.split('_');
	let mut camel = words.next().unwrap_or_default().to_owned();
	for word in words {
		let mut letters = word.chars();
		camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
		camel.push_str(letters.as_str());
	}
	camel
}

#[test]
fn methods_should_be_read_from_their_source() {
	let source = "/// Of another thing.\nstruct A;\n/// A model,\n/// if any.\n\
		#[method(name = \"x_y\", blocking)]\nfn y(\n&self,\nid: u32,\nat: Option<Hash>,\n) -> \
		RpcResult<Option<A<B>>>;\n";
	let methods = methods(source);
	let [method] = &methods[..] else { panic!("there is one") };
	assert_eq!((method.name.as_str(), method.docs.as_str()), ("x_y", "A model, if any."));
	assert_eq!(
		(method.arguments.as_str(), method.result.as_str()),
		("`id: u32`, `at: Option<Hash>`", "Option<A<B>>")
	);
	assert_eq!(camel("contribution_by_root"), "contributionByRoot");
}
