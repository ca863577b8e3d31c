/**
 * Values by a JSON schema, for components that nobody knows; the mirror of
 * `gradio_nb/values/schema/validate.py`, which knows more. `tests/fixtures/schemas.json` tests both.
 */

import { type FormValue, isFileRef, isObject, same } from "../kernel/values";
import type { Json } from "../messages";

export type Schema = { [key: string]: Json };

export interface Problem {
	/** `a.b[0]`, or "" for all of the value. */
	place: string;
	message: string;
}

const DEEPEST = 60;

const isSchema = (schema: FormValue | undefined): schema is Schema => isObject(schema) && !isFileRef(schema);
const schemas = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

export const isFileSchema = ({ properties }: Schema): boolean =>
	isObject(properties) && "path" in properties && "orig_name" in properties;

/** Follow references; `{}` where one leads nowhere. */
export function resolve(schema: Json | undefined, root: Schema): Schema {
	let found: Json | undefined = schema;
	for (let i = 0; i < DEEPEST; i++) {
		if (!isSchema(found)) return found === false ? { enum: [] } : {};
		const { $ref, allOf, ...rest } = found;
		if (typeof $ref === "string") {
			let target: Json | undefined = root;
			for (const key of $ref.replace(/^#?\/?/, "").split("/"))
				if (key && isSchema(target)) target = Object.hasOwn(target, key) ? target[key] : {};
			found = target;
		} else if (Array.isArray(allOf) && allOf.length === 1) {
			found = { ...rest, ...resolve(allOf[0], root) };
		} else return found;
	}
	return {};
}

export const alternatives = ({ anyOf, oneOf }: Schema): Json[] =>
	schemas(anyOf).length ? schemas(anyOf) : schemas(oneOf);

/** What is wrong with a value, the first thing that is; null where nothing is. */
export function problemOf(schema: Json | undefined, value: FormValue, root?: Schema, depth = 0): Problem | null {
	const top = root ?? (isSchema(schema) ? schema : {});
	const it = resolve(schema, top);
	if (depth > DEEPEST) return null;
	if (isFileSchema(it)) return isFile(value) ? null : here("expected a file");
	return inAlternatives(it, value, top, depth + 1) ?? inList(it, value) ?? inType(it, value, top, depth + 1);
}

const here = (message: string): Problem => ({ place: "", message });

const isFile = (value: FormValue): boolean =>
	isFileRef(value) || (isObject(value) && typeof (value.path || value.url) === "string");

function inAlternatives(schema: Schema, value: FormValue, root: Schema, depth: number): Problem | null {
	for (const part of schemas(schema.allOf)) {
		const found = problemOf(part, value, root, depth);
		if (found) return found;
	}
	const options = alternatives(schema);
	if (!options.length) return null;
	const problems = options.map((option) => problemOf(option, value, root, depth));
	if (problems.includes(null)) return null;
	const telling = problems.filter((_, i) => resolve(options[i], root).type !== "null");
	return (telling.length === 1 && telling[0]) || here("is none of what it may be");
}

function inList(schema: Schema, value: FormValue): Problem | null {
	if (schema.const !== undefined && !same(schema.const, value)) return here(`expected ${JSON.stringify(schema.const)}`);
	const options = schema.enum;
	if (Array.isArray(options) && !options.some((option) => same(option, value)))
		return here(`expected one of ${options.map((option) => JSON.stringify(option)).join(", ")}`);
	return null;
}

const isNumber = (value: FormValue): value is number => typeof value === "number" && Number.isFinite(value);

const KINDS: { [type: string]: [(value: FormValue) => boolean, string] } = {
	string: [(value) => typeof value === "string", "text"],
	integer: [(value) => isNumber(value) && Number.isInteger(value), "a whole number"],
	number: [isNumber, "a number"],
	boolean: [(value) => typeof value === "boolean", "true or false"],
	array: [Array.isArray, "a list"],
	object: [(value) => isObject(value), "an object"],
	null: [(value) => value === null, "null"],
};

/** The types that a schema names. */
export const kindsOf = ({ type }: Schema): string[] =>
	(Array.isArray(type) ? type : [type]).filter(
		(kind) => typeof kind === "string" && Object.hasOwn(KINDS, kind),
	) as string[];

function inType(schema: Schema, value: FormValue, root: Schema, depth: number): Problem | null {
	const kinds = kindsOf(schema);
	if (kinds.length && !kinds.some((kind) => KINDS[kind]?.[0](value)))
		return here(`expected ${kinds.map((kind) => KINDS[kind]?.[1]).join(" or ")}`);
	if (typeof value === "string") return inText(schema, value);
	if (typeof value === "number") return inNumber(schema, value);
	const parts = Array.isArray(value) ? partsOfList(schema, value) : isObject(value) ? partsOfObject(schema, value) : [];
	for (const part of parts) {
		if ("message" in part) return part;
		const found = problemOf(part.schema, part.value, root, depth);
		if (found) return { place: join(part.place, found.place), message: found.message };
	}
	return null;
}

function inText({ minLength, maxLength, pattern }: Schema, value: string): Problem | null {
	const { length } = [...value];
	if (typeof minLength === "number" && length < minLength) return here(`at least ${minLength} characters`);
	if (typeof maxLength === "number" && length > maxLength) return here(`at most ${maxLength} characters`);
	return typeof pattern === "string" && !fits(pattern, value) ? here(`expected text like ${pattern}`) : null;
}

function fits(pattern: string, value: string): boolean {
	try {
		return new RegExp(pattern, "u").test(value);
	} catch {
		return true; // Python has patterns that JavaScript has not: the kernel looks at it
	}
}

const LIMITS: [string, (value: number, limit: number) => boolean, string][] = [
	["minimum", (value, limit) => value >= limit, "at least"],
	["maximum", (value, limit) => value <= limit, "at most"],
	["exclusiveMinimum", (value, limit) => value > limit, "more than"],
	["exclusiveMaximum", (value, limit) => value < limit, "less than"],
];

function inNumber(schema: Schema, value: number): Problem | null {
	for (const [key, isWithin, words] of LIMITS) {
		const limit = schema[key];
		if (typeof limit === "number" && !isWithin(value, limit)) return here(`${words} ${limit}`);
	}
	const step = schema.multipleOf;
	if (typeof step === "number" && step > 0 && Math.abs(value / step - Math.round(value / step)) > 1e-9)
		return here(`a multiple of ${step}`);
	return null;
}

type Part = Problem | { place: string; schema: Json; value: FormValue };

function* partsOfObject(schema: Schema, value: { [key: string]: FormValue }): Generator<Part> {
	const properties = isSchema(schema.properties) ? schema.properties : {};
	for (const name of schemas(schema.required))
		if (typeof name === "string" && !Object.hasOwn(value, name)) yield { place: name, message: "is missing" };
	const more = schema.additionalProperties;
	for (const [name, item] of Object.entries(value)) {
		const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
		if (known !== undefined) yield { place: name, schema: known, value: item };
		else if (more === false) yield { place: name, message: "is not expected" };
		else if (isSchema(more)) yield { place: name, schema: more, value: item };
	}
}

function* partsOfList(schema: Schema, value: FormValue[]): Generator<Part> {
	const { minItems, maxItems, items } = schema;
	if (typeof minItems === "number" && value.length < minItems) yield here(`at least ${minItems} items`);
	if (typeof maxItems === "number" && value.length > maxItems) yield here(`at most ${maxItems} items`);
	const first = schemas(schema.prefixItems);
	for (const [i, item] of value.entries()) {
		const inner = i < first.length ? first[i] : items;
		if (isSchema(inner)) yield { place: `[${i}]`, schema: inner, value: item };
		else if (inner === false) yield { place: `[${i}]`, message: "is not expected" };
	}
}

const join = (place: string, rest: string): string =>
	!rest || rest.startsWith("[") ? place + rest : `${place}.${rest}`;
