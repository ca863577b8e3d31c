/** An app may send tens of thousands of items: only some of them are drawn. */

import { expect, it } from "vitest";
import { endpoint, output, parameter, run } from "./fake";
import { button, click, mount, type } from "./mount";
import { draw } from "./show";

const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

it.each<[string, string, unknown, number, string]>([
	[
		"label",
		".g-labels li",
		{ label: "a", confidences: many(500, (i) => ({ label: `l${i}`, confidence: 0 })) },
		100,
		"l0",
	],
	["highlight", ".g-prose .g-mark", many(3_000, (i) => ({ token: `t${i} `, class_or_confidence: "x" })), 1_000, "t0"],
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
	await expect.poll(() => el.querySelectorAll(selector).length, { timeout: 10_000 }).toBe(step);
	expect(el.textContent).toContain(first);
	const more = [...el.querySelectorAll("button")].find((one) => /^Show (more|earlier) /.test(one.textContent ?? ""));
	await click(more as HTMLButtonElement);
	await expect.poll(() => el.querySelectorAll(selector).length, { timeout: 10_000 }).toBeGreaterThan(step);
});

it("of a wide table some columns are drawn, and more when asked for", async () => {
	const headers = many(1_000, (i) => `c${i}`);
	const value = { headers, total: 2, data: [headers, headers], places: [0, 1], shown: null, styles: null };
	const { el } = await draw("table", value);
	expect(el.querySelectorAll("tbody td")).toHaveLength(80);
	await click(button(el, "Show more columns (960)"));
	expect(el.querySelectorAll("tbody td")).toHaveLength(160);
});

it("of a long text a part is shown, and more when asked for", async () => {
	const line = `${"x".repeat(98)}\n`;
	const { el } = await draw("text", line.repeat(1_000));
	const box = el.querySelector(".g-prose") as HTMLElement;
	expect(box.textContent?.length).toBeLessThanOrEqual(20_000);
	await click(button(el, "Show more (4)"));
	expect(box.children).toHaveLength(2);
	expect(box.children[0]?.textContent?.endsWith("x")).toBe(true); // divided where a line ends
	expect(box.children[1]?.textContent?.startsWith("x")).toBe(true);
});

it("of a text that is being written the end is shown", async () => {
	const outputs = [output("text", `${"x".repeat(50_000)}the end`)];
	const { el } = mount({ endpoints: [endpoint("/infer")], runs: [run(1, { state: "running", outputs })] });
	expect(el.querySelector(".g-prose")?.textContent?.endsWith("the end")).toBe(true);
});

it("of long tokens and cells the beginning is shown", async () => {
	const token = "x".repeat(400_000);
	const highlight = (await draw("highlight", [{ token, class_or_confidence: "c" }])).el;
	expect(highlight.querySelector(".g-prose .g-mark")?.textContent).toHaveLength(20_001);
	const value = { headers: [token], total: 1, data: [[token]], places: [0], shown: null, styles: null };
	const table = (await draw("table", value)).el;
	expect(table.querySelector("tbody td")?.textContent).toHaveLength(1_001);
	const label = (await draw("label", { label: token, confidences: [{ label: token, confidence: 1 }] })).el;
	expect(label.querySelector(".g-name")?.textContent).toHaveLength(501);
});

it.each(["radio", "checkboxgroup"])(
	"of the choices of a %s some are drawn, and more when asked for",
	async (component) => {
		const choices = many(5_000, (i): [string, string] => [`c${i}`, `c${i}`]);
		const { el } = mount({ endpoints: [endpoint("/infer", [parameter("x", component, { choices })])] });
		expect(el.querySelectorAll(".g-options label")).toHaveLength(200);
		await click(button(el, "Show more (4,800)"));
		expect(el.querySelectorAll(".g-options label")).toHaveLength(400);
	},
);

it("of a form of very many fields all are drawn, some in each frame", async () => {
	const parameters = many(300, (i) => parameter(`p${i}`, "textbox", { required: true }));
	const { el } = mount({ endpoints: [endpoint("/infer", parameters)] });
	expect(el.querySelectorAll(".g-form textarea, .g-form input")).toHaveLength(40);
	await expect.poll(() => el.querySelectorAll(".g-form textarea, .g-form input").length, { timeout: 10_000 }).toBe(300);
});

