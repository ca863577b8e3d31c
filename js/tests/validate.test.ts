import { describe, expect, it } from "vitest";
import { check, inexactIn, untouched } from "../src/form/validate";
import { same } from "../src/kernel/values";
import { bytes, seconds } from "../src/ui/format";
import { parameter } from "./fake";

const number = parameter("n", "number", { minimum: 1, maximum: 10, default: 3 });
const choice = parameter("c", "radio", {
	choices: [
		["One", 1],
		["Object", { a: [1] }],
	],
	default: 1,
});

const FEW = { type: "array", items: { type: "string", maxLength: 3 } };

describe("a value is checked before it is sent", () => {
	it.each([
		["a missing one that has a default", number, undefined, null],
		["a missing one that is required", parameter("p", "text", { required: true }), undefined, "Required"],
		["None for a required one", parameter("p", "image", { required: true }), null, null],
		["None where it is no value", parameter("p", "slider", { nullable: false }), null, "None is no value of it"],
		["a variable", number, { __variable__: "n" }, null],
		["a text that the kernel completes", parameter("t", "text", { max_length: 3 }), "{{ a_name }}", null],
		["code that the kernel completes", parameter("t", "code", { max_length: 3 }), "x = {{n}}", null],
		["a part that the kernel completes", parameter("t", "schema", { options: { schema: FEW } }), ["{{n}}"], null],
		[
			"a part that is not",
			parameter("t", "schema", { options: { schema: FEW } }),
			["four"],
			"[0]: at most 3 characters",
		],
		["a text that is literally so", parameter("t", "text", { max_length: 3 }), "\\{{a}}", "At most 3 characters"],
		["an empty text that was given on purpose", parameter("p", "text", { required: true }), "", null],
		["a number below", number, 0, "Between 1 and 10"],
		["a number above", number, 10.5, "Between 1 and 10"],
		["a number on the border", number, 10, null],
		["a number with one border only", parameter("n", "number", { minimum: 0 }), -1, "At least 0"],
		["a fraction where whole numbers are wanted", parameter("n", "number", { precision: 0 }), 1.5, "A whole number"],
		["a text that is too long", parameter("t", "text", { max_length: 3 }), "four", "At most 3 characters"],
		["a choice", choice, 1, null],
		["a choice that is an object", choice, { a: [1] }, null],
		["what is no choice", choice, 2, "Not one of the choices: 2"],
		["what is no choice, where that is welcome", { ...choice, custom_values: true }, 2, null],
		["too many choices", { ...choice, multiple: true, max_choices: 1 }, [1, { a: [1] }], "At most 1 choices"],
	])("%s", (_, parameter, value, problem) => {
		expect(check(parameter, value)).toBe(problem);
	});

	it("an untouched box that is required counts as what it shows", () => {
		expect(untouched(parameter("b", "checkbox", { required: true }))).toBe(false);
		expect(untouched(parameter("b", "checkboxgroup", { required: true }))).toEqual([]);
		expect(untouched(parameter("b", "slider", { required: true, minimum: 2 }))).toBe(2);
		expect(untouched(parameter("b", "text", { required: true }))).toBeUndefined();
		expect(untouched(parameter("b", "checkbox"))).toBeUndefined();
	});
});

it("values are the same when they hold the same", () => {
	expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
	expect(same({ a: 1 }, { b: 1 })).toBe(false);
	expect(same([1], { 0: 1 })).toBe(false);
	expect(same([1, 2], [1])).toBe(false);
	expect(same(null, undefined)).toBe(false);
});

it("sizes and times are written for people", () => {
	expect([0, 999, 1000, 1_100_000, 25_000_000].map(bytes)).toEqual(["0 B", "999 B", "1.0 kB", "1.1 MB", "25 MB"]);
	expect([0.34, 59.9, 65, 3700].map(seconds)).toEqual(["0.3 s", "59.9 s", "1 min 5 s", "1 h 1 min"]);
});

it.each([
	["9007199254740993", "9007199254740993"],
	["-9007199254740993", "-9007199254740993"],
	['{"id": 18446744073709551615, "x": 1}', "18446744073709551615"],
	["[1, 9007199254740993]", "9007199254740993"],
	["9007199254740991", undefined],
	["100000000000000000000", undefined], // which a page holds exactly
	["1e300", undefined],
	["0.12345678901234567890", undefined],
	['{"id": "18446744073709551615", "a\\"1": 1}', undefined],
	["", undefined],
])("in %s there is an integer that a page would round: %s", (text, found) => {
	expect(inexactIn(text)).toBe(found);
});

it("integers that may have been rounded on their way to the page are not sent", () => {
	const seed = parameter("seed", "number", { precision: 0 });
	expect(check(seed, 2 ** 53)).toContain("give it in Python");
	expect(check(seed, 2 ** 53 - 1)).toBeNull();
	expect(check(parameter("x", "number", { type: "float" }), 1e300)).toBeNull();
});
