import { describe, expect, it } from "vitest";
import { read, readTsv, writeTsv } from "../src/inputs/spreadsheet";
import type { FormValue, Json } from "../src/messages";
import { endpoint, parameter } from "./fake";
import { button, click, find, type Mounted, mount, press, settled, type } from "./mount";

let panel: Mounted;
let root: HTMLElement;

const OPTIONS = { headers: ["name", "size", "on"], datatype: ["str", "number", "bool"] };

function show(draft: FormValue = null, options: { [key: string]: Json } = OPTIONS): void {
	panel = mount({
		endpoints: [endpoint("/infer", [parameter("x", "table", { options })])],
		drafts: { "/infer": draft === null ? {} : { x: draft } },
	});
	root = panel.el;
}

async function sent(): Promise<FormValue | undefined> {
	await click(button(panel.el, "Run"));
	return panel.model.asked("run").at(-1)?.values.x;
}

const cells = () =>
	[...root.querySelectorAll("tbody tr")].map((row) =>
		[...row.querySelectorAll(".g-cell")].map((one) => one.textContent),
	);
const focused = () => document.activeElement as HTMLElement;

async function start(selector = "tbody .g-cell"): Promise<void> {
	find(root, selector).focus();
	await settled();
}

async function write(text: string, end = "Enter"): Promise<void> {
	await press(focused(), "F2");
	await type(focused(), text);
	await press(focused(), end);
}

