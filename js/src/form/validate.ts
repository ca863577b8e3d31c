/** Checks before a run is sent, so that what is wrong is told at its field. The kernel checks as well. */

import { type FormValue, isFileRef, isObject, isSecret, isVariable, list, same } from "../kernel/values";
import type { Parameter } from "../messages";
import { namesIn } from "../template";
import { problemOf, type Schema } from "./json-schema";

/** What a field that nobody touched stands for, where its control shows a value all the same. */
export function untouched(parameter: Parameter): FormValue | undefined {
	if (!parameter.required) return undefined;
	if (parameter.control === "checkbox") return false;
	if (parameter.control === "checkboxgroup") return [];
	if (parameter.control === "slider") return parameter.minimum ?? undefined;
	return undefined;
}

/** Whether a text of a field has a `{{name}}` in it, which the kernel replaces. */
const isTemplate = ({ control, options }: Parameter, value: FormValue): boolean =>
	["text", "code", "multimodal", "schema"].includes(control) && !options.password && hasName(value);

function hasName(value: FormValue): boolean {
	if (typeof value === "string") return namesIn(value).length > 0;
	return typeof value === "object" && value !== null && !isFileRef(value) && Object.values(value).some(hasName);
}

/** Say what is wrong with a value, in a few words, or null. `undefined` stands for the default. */
export function check(parameter: Parameter, value: FormValue | undefined): string | null {
	if (value === undefined) return parameter.required ? "Required" : null;
	if (value === null) return parameter.nullable ? null : "None is no value of it";
	// The kernel looks at what a variable or a reference holds.
	if (isVariable(value) || isSecret(value) || isTemplate(parameter, value)) return null;
	const { schema } = parameter.options;
	if (parameter.control === "schema" && isObject(schema)) {
		const found = problemOf(schema as Schema, value);
		return found && [found.place, found.message].filter(Boolean).join(": ");
	}
	if (typeof value === "number" && !parameter.choices) return checkNumber(parameter, value);
	if (typeof value === "string" && parameter.max_length !== null && value.length > parameter.max_length)
		return `At most ${parameter.max_length} characters`;
	return checkChoices(parameter, value);
}

/** An integer in a text that a page cannot hold exactly (JavaScript has 53 bits for it), if there is one. */
export function inexactIn(json: string): string | undefined {
	const bare = json.replace(/"(?:[^"\\]|\\.)*"/g, '""');
	const written = bare.match(/(?<![.\w])-?\d{16,}(?![\d.eE])/g);
	return written?.find((digits) => BigInt(digits) !== BigInt(Number(digits)));
}

/** What to say of one. */
export const inexact = (digits: string): string => `${digits} is over what a page holds exactly; give it in Python`;

function checkNumber({ minimum, maximum, precision, type }: Parameter, value: number): string | null {
	const isWhole = precision === 0 || /^int\b/.test(type);
	if (minimum !== null && maximum !== null && (value < minimum || value > maximum))
		return `Between ${minimum} and ${maximum}`;
	if (minimum !== null && value < minimum) return `At least ${minimum}`;
	if (maximum !== null && value > maximum) return `At most ${maximum}`;
	if (precision === 0 && !Number.isInteger(value)) return "A whole number";
	// From a run or from Python it may have been rounded on its way here.
	if (isWhole && Math.abs(value) > Number.MAX_SAFE_INTEGER) return inexact(String(value));
	return null;
}

function checkChoices({ choices, custom_values, multiple, max_choices }: Parameter, value: FormValue): string | null {
	if (!choices) return null;
	const chosen = multiple || Array.isArray(value) ? list(value) : [value];
	if (max_choices !== null && chosen.length > max_choices) return `At most ${max_choices} choices`;
	if (custom_values) return null;
	const strange = chosen.find((one) => !choices.some(([, choice]) => same(choice, one)));
	return strange === undefined ? null : `Not one of the choices: ${JSON.stringify(strange)}`;
}
