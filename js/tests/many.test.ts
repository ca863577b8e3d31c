/** An app may send tens of thousands of items: only some of them are drawn. */

import { expect, it } from "vitest";
import { button, click } from "./mount";
import { draw } from "./show";

const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

it.each<[string, string, unknown, number, string]>([
	[
		"label",
		".g-labels li",
		{ label: "a", confidences: many(500, (i) => ({ label: `l${i}`, confidence: 0 })) },
		200,
		"l0",
	],
	["highlight", ".g-prose .g-mark", many(3_000, (i) => ({ token: `t${i} `, class_or_confidence: "x" })), 2_000, "t0"],
	["chat", ".g-chat > li[data-role]", many(300, (i) => ({ role: "user", content: [{ text: `m${i}` }] })), 100, "m299"],
	[
		"gallery",
		".g-gallery > li",
		many(300, (i) => ({ file: { __file__: `f${i}`, name: `${i}.png`, size: 1, type: "image/png" }, caption: `c${i}` })),
		100,
		"c0",
	],
])("of a %s the first or the last are drawn, and more when asked for", async (kind, selector, value, step, first) => {
	const { el } = await draw(kind, value as never);
	expect(el.querySelectorAll(selector)).toHaveLength(step);
	expect(el.textContent).toContain(first);
	const more = [...el.querySelectorAll("button")].find((one) => /^Show (more|earlier) /.test(one.textContent ?? ""));
	await click(more as HTMLButtonElement);
	expect(el.querySelectorAll(selector).length).toBeGreaterThan(step);
});

it("of a wide table some columns are drawn, and more when asked for", async () => {
	const headers = many(1_000, (i) => `c${i}`);
	const value = { headers, total: 2, data: [headers, headers], places: [0, 1], shown: null, styles: null };
	const { el } = await draw("table", value);
	expect(el.querySelectorAll("tbody td")).toHaveLength(200);
	await click(button(el, "Show more columns (900)"));
	expect(el.querySelectorAll("tbody td")).toHaveLength(400);
});