describe("a table", () => {
	it("that is empty has the app's headers and a row to type into", async () => {
		show();
		expect([...root.querySelectorAll("th")].map((one) => one.firstChild?.textContent)).toEqual(["name", "size", "on"]);
		await start();
		await write("Ada", "Tab");
		await write("36", "Tab");
		await press(focused(), " ");
		expect(await sent()).toEqual({ headers: ["name", "size", "on"], data: [["Ada", 36, true]] });
	});

	it.each(["1,234", "12 kg", "9007199254740993"])("says that %s is no number in a column of numbers", async (typed) => {
		show({ headers: ["name", "size"], data: [["Ada", 1]] });
		await start("tbody .g-cell:nth-child(2)");
		await write(typed);
		const cell = find(root, "tbody .g-cell:nth-child(2)");
		expect(cell.textContent).toBe(typed);
		expect(cell.getAttribute("aria-invalid")).toBe("true");
		expect(find(root, "[role=alert]").textContent).toBe(`${typed} is no number: sent as text`);
		await start("tbody .g-cell:nth-child(2)");
		await write("3,5");
		expect(find(root, "tbody .g-cell:nth-child(2)").getAttribute("aria-invalid")).toBeNull();
		expect(root.querySelector("[role=alert]")).toBeNull();
	});

	it("is walked through with the arrows, and a letter begins anew", async () => {
		show(
			{
				headers: ["a", "b"],
				data: [
					[1, "x"],
					[2, "y"],
				],
			},
			{ headers: [], datatype: [] },
		);
		await start();
		await press(focused(), "ArrowDown");
		await press(focused(), "ArrowRight");
		expect(focused().textContent).toBe("y");
		await press(focused(), "z");
		expect((focused() as HTMLTextAreaElement).value).toBe("z");
		await press(focused(), "Escape");
		expect(focused().textContent).toBe("y");
		await press(focused(), "Delete");
		await press(focused(), "ArrowLeft");
		await write("7");
		expect(await sent()).toEqual({
			headers: ["a", "b"],
			data: [
				[1, "x"],
				[7, ""],
			],
		});
	});

	it("takes what a spreadsheet gives, and grows", async () => {
		show({ headers: ["a"], data: [["old"]] }, { headers: ["a"], datatype: ["number"] });
		await start();
		const event = new Event("paste", { bubbles: true, cancelable: true });
		Object.assign(event, { clipboardData: { getData: () => '1\t"two\nlines"\n2\tb\n' } });
		focused().dispatchEvent(event);
		await settled();
		expect(await sent()).toEqual({
			headers: ["a", "2"],
			data: [
				[1, "two\nlines"],
				[2, "b"],
			],
		});
	});

	const GRID: FormValue = {
		headers: ["a", "b"],
		data: [
			["1", "x"],
			["2", "two\nlines"],
			["3", "z"],
		],
	};

	/** Send an event of the clipboard; gives what it was made to hold. */
	async function clipboard(kind: "copy" | "cut" | "paste", held = ""): Promise<string> {
		const event = new Event(kind, { bubbles: true, cancelable: true });
		let put = held;
		const clipboardData = { getData: () => held, setData: (_: string, data: string) => (put = data) };
		focused().dispatchEvent(Object.assign(event, { clipboardData }));
		await settled();
		expect(event.defaultPrevented).toBe(true);
		return put;
	}

	const selected = () => [...root.querySelectorAll(".g-sheet [aria-selected=true]")].map((one) => one.textContent);

	async function mouse(row: number, column: number, kind: string, more: MouseEventInit = {}): Promise<void> {
		const cell = root.querySelectorAll("tbody tr")[row]?.querySelectorAll(".g-cell")[column] as HTMLElement;
		cell.dispatchEvent(new MouseEvent(kind, { bubbles: kind !== "mouseenter", cancelable: true, ...more }));
		if (kind === "mousedown" && !more.shiftKey) cell.focus();
		await settled();
	}

	it("gives what is selected with Shift and the arrows to a spreadsheet, and tells how much", async () => {
		show(GRID, { headers: [], datatype: [] });
		await start();
		expect(selected()).toEqual(["1"]);
		await press(focused(), "ArrowDown", { shiftKey: true });
		await press(focused(), "ArrowRight", { shiftKey: true });
		expect(selected()).toEqual(["1", "x", "2", "two\nlines"]);
		expect(find(root, ".g-sheet [aria-live]").textContent).toBe("2 × 2 cells");
		expect(await clipboard("copy")).toBe('1\tx\n2\t"two\nlines"');
		await press(focused(), "Escape");
		expect(selected()).toEqual(["two\nlines"]);
		await press(focused(), "a", { ctrlKey: true });
		expect(selected()).toHaveLength(6);
		await press(focused(), "ArrowRight");
		expect(selected()).toEqual(["x"]);
	});

	it("is cut, cleared and filled as far as it is selected", async () => {
		show(GRID, { headers: [], datatype: [] });
		await start();
		await press(focused(), "ArrowDown", { shiftKey: true });
		expect(await clipboard("cut")).toBe("1\n2");
		await clipboard("paste", "same\n");
		await mouse(1, 1, "mousedown");
		await mouse(2, 1, "mousedown", { shiftKey: true });
		await press(focused(), "Delete");
		expect(await sent()).toEqual({
			headers: ["a", "b"],
			data: [
				["same", "x"],
				["same", ""],
				["3", ""],
			],
		});
	});

	it("is selected by dragging, headers and all", async () => {
		show(GRID, { headers: [], datatype: [] });
		await mouse(2, 0, "mousedown");
		await mouse(1, 1, "mouseenter", { buttons: 1 });
		expect(selected()).toEqual(["2", "two\nlines", "3", "z"]);
		await mouse(0, 0, "mouseenter");
		expect(selected()).toHaveLength(4);
		await start("th");
		await press(focused(), "ArrowDown", { shiftKey: true });
		expect(await clipboard("cut")).toBe("a\n1");
		expect(cells()[0]).toEqual(["", "x"]);
		expect(find(root, "th").firstChild?.textContent).toBe("a");
	});

	it("keeps what is being typed when the mouse selects elsewhere", async () => {
		show(GRID, { headers: [], datatype: [] });
		await start();
		await press(focused(), "F2");
		await type(focused(), "typed");
		await mouse(1, 1, "mousedown", { shiftKey: true });
		expect(cells()[0]).toEqual(["typed", "x"]);
	});

	it("gains and loses rows and columns, and its headers can be changed", async () => {
		show({ headers: ["a", "b"], data: [["1", "2"]] }, { headers: [], datatype: [] });
		await click(button(root, "Add row"));
		await click(button(root, "Add column"));
		await click(button(root, "Remove column a"));
		await click(button(root, "Remove row 1"));
		await start("th");
		await write("first");
		expect(await sent()).toEqual({ headers: ["first", "3"], data: [[null, null]] });
		expect(cells()).toEqual([["", ""]]);
	});

	it("stays within what the app fixes", async () => {
		show({ headers: ["a"], data: [["1"]] }, { headers: ["a"], datatype: [], fixed_rows: true, fixed_columns: true });
		expect([...root.querySelectorAll(".g-sheet button")]).toEqual([]);
		await start();
		const event = new Event("paste", { bubbles: true, cancelable: true });
		Object.assign(event, { clipboardData: { getData: () => "x\ty\nz" } });
		focused().dispatchEvent(event);
		await settled();
		expect(await sent()).toEqual({ headers: ["a"], data: [["x"]] });
	});
});

it.each([
	["12", "number", undefined, 12],
	["", "number", undefined, null],
	["x", "number", undefined, "x"],
	["1.5", "", 2, 1.5],
	["2", "str", 1, "2"],
	["Yes", "bool", undefined, true],
	["perhaps", "bool", undefined, "perhaps"],
])("the text %j in a column of %s is read", (typed, kind, before, value) => {
	expect(read(typed, kind, before)).toBe(value);
});

it.each([
	[
		"a\tb\nc\td",
		[
			["a", "b"],
			["c", "d"],
		],
	],
	["a\tb\r\n", [["a", "b"]]],
	['"x ""y"" z"\t\n', [['x "y" z', ""]]],
	["one", [["one"]]],
])("%j is read as cells", (pasted, rows) => {
	expect(readTsv(pasted)).toEqual(rows);
	expect(readTsv(writeTsv(rows))).toEqual(rows);
});