it("of many files some are drawn, and more when asked for", async () => {
	const { el } = await draw(
		"file",
		many(1_000, (i) => ({ __file__: `f${i}`, name: `${i}.bin`, size: 1, type: null })),
	);
	expect(el.querySelectorAll(".g-file-row")).toHaveLength(100);
	await click(button(el, "Show more (900)"));
	expect(el.querySelectorAll(".g-file-row")).toHaveLength(200);
});

it("of the parts of a message some are drawn, and more when asked for", async () => {
	const content = many(5_000, (i) => ({ text: `part ${i}` }));
	const { el } = await draw("chat", [{ role: "user", content }]);
	expect(el.querySelectorAll("li .g-prose")).toHaveLength(20);
	await click(button(el, "Show more (4,980)"));
	expect(el.querySelectorAll("li .g-prose")).toHaveLength(40);
});

it("long messages are drawn one after the other, the last one first", async () => {
	const messages = many(5, (i) => ({ role: "user", content: [{ text: `m${i} ${"x".repeat(30_000)}` }] }));
	const { el } = mount({ endpoints: [endpoint("/infer")], runs: [run(1, { outputs: [output("chat", messages)] })] });
	expect(el.querySelectorAll("li[data-role]")).toHaveLength(1);
	expect(el.querySelector("li[data-role]")?.textContent).toContain("m4");
	await expect.poll(() => el.querySelectorAll("li[data-role]").length, { timeout: 10_000 }).toBe(5);
});

it("of long code a part is shown, and more when asked for", async () => {
	const { el } = await draw("code", "x = 1\n".repeat(20_000));
	await expect.poll(() => el.querySelectorAll(".g-code code").length, { timeout: 10_000 }).toBe(2);
	await click(button(el, "Show more (5)"));
	await expect.poll(() => el.querySelectorAll(".g-code code").length, { timeout: 10_000 }).toBe(4);
});

it("of a text in a slow script as many characters are shown, in more pieces", async () => {
	const outputs = [output("text", "สวัสดี ".repeat(20_000))];
	const { el } = mount({ endpoints: [endpoint("/infer")], runs: [run(1, { outputs })] });
	expect(el.querySelectorAll(".g-piece")).toHaveLength(1);
	await expect.poll(() => el.querySelectorAll(".g-piece").length, { timeout: 10_000 }).toBeGreaterThan(3);
	expect(el.querySelector(".g-prose")?.textContent?.length).toBeLessThan(25_000);
});

it("of cells that are too long together the beginning is shown", async () => {
	const data = many(50, () => many(20, () => "x".repeat(1_000)));
	const value = { headers: many(20, (i) => `c${i}`), total: 50, data, places: [], shown: null, styles: null };
	const { el } = await draw("table", value);
	await expect.poll(() => el.querySelectorAll("tbody tr").length, { timeout: 10_000 }).toBe(50);
	expect([...el.querySelectorAll("tbody td")].map((cell) => cell.textContent?.length)).toEqual(Array(1_000).fill(101));
}, 20_000);

it("of the chosen items of a dropdown some are shown, and more when asked for", async () => {
	const choices = many(5_000, (i): [string, number] => [`c${i}`, i]);
	const shown = parameter("x", "dropdown", { choices, multiple: true, default: choices.map(([, value]) => value) });
	const { el } = mount({ endpoints: [endpoint("/infer", [shown])] });
	expect(el.querySelectorAll(".g-chip")).toHaveLength(100);
	expect(el.querySelector(".g-chip")?.textContent).toContain("c0");
	await click(button(el, "Show more (4,900)"));
	expect(el.querySelectorAll(".g-chip")).toHaveLength(200);
	await click(button(el, "Remove c0"));
	expect(el.querySelector(".g-chip")?.textContent).toContain("c1");
});

it("a text that is slow to lay out is put into its box on request, and stays there", async () => {
	const accents = `a${"\u0301".repeat(20)}`.repeat(5_000);
	const { el } = mount({ endpoints: [endpoint("/infer", [parameter("x", "text", { default: accents, lines: 3 })])] });
	expect(el.querySelector("textarea")).toBeNull();
	expect(el.textContent).toContain("105,000 characters");
	await click(button(el, "Show and edit"));
	expect(el.querySelector("textarea")?.value).toBe(accents);
});

it("a long text that somebody pastes stays in its box", async () => {
	const { el } = mount({ endpoints: [endpoint("/infer", [parameter("x", "text", { lines: 3 })])] });
	await type(el.querySelector("textarea") as HTMLTextAreaElement, `a${"\u0301".repeat(20)}`.repeat(5_000));
	expect(el.querySelector("textarea")?.value).toHaveLength(105_000);
});
