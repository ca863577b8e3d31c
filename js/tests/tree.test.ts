import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pythonPath, search, sizeOf } from "../src/json/search";
import type { FormValue } from "../src/messages";
import { button, click, find, type } from "./mount";
import { draw } from "./show";

const show = async (value: FormValue) => (await draw("json", value)).el;
const MANY = Array.from({ length: 60 }, (_, i) => i);

let copied: string[];
beforeEach(() => {
	copied = [];
	vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
});
afterEach(() => vi.restoreAllMocks());

describe("a tree", () => {
	it("that is small is open", async () => {
		expect((await show({ a: { b: { c: "deep" } } })).textContent).toContain('c: "deep"');
	});

	it("that is large makes what is inside only when it is opened", async () => {
		const el = await show({ a: { b: { c: "deep" } }, many: MANY });
		expect(el.textContent).not.toContain("b:");
		await click(find(el, ".g-tree [aria-expanded=false]"));
		expect(el.textContent).toContain("b:");
		expect(el.textContent).not.toContain("deep");
	});

	it("cuts what is long", async () => {
		const el = await show([...Array.from({ length: 150 }, (_, i) => i), "x".repeat(900)]);
		expect(el.querySelectorAll(".g-leaf")).toHaveLength(100);
		await click(button(el, "Show more (51)"));
		// The rest is drawn in frames, as many items at once as the machine has time for.
		await vi.waitFor(() => expect(el.querySelectorAll(".g-leaf")).toHaveLength(151));
		expect(el.textContent).not.toContain("x".repeat(600));
		await click(button(el, "Show more"));
		expect(el.textContent).toContain("x".repeat(900));
	});

	it("gives the way to a value as Python goes it, and all of itself", async () => {
		const el = await show({ scores: [{ 'my "id"': 7 }] });
		await click(button(el, 'Copy path ["scores"][0]["my \\"id\\""]'));
		expect(copied).toEqual(['["scores"][0]["my \\"id\\""]']);
		await click(button(el, "Copy"));
		expect(JSON.parse(copied[1] ?? "")).toEqual({ scores: [{ 'my "id"': 7 }] });
	});

	it("is searched, and shows the ways that lead to what was found", async () => {
		const el = await show({ colours: { sky: "Blue", grass: "green" }, blue: 1, many: MANY });
		await type(find(el, "input"), "blue");
		await vi.waitFor(() => expect(el.textContent).toContain("2 found"));
		expect([...el.querySelectorAll(".g-hit")].map((hit) => hit.textContent?.replace(/Copied|Copy/, ""))).toEqual([
			'sky: "Blue"',
			"blue: 1",
		]);
		expect(el.textContent).not.toContain("green");
		// Drawn again while the search goes on: what was found to click may be gone by then.
		await vi.waitFor(async () => {
			const others = [...el.querySelectorAll("button")].filter(
				({ textContent }) => textContent === "Show the others (1)",
			);
			if (!el.textContent?.includes("many: ")) await click(others.at(-1) as HTMLElement);
			expect(el.textContent).toContain("many: ");
		});
		await type(find(el, "input"), "");
		await vi.waitFor(() => expect(el.querySelector(".g-hit")).toBeNull());
	});

	it("of one value has nothing to search", async () => {
		expect((await show("text")).querySelector("input")).toBeNull();
	});
});

describe("a search", () => {
	it("stops where it has found enough, and says so", () => {
		const found = search(
			Array.from({ length: 900 }, () => "x"),
			"x",
		);
		expect([found.hits.size, found.cut]).toEqual([500, true]);
	});

	it("does not take places in a list for names", () => {
		expect(search(["a", "b"], "1").hits.size).toBe(0);
		expect(search({ 1: "b" }, "1").hits.size).toBe(1);
	});
});

it("values of hostile names are values", () => {
	const value = JSON.parse('{"__proto__": {"constructor": 1}}');
	expect(pythonPath(value, ["__proto__", "constructor"])).toBe('["__proto__"]["constructor"]');
	expect(search(value, "constructor").hits.size).toBe(1);
	expect(sizeOf(value, 99)).toBe(3);
});
