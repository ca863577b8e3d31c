import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Json, Reply, Request } from "../src/messages";
import { cellStyle } from "../src/table/style";
import { ok } from "./fake";
import { button, click, find, settled, type } from "./mount";
import { type Drawn, draw } from "./show";

const TOTAL = 2500;
type Rows = Extract<Request, { ask: "rows" }>;

const row = (i: number): Json[] => [`city ${i}`, i];
const pageOf = (places: number[]) => ({ data: places.map(row), places, shown: null, styles: null });
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** What the kernel does, for a table of cities. */
function rows(ask: Rows): Reply {
	let places = upTo(TOTAL).filter((i) => String(row(i)[0]).includes(ask.search));
	if (ask.column >= 0 && ask.order === "descending") places = places.reverse();
	const page = pageOf(places.slice(ask.offset, ask.offset + ask.count));
	return ok(ask, { ...page, matches: places.length, total: TOTAL });
}

async function cities(more: { [option: string]: Json } = {}): Promise<Drawn> {
	const value = { headers: ["city", "people"], total: TOTAL, ...pageOf(upTo(100)) };
	const drawn = await draw("table", value, more);
	const others = drawn.model.answer;
	drawn.model.answer = (request) => (request.ask === "rows" ? rows(request) : others(request));
	return drawn;
}

const firstCells = (el: HTMLElement) =>
	[...el.querySelectorAll("tbody tr td:nth-child(2)")].map((td) => td.textContent);
const pager = (el: HTMLElement) => find(el, ".g-pager span").textContent?.trim();

let copied: string[];
beforeEach(() => {
	copied = [];
	vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
});
afterEach(() => vi.restoreAllMocks());

describe("a long table", () => {
	it("shows the rows that came with it, and asks for no more", async () => {
		const { el, model } = await cities();
		await expect.poll(() => firstCells(el), { timeout: 10_000 }).toHaveLength(100);
		expect(pager(el)).toBe("1 to 100 of 2,500 rows");
		expect([...el.querySelectorAll("thead th")].map((cell) => cell.className)).toEqual(["", "g-right"]);
		expect(model.asked("rows")).toEqual([]);
	});

	it("is leafed through, and back without asking", async () => {
		const { el, model } = await cities();
		await click(button(el, "Next page"));
		await vi.waitFor(() => expect(firstCells(el)[0]).toBe("city 100"));
		await click(button(el, "Last page"));
		await vi.waitFor(() => expect(pager(el)).toBe("2,401 to 2,500 of 2,500 rows"));
		expect(button(el, "Next page").getAttribute("aria-disabled")).toBe("true");
		expect(model.asked("rows").map(({ offset, count }) => [offset, count])).toEqual([
			[100, 100],
			[2400, 100],
		]);
		await click(button(el, "First page"));
		expect(firstCells(el)[0]).toBe("city 0");
		expect(model.asked("rows")).toHaveLength(2);
	});

	it("is sorted by a column, the other way round, and no longer", async () => {
		const { el, model } = await cities();
		const [, people] = [...el.querySelectorAll("thead th")];
		const sort = find(people as HTMLElement, ".g-sort");
		await click(sort);
		expect(people?.getAttribute("aria-sort")).toBe("ascending");
		await click(sort);
		expect(people?.getAttribute("aria-sort")).toBe("descending");
		await vi.waitFor(() => expect(firstCells(el)[0]).toBe("city 2499"));
		expect(find(el, "tbody tr th").textContent).toBe("2500");
		expect(model.asked("rows").at(-1)).toMatchObject({ run: 1, output: "table", column: 1, order: "descending" });
		await click(sort);
		expect(people?.getAttribute("aria-sort")).toBe("none");
		expect(firstCells(el)[0]).toBe("city 0");
	});

	it("is searched in the kernel, and says how many rows there are", async () => {
		const { el } = await cities();
		await type(find(el, "input[type=search]"), "city 249");
		await vi.waitFor(() => expect(pager(el)).toBe("11 rows, found in 2,500"));
		expect(find(el, "mark").textContent).toBe("city 249");
		await type(find(el, "input[type=search]"), "no such");
		await vi.waitFor(() => expect(pager(el)).toBe("None of 0 rows, found in 2,500"));
	});

	it("gives rows and columns to the clipboard", async () => {
		const { el, model } = await cities();
		await click(button(el, "Copy row 3"));
		expect(copied).toEqual(["city 2\t2"]);
		await click(button(el, "Copy column people"));
		expect(copied[1]?.split("\n")).toEqual(upTo(TOTAL).map(String));
		expect(model.asked("rows").map(({ count }) => count)).toEqual([10_000]);
	});

	it("is copied and saved whole, as the kernel writes it", async () => {
		const csv = { __file__: "f-9", name: "table.csv", size: null, type: "text/csv" };
		const { el, model } = await cities({ csv });
		await click(button(el, "copy as CSV"));
		expect(copied).toEqual(["\u0001\u0002"]);
		expect(model.asked("media").map(({ file }) => file)).toEqual(["f-9"]);
		expect(button(el, "Save table.csv").textContent).toBe("save CSV");
	});

	it("says what stood in the way", async () => {
		const { el, model } = await cities();
		model.answer = ({ id }) => ({
			reply: id,
			error: { kind: "LookupError", title: "", message: "There is no run 1.", hint: "", fields: {} },
		});
		await click(button(el, "Next page"));
		await vi.waitFor(() => expect(find(el, ".g-problem").textContent).toBe("There is no run 1."));
	});
});

it("a short table has neither search nor pages", async () => {
	const { el } = await draw("table", {
		headers: ["a"],
		total: 1,
		data: [[null]],
		places: [0],
		shown: null,
		styles: null,
	});
	expect(el.querySelector("input")).toBeNull();
	expect(pager(el)).toBe("1 row");
	expect(el.querySelectorAll(".g-pager button")).toHaveLength(0);
});

it("a styled table shows the app's words and colours", async () => {
	const styles = [["background-color: #ffff00; width: 9000px; background-image: url(https://evil.example)"]];
	const { el } = await draw("table", {
		headers: ["a"],
		total: 1,
		data: [[0.5]],
		places: [0],
		shown: [["50 %"]],
		styles,
	});
	const cell = find(el, "td:nth-child(2)");
	expect(cell.textContent).toBe("50 %");
	expect(cell.style.backgroundColor).toBe("#ffff00");
	expect(cell.getAttribute("style")).not.toMatch(/url|9000/);
});

it.each([
	["color: rgb(1, 2, 3)", { color: "color-mix(in srgb, rgb(1, 2, 3), var(--ink) 40%)" }],
	["COLOR: red; font-weight: bold", { color: expect.stringContaining("red"), "font-weight": "bold" }],
	["color: red; background: blue", { color: "red", "background-color": "blue" }],
	["background: url(//evil.example/a)", {}],
	["color: var(--x); background-color: image-set('a')", {}],
	["color: expression(alert(1)); position: fixed", {}],
	["", {}],
	[undefined, {}],
])("of the style %s only harmless colours are kept", async (css, kept) => {
	expect(cellStyle(css)).toEqual(kept);
	await settled();
});
