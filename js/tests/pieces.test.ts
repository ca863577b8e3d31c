import { describe, expect, it } from "vitest";
import { begun, inPieces, PIECE, roomEach, weigh } from "../src/pieces";

const THAI = "สวัสดี";

it.each([
	["Latin letters", "abc", 3],
	["Greek and Cyrillic ones", "αбв", 3],
	["Chinese ones", "漢字", 2],
	["Thai ones", THAI, 36],
	["Arabic ones", "مرحبا", 30],
	["accents of their own", "a\u0301", 7],
	["what turns the direction", "\u202e", 6],
	["emoji", "😀", 7],
])("%s weigh what they take to lay out", (_, text, units) => {
	expect(weigh(text)).toBe(units);
});

describe.each([
	["letters", "x"],
	["words", "some words "],
	["lines", "a line\n"],
	["empty lines", "\n"],
	["a slow script", THAI],
	["accents", "\u0301"],
	["emoji", "😀"],
	["two scripts", `${"plain ".repeat(500)}${THAI.repeat(500)}`],
])("a text of %s", (_, unit) => {
	const text = unit.repeat(Math.ceil(100_000 / unit.length));
	const pieces = inPieces(text);

	it("is divided into pieces that are quick to lay out", () => {
		for (const piece of pieces) {
			expect(weigh(piece)).toBeLessThanOrEqual(PIECE + 6);
			expect(piece).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/); // no character is cut
		}
		expect(pieces.length).toBeLessThan((2 * weigh(text)) / PIECE + 2);
	});

	it("is all there", () => {
		// A line that ends where a piece does is not there twice.
		expect(pieces.join("").replaceAll("\n", "")).toBe(text.replaceAll("\n", ""));
		expect(pieces.join("\n").length).toBeGreaterThanOrEqual(text.length);
	});

	it("begins with as much as is quick to lay out", () => {
		const beginning = begun(text);
		expect(text.startsWith(beginning.slice(0, -1))).toBe(true);
		expect(beginning.endsWith("…")).toBe(true);
		expect(weigh(beginning)).toBeLessThanOrEqual(PIECE + 10);
		expect(weigh(beginning)).toBeGreaterThan(PIECE - 20);
	});
});

it("what is short stays as it is", () => {
	for (const text of ["", "a", THAI, "a\nb\n"]) {
		expect(begun(text)).toBe(text);
		expect(inPieces(text)).toEqual([text]);
	}
});

it("texts that are shown together have what they need, or a share", () => {
	const long = "x".repeat(1_000);
	expect(roomEach([long, long])).toBeGreaterThanOrEqual(1_000);
	expect(roomEach(Array(100).fill(long))).toBe((2 * PIECE) / 100);
	expect(roomEach(Array(10_000).fill(long))).toBe(40);
	expect(roomEach([])).toBeGreaterThan(0);
});
