// SPDX-License-Identifier: Apache-2.0

//! Types of the metadata, by the names that people know them by; and the page that says what is in
//! those that are ours.

use std::collections::BTreeMap;

use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, Variant};

use super::{prose, NOTE};

/// Crates whose types the page describes.
const OURS: [&str; 10] = [
	"openledger_primitives",
	"openledger_runtime_api",
	"pallet_attribution",
	"pallet_channels",
	"pallet_contributions",
	"pallet_disputes",
	"pallet_models",
	"pallet_promises",
	"pallet_rewards",
	"pallet_veto",
];
/// Types that are written by another name, or not taken apart.
const KNOWN: [(&str, &str); 2] = [("AccountId32", "AccountId"), ("MultiAddress", "MultiAddress")];

/// The types of the metadata, and which of ours were named so far.
pub struct Types {
	registry: PortableRegistry,
	/// By name, with the id.
	named: BTreeMap<String, u32>,
}

/// The variants of an enum. `None` if the type is none.
pub fn variants(registry: &PortableRegistry, id: u32) -> Option<&[Variant<PortableForm>]> {
	match &registry.resolve(id)?.type_def {
		TypeDef::Variant(all) => Some(&all.variants),
		_ => None,
	}
}

/// The name of the crate that a type is of.
fn crate_of(ty: &Type<PortableForm>) -> &str {
	ty.path.segments.first().map(String::as_str).unwrap_or_default()
}

fn is_ours(ty: &Type<PortableForm>) -> bool {
	OURS.contains(&crate_of(ty))
}

/// Whether a type is a list with a bound, which is encoded as the list.
fn is_bounded(ty: &Type<PortableForm>) -> bool {
	let name = ty.path.ident().unwrap_or_default();
	["BoundedVec", "WeakBoundedVec"].contains(&name.as_str())
}

impl Types {
	pub fn new(registry: PortableRegistry) -> Self {
		Self { registry, named: BTreeMap::new() }
	}

	pub fn registry(&self) -> &PortableRegistry {
		&self.registry
	}

	/// Fields with their types, and what is documented of each.
	pub fn fields(&mut self, fields: &[Field<PortableForm>], with_docs: bool) -> String {
		let described = fields.iter().map(|field| {
			let ty = self.linked(field.ty.id);
			let name = field.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
			match prose::joined(&field.docs) {
				docs if with_docs && !docs.is_empty() => format!("{name}{ty}: {docs}"),
				_ => format!("{name}{ty}"),
			}
		});
		let described: Vec<_> = described.collect();
		described.join(if with_docs { "<br>" } else { "; " })
	}

	/// A type as code, that leads to its description if it, or what it is made of, is ours.
	pub fn linked(&mut self, id: u32) -> String {
		let (named, plain) = (self.named_in(id), self.plain(id));
		match named {
			Some(name) => format!("[`{plain}`](types.md#{})", name.to_lowercase()),
			None => format!("`{plain}`"),
		}
	}

	/// The first of our types that a type is made of, if any.
	fn named_in(&mut self, id: u32) -> Option<String> {
		let ty = self.resolve(id);
		if is_ours(&ty) && !is_bounded(&ty) {
			return Some(self.name_of(id, &ty));
		}
		let inner = match &ty.type_def {
			TypeDef::Sequence(sequence) => vec![sequence.type_param.id],
			TypeDef::Array(array) => vec![array.type_param.id],
			TypeDef::Compact(compact) => vec![compact.type_param.id],
			TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
			TypeDef::Composite(composite) if is_bounded(&ty) => {
				composite.fields.iter().map(|field| field.ty.id).collect()
			}
			TypeDef::Variant(_) if is_option(&ty) => parameters(&ty),
			_ => Vec::new(),
		};
		inner.into_iter().find_map(|id| self.named_in(id))
	}

	/// A type's name.
	pub fn plain(&mut self, id: u32) -> String {
		let ty = self.resolve(id);
		match &ty.type_def {
			TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
			TypeDef::Sequence(sequence) => format!("Vec<{}>", self.plain(sequence.type_param.id)),
			TypeDef::Array(array) => {
				format!("[{}; {}]", self.plain(array.type_param.id), array.len)
			}
			TypeDef::Compact(compact) => format!("Compact<{}>", self.plain(compact.type_param.id)),
			TypeDef::Tuple(tuple) => {
				let parts: Vec<_> = tuple.fields.iter().map(|field| self.plain(field.id)).collect();
				format!("({})", parts.join(", "))
			}
			TypeDef::BitSequence(_) => "BitVec".to_owned(),
			TypeDef::Variant(_) if is_option(&ty) => {
				let inner: Vec<_> = parameters(&ty).into_iter().map(|id| self.plain(id)).collect();
				format!("Option<{}>", inner.join(", "))
			}
			TypeDef::Composite(composite) if is_bounded(&ty) => {
				let inner: Vec<_> = composite.fields.iter().map(|field| field.ty.id).collect();
				inner.into_iter().map(|id| self.plain(id)).collect()
			}
			_ => self.name_of(id, &ty),
		}
	}

	/// What a type is called, so that no two of ours are called the same.
	fn name_of(&mut self, id: u32, ty: &Type<PortableForm>) -> String {
		let name = ty.path.ident().map(|name| name.to_string()).unwrap_or_default();
		if let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == name) {
			return (*known).to_owned();
		}
		if !is_ours(ty) {
			return name;
		}
		let name = match self.named.get(&name) {
			Some(other) if *other != id => {
				let of = crate_of(ty);
				format!("{name}-of-{}", of.replace('_', "-"))
			}
			_ => name,
		};
		self.named.insert(name.clone(), id);
		name
	}

	fn resolve(&self, id: u32) -> Type<PortableForm> {
		self.registry.resolve(id).expect("the registry has all types").clone()
	}

	/// The page with all of our types that were named, and those that these are made of.
	pub fn page(mut self) -> String {
		let mut sections = BTreeMap::<String, String>::new();
		while let Some((name, id)) =
			self.named.iter().find(|(name, _)| !sections.contains_key(*name))
		{
			let (name, ty) = (name.clone(), self.resolve(*id));
			let described = match &ty.type_def {
				TypeDef::Composite(composite) => match self.fields(&composite.fields, false) {
					none if none.is_empty() => "No fields.".to_owned(),
					fields => fields,
				},
				TypeDef::Variant(all) => {
					let all: Vec<_> =
						all.variants.iter().map(|variant| self.variant(variant)).collect();
					all.join(", or ")
				}
				_ => "A number, or a list.".to_owned(),
			};
			sections.insert(name, described);
		}
		let mut page = format!(
			"# Types\n\n{NOTE}\n\nRecords of the calls, events and reads of this reference: their fields, \
			or variants with their indices, in the order in which they are encoded.\n"
		);
		for (name, described) in sections {
			page.push_str(&format!("\n## {name}\n{described}\n"));
		}
		page
	}

	fn variant(&mut self, variant: &Variant<PortableForm>) -> String {
		let (name, index) = (&variant.name, variant.index);
		match self.fields(&variant.fields, false) {
			none if none.is_empty() => format!("`{name}` ({index})"),
			fields => format!("`{name}` ({index}: {fields})"),
		}
	}
}

fn is_option(ty: &Type<PortableForm>) -> bool {
	ty.path.segments.len() == 1 && ty.path.ident().is_some_and(|name| name == "Option")
}

fn parameters(ty: &Type<PortableForm>) -> Vec<u32> {
	ty.type_params.iter().filter_map(|parameter| parameter.ty).map(|ty| ty.id).collect()
}
