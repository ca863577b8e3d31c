/** Values of a form by schema, part by part. */

import {
	alternatives,
	type FormValue,
	isFileSchema,
	isObject,
	type Json,
	kindsOf,
	list,
	type Parameter,
	resolve,
	type Schema,
	text,
} from "../core";

export type Path = (string | number)[];

/** What one may choose from, and whether other texts do as well. */
export interface Choices {
	choices: [label: string, value: Json][];
	open: boolean;
}

const texted = (value: Json): string => (value === null ? "None" : String(value));

/** The choices of an enum, of constants with titles, and of an enum beside any text; null where there are none. */
export function choicesOf(schema: Schema, root: Schema): Choices | null {
	if (schema.enum) return { choices: list(schema.enum).map((one) => [texted(one as Json), one as Json]), open: false };
	const parts = alternatives(schema).map((part) => resolve(part, root));
	if (parts.length > 1 && parts.every((part) => part.const !== undefined))
		return { choices: parts.map((part) => [text(part.title ?? part.const), part.const as Json]), open: false };
	const [offered, rest] = parts;
	const isOpen = parts.length === 2 && offered?.enum && rest && kindsOf(rest)[0] === "string" && !rest.enum;
	return isOpen ? { choices: list(offered.enum).map((one) => [texted(one as Json), one as Json]), open: true } : null;
}

/** What the schema itself calls a part; a title that came by a reference is the name of a class. */
export const titleOf = (schema: Json | undefined): string | undefined =>
	isObject(schema) && typeof schema.title === "string" && !("$ref" in schema) && !("allOf" in schema)
		? schema.title
		: undefined;

/** Names what a part is, for the menu of a union. */
export function wordFor(schema: Schema): string {
	if (isFileSchema(schema)) return "file";
	if (typeof schema.title === "string") return schema.title;
	if (schema.enum) return "choice";
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	const words: { [type: string]: string } = { string: "text", array: "list", integer: "whole number", null: "None" };
	const kind = kindsOf(schema)[0] ?? "";
	return words[kind] ?? (kind || "JSON");
}

/** A value to begin with. */
export function blank(schema: Schema, root: Schema, depth = 0): FormValue | undefined {
	if (schema.default !== undefined) return schema.default;
	if (schema.const !== undefined) return schema.const;
	const first = alternatives(schema)[0];
	if (first !== undefined && depth < 5) return blank(resolve(first, root), root, depth + 1);
	const kind = kindsOf(schema)[0];
	if (isFileSchema(schema)) return undefined;
	if (kind === "null") return null;
	if (kind === "array") return [];
	if (kind === "boolean") return false;
	if (kind !== "object" || depth >= 5) return undefined;
	const made: { [key: string]: FormValue } = {};
	const properties = isObject(schema.properties) ? schema.properties : {};
	for (const name of list(schema.required).map(String)) {
		const value = blank(resolve(properties[name] as Json, root), root, depth + 1);
		if (value !== undefined) made[name] = value;
	}
	return made;
}

/** A parameter like the whole one, whose control is that of a part. */
export function leafParameter(schema: Schema, label: string, whole: Parameter, choices: Choices | null): Parameter {
	const number = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);
	const kind = kindsOf(schema)[0] ?? "";
	const controls: { [kind: string]: string } = {
		string: "text",
		integer: "number",
		number: "number",
		boolean: "checkbox",
	};
	const control = isFileSchema(schema) ? fileControl(schema) : choices ? "dropdown" : (controls[kind] ?? "json");
	const long = typeof schema.maxLength !== "number" || schema.maxLength > 200;
	return {
		...whole,
		label: label || whole.label,
		control,
		required: false,
		nullable: false,
		default: null,
		example: null,
		choices: choices?.choices ?? null,
		minimum: number(schema.minimum),
		maximum: number(schema.maximum),
		step: number(schema.multipleOf),
		precision: kind === "integer" ? 0 : null,
		max_length: control === "text" && !long ? number(schema.maxLength) : null,
		placeholder: schema.default === undefined || schema.default === null ? "" : String(schema.default),
		file_types: [],
		multiple: false,
		custom_values: choices?.open ?? false,
		options: {},
	};
}

/** https://json-schema.org/draft/2020-12/json-schema-validation#name-contentmediatype */
function fileControl({ contentMediaType }: Schema): string {
	const [kind = ""] = text(contentMediaType).split("/");
	return ["image", "audio", "video"].includes(kind) ? kind : "file";
}

/** A copy of a value with another one at a place. */
export function put(held: FormValue | undefined, [key, ...rest]: Path, value: FormValue): FormValue {
	if (key === undefined) return value;
	if (typeof key === "number") {
		const items = [...list(held)];
		while (items.length < key) items.push(null);
		items[key] = put(items[key], rest, value);
		return items;
	}
	const object = isObject(held) ? held : {};
	return { ...object, [key]: put(object[key], rest, value) };
}
