import { beforeEach, describe, expect, it } from "vitest";
import { readColor } from "../src/inputs/color";
import { acceptOf } from "../src/inputs/drop";
import type { FormValue, Parameter } from "../src/messages";
import { endpoint, ok, parameter } from "./fake";
import { button, choose, click, control, find, type Mounted, mount, press, settled, type } from "./mount";

let panel: Mounted;

function show(shown: Parameter, draft: { [name: string]: FormValue } = {}): HTMLElement {
	panel = mount({ endpoints: [endpoint("/infer", [shown])], drafts: { "/infer": draft } });
	return panel.el;
}

/** What a run would send. */
async function sent(): Promise<{ [name: string]: FormValue }> {
	await click(button(panel.el, "Run"));
	const values = panel.model.asked("run").at(-1)?.values;
	if (!values) throw new Error(`not sent: ${panel.el.querySelector(".g-problem")?.textContent}`);
	return values;
}

describe("every control", () => {
	const choices: [string, FormValue & string][] = [["One", "1"]];
	it.each([
		"text",
		"number",
		"slider",
		"checkbox",
		"checkboxgroup",
		"radio",
		"dropdown",
		"color",
		"datetime",
		"code",
		"json",
		"file",
		"image",
		"audio",
		"video",
		"one-of-next-year",
	])("%s is named by its label alone and described by its type", (name) => {
		const el = show(parameter("x", name, { label: "My field", choices, info: "a hint", type: "T" }));
		const label = find<HTMLLabelElement>(el, ".g-label label");
		expect(label.textContent).toBe("My field");
		const field = find(el, `[id="${label.htmlFor}"]`);
		const words = (field.getAttribute("aria-describedby") ?? "")
			.split(" ")
			.map((id) => document.getElementById(id)?.textContent);
		expect(words).toEqual(["a hint", "x: T = None", "default"]);
	});

	it("sends nothing of what was left alone", async () => {
		show(parameter("x", "text", { default: "from the app" }));
		expect(control(panel.el, "X").value).toBe("from the app");
		expect(await sent()).toEqual({});
	});
});

describe("text", () => {
	it("can be emptied where it has a default", async () => {
		const el = show(parameter("x", "text", { default: "old" }));
		await type(control(el, "X"), "");
		expect(await sent()).toEqual({ x: "" });
	});

	it("that is required asks whether it is meant to be empty", async () => {
		const el = show(parameter("x", "text", { required: true }));
		await click(button(el, "Run"));
		expect(find(el, ".g-problem").textContent).toContain("Required");
		await click(button(el, "Leave it empty"));
		expect(await sent()).toEqual({ x: "" });
	});

	it("has many lines or none to see, as the app says", () => {
		expect(control(show(parameter("x", "text", { lines: 4 })), "X").tagName).toBe("TEXTAREA");
		expect(control(show(parameter("x", "text", { options: { password: true } })), "X").type).toBe("password");
	});
});

describe("numbers", () => {
	it("are sent as numbers", async () => {
		const el = show(parameter("x", "number", { default: 1 }));
		await type(control(el, "X"), "12");
		expect(await sent()).toEqual({ x: 12 });
	});

	it("can be cleared where null is the default", async () => {
		const el = show(parameter("x", "number", { default: null }), { x: 3 });
		await type(control(el, "X"), "");
		expect(await sent()).toEqual({ x: null });
	});

	it("go back to a default when cleared, but not under the fingers", async () => {
		const el = show(parameter("x", "number", { default: 5 }), { x: 3 });
		const box = control(el, "X");
		await type(box, "");
		expect(box.value).toBe("");
		box.dispatchEvent(new FocusEvent("blur"));
		await settled();
		expect(box.value).toBe("5");
		expect(await sent()).toEqual({});
	});

	it("out of range are told at the field, which gets the focus", async () => {
		const el = show(parameter("x", "number", { minimum: 1, maximum: 10 }));
		const box = control(el, "X");
		await type(box, "11");
		await click(button(el, "Run"));
		expect(panel.model.asked("run")).toHaveLength(0);
		expect(box.getAttribute("aria-invalid")).toBe("true");
		expect(box.getAttribute("aria-describedby")).toContain(find(el, ".g-problem").id);
		expect(document.activeElement).toBe(box);
	});

	it("on a slider move its box, and the other way round", async () => {
		const el = show(parameter("x", "slider", { minimum: 0, maximum: 20, default: 4 }));
		const range = find<HTMLInputElement>(el, "[type=range]");
		await type(range, "9");
		expect(control(el, "X").value).toBe("9");
		await type(control(el, "X"), "12");
		expect(range.value).toBe("12");
		expect(await sent()).toEqual({ x: 12 });
	});
});

describe("choices", () => {
	const choices: Parameter["choices"] = [
		["Same", 1],
		["Same", { deep: [true] }],
		["Other", "o"],
	];

	it("are told by their place, for labels may repeat and values be anything", async () => {
		const el = show(parameter("x", "dropdown", { choices, default: 1 }));
		await choose(control(el, "X"), "1");
		expect(await sent()).toEqual({ x: { deep: [true] } });
	});

	it("of a dropdown can be taken back where none is the default", async () => {
		const el = show(parameter("x", "dropdown", { choices }), { x: "o" });
		await choose(control(el, "X"), "");
		expect(await sent()).toEqual({ x: null });
	});

	it("of a radio are sent as values", async () => {
		const el = show(parameter("x", "radio", { choices }));
		await click(find(el, ".g-options label:nth-child(2) input"));
		expect(await sent()).toEqual({ x: { deep: [true] } });
	});

	it("of a group are sent in the order of the app", async () => {
		const el = show(parameter("x", "checkboxgroup", { choices }), { x: ["o"] });
		await click(find(el, ".g-options label:nth-child(1) input"));
		expect(await sent()).toEqual({ x: [1, "o"] });
	});

	it("of a checkbox are true and false", async () => {
		const el = show(parameter("x", "checkbox", { default: true }));
		await click(control(el, "X"));
		expect(await sent()).toEqual({ x: false });
	});
});

describe("many choices in sight", () => {
	const choices: Parameter["choices"] = Array.from({ length: 40 }, (_, i) => [`City ${i}`, i]);
	const labels = (el: HTMLElement) =>
		[...el.querySelectorAll(".g-options label")].map((one) => one.textContent?.trim());
	const search = (el: HTMLElement, words: string) => type(find(el, "[aria-label='Search X']"), words);

	it("of a radio are searched, and the chosen one stays chosen out of sight", async () => {
		const el = show(parameter("x", "radio", { choices }));
		await search(el, "city 33");
		expect(labels(el)).toEqual(["City 33"]);
		await click(find(el, ".g-options input"));
		await search(el, "nowhere");
		expect(el.textContent).toContain("Nothing fits");
		expect(await sent()).toEqual({ x: 33 });
	});

	it("of a group are searched, and all or none of those that are found are chosen", async () => {
		const el = show(parameter("x", "checkboxgroup", { choices }), { x: [0] });
		await search(el, "city 3");
		await click(button(el, "All of X"));
		expect(await sent()).toEqual({ x: [0, 3, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39] });
		await search(el, "city 38");
		await click(button(el, "None of X"));
		expect((await sent()).x).toHaveLength(11);
		await search(el, "");
		await click(button(el, "None of X"));
		expect(await sent()).toEqual({ x: [] });
	});

	it("that are few need no search", () => {
		const el = show(parameter("x", "checkboxgroup", { choices: choices.slice(0, 12) }));
		expect(el.querySelector("[aria-label='Search X']")).toBeNull();
		expect(el.querySelector(".g-many")).toBeNull();
	});
});

it("a text of a limited length is described by how much there is of it", async () => {
	const el = show(parameter("x", "text", { max_length: 10 }));
	await type(control(el, "X"), "abc");
	const count = find(el, ".g-counter");
	expect(count.textContent).toBe("3 / 10 characters");
	expect(control(el, "X").getAttribute("aria-describedby")).toContain(count.id);
	expect(count.getAttribute("aria-live")).toBe("off");
	await type(control(el, "X"), "abcdefghij");
	expect(find(el, ".g-counter").getAttribute("aria-live")).toBe("polite");
});

describe("a long dropdown", () => {
	const choices: Parameter["choices"] = Array.from({ length: 40 }, (_, i) => [`City ${i}`, i]);

	it("narrows while typing and is chosen from with the keys", async () => {
		const el = show(parameter("x", "dropdown", { choices }));
		const box = control(el, "X");
		await type(box, "city 3");
		expect([...el.querySelectorAll("[role=option]")].map((one) => one.textContent)).toContain("City 33");
		await press(box, "ArrowDown");
		await press(box, "ArrowDown");
		expect(box.getAttribute("aria-activedescendant")).toBe(find(el, "[role=option][aria-selected=true]").id);
		await press(box, "Enter");
		expect(box.value).toBe("City 30");
		expect(box.getAttribute("aria-expanded")).toBe("false");
		expect(await sent()).toEqual({ x: 30 });
	});

	it("says how much of it is shown", async () => {
		const many: Parameter["choices"] = Array.from({ length: 640 }, (_, i) => [`City ${i}`, i]);
		const el = show(parameter("x", "dropdown", { choices: many }));
		const box = control(el, "X");
		await click(box);
		expect(el.querySelectorAll("[role=option]")).toHaveLength(100);
		expect(find(el, ".g-combo").textContent).toContain("100 of 640: type to narrow");
		await type(box, "city 63");
		expect(find(el, ".g-combo").textContent).not.toContain("type to narrow");
		await type(box, "city 5");
		await press(box, "Enter");
		expect(await sent()).toEqual({ x: 5 });
	});

	it("goes back to what was chosen on Escape", async () => {
		const el = show(parameter("x", "dropdown", { choices }), { x: 7 });
		const box = control(el, "X");
		await type(box, "nonsense");
		await press(box, "Escape");
		expect(box.value).toBe("City 7");
	});

	it("takes other values only where the app does", async () => {
		const el = show(parameter("x", "dropdown", { choices, custom_values: true }));
		await type(control(el, "X"), "Atlantis");
		await press(control(el, "X"), "Enter");
		expect(await sent()).toEqual({ x: "Atlantis" });
	});

	it("has taken what was typed when Ctrl+Enter runs", async () => {
		const el = show(parameter("x", "dropdown", { choices, custom_values: true }));
		await type(control(el, "X"), "Atlantis");
		await press(control(el, "X"), "Enter", { ctrlKey: true });
		expect(await sent()).toEqual({ x: "Atlantis" });
	});

	it("for several shows them as chips that can be removed", async () => {
		const el = show(parameter("x", "dropdown", { choices, multiple: true, default: [] }), { x: [1, 2] });
		await click(button(el, "Remove City 1"));
		await type(control(el, "X"), "City 39");
		await press(control(el, "X"), "Enter");
		expect(await sent()).toEqual({ x: [2, 39] });
	});
});

describe("colour, date and code", () => {
	it("a colour can be picked or written", async () => {
		const el = show(parameter("x", "color"));
		await type(find(el, "[type=color]"), "#112233");
		expect(control(el, "X").value).toBe("#112233");
		await type(control(el, "X"), "rgba(1, 2, 3, 0.5)");
		expect(await sent()).toEqual({ x: "rgba(1, 2, 3, 0.5)" });
	});

	it("a time is sent as Gradio writes it", async () => {
		const el = show(parameter("x", "datetime"), { x: "2024-01-02 03:04:05" });
		expect(control(el, "X").value).toBe("2024-01-02T03:04:05");
		await type(control(el, "X"), "2025-06-07T08:09");
		expect(await sent()).toEqual({ x: "2025-06-07 08:09:00" });
	});

	it("a date has no time, and can be cleared", async () => {
		const el = show(parameter("x", "datetime", { options: { include_time: false } }));
		await type(control(el, "X"), "2025-06-07");
		expect(await sent()).toEqual({ x: "2025-06-07" });
		await click(button(el, "Clear X"));
		expect(await sent()).toEqual({ x: null });
	});

	it("Tab indents code, and leaves it after Escape", async () => {
		const el = show(parameter("x", "code"));
		const area = control(el, "X");
		expect((await press(area, "Tab")).defaultPrevented).toBe(true);
		expect(await sent()).toEqual({ x: "    " });
		await press(area, "Escape", { keyCode: 27 } as KeyboardEventInit);
		expect((await press(area, "Tab", { keyCode: 9 } as KeyboardEventInit)).defaultPrevented).toBe(false);
	});
});

describe("JSON", () => {
	it("is read as it is typed, and kept when it is wrong", async () => {
		const el = show(parameter("x", "json"));
		const area = control(el, "X");
		await type(area, '{"a": [1, 2');
		expect(find(el, ".g-problem").textContent).toContain("Not JSON");
		await click(button(el, "Run"));
		expect(panel.model.asked("run")).toHaveLength(0);
		expect(area.value).toBe('{"a": [1, 2');
		await type(area, '{"a": [1, 2]}');
		expect(await sent()).toEqual({ x: { a: [1, 2] } });
	});

	it("offers the example of the schema", async () => {
		const el = show(parameter("x", "strange", { required: true, example: { text: "hi" } }));
		await click(button(el, "Insert example"));
		expect(await sent()).toEqual({ x: { text: "hi" } });
	});

	it("can be null", async () => {
		const el = show(parameter("x", "json", { default: { a: 1 } }));
		await type(control(el, "X"), "null");
		expect(await sent()).toEqual({ x: null });
	});
});

describe("files", () => {
	const ref = (name: string) => ({ __file__: name, name, size: 3, type: "text/plain" });

	beforeEach(() => {
		// happy-dom has no object URLs for the seeded previews
		URL.createObjectURL ??= () => "blob:x";
	});

	function give(el: HTMLElement, names: string[]): Promise<void> {
		const answer = panel.model.answer;
		panel.model.answer = (request) =>
			request.ask === "upload" ? ok(request, { file: ref(request.name) }) : answer(request);
		const transfer = { files: names.map((name) => new File(["abc"], name)) };
		const drop = Object.assign(new Event("drop", { bubbles: true, cancelable: true }), { dataTransfer: transfer });
		find(el, ".g-file").dispatchEvent(drop);
		return settled();
	}

	it("are uploaded when dropped, and sent as what the kernel made of them", async () => {
		const el = show(parameter("x", "file"));
		await give(el, ["a.txt", "b.txt"]);
		expect(await sent()).toEqual({ x: ref("a.txt") });
	});

	it("may be several, and each can be removed", async () => {
		const el = show(parameter("x", "file", { multiple: true }));
		await give(el, ["a.txt", "b.txt"]);
		await click(button(el, "Remove a.txt"));
		expect(await sent()).toEqual({ x: [ref("b.txt")] });
	});

	it("are of the kinds that the app takes", () => {
		expect(acceptOf([".txt", "image", "application/pdf"])).toBe(".txt,image/*,application/pdf");
		expect(control(show(parameter("x", "audio")), "X").accept).toBe("audio/*");
	});

	it("that were removed are null", async () => {
		const el = show(parameter("x", "file"), { x: ref("a.txt") });
		await click(button(el, "Remove a.txt"));
		expect(await sent()).toEqual({ x: null });
	});
});

describe("a field is unset, None or a value, and says which", () => {
	const word = (el: HTMLElement) => find(el, ".g-state-word").textContent;

	it("goes from its default to a value and back", async () => {
		const el = show(parameter("x", "text", { default: "old" }));
		expect(word(el)).toBe("default");
		await type(control(el, "X"), "new");
		expect(word(el)).toBe("");
		await click(button(el, "Reset X"));
		expect(word(el)).toBe("default");
		expect(control(el, "X").value).toBe("old");
		expect(await sent()).toEqual({});
	});

	it.each(["text", "number", "image", "radio", "json", "checkbox"])("%s is sent as None", async (name) => {
		const el = show(parameter("x", name, { default: 1, required: true, choices: [["One", 1]] }));
		await click(button(el, "More for X"));
		await click(button(el, "Send None for X"));
		expect(word(el)).toBe("None");
		expect(document.activeElement).toBe(button(el, "More for X"));
		expect(control(el, "X")).toBeTruthy();
		expect(await sent()).toEqual({ x: null });
	});

	it("offers no None where it is no value", async () => {
		const el = show(parameter("x", "slider", { nullable: false }));
		await click(button(el, "More for X"));
		expect(el.querySelector("[aria-label='Send None for X']")).toBeNull();
	});
});

describe("a variable of the notebook", () => {
	it("is picked by name, stands in the field, and is let go again", async () => {
		const el = show(parameter("x", "image"));
		const { answer } = panel.model;
		panel.model.answer = (request) =>
			request.ask === "variables"
				? ok(request, { variables: [{ name: "photo", shown: "ndarray 30 × 40 × 3" }] })
				: answer(request);
		await click(button(el, "More for X"));
		const box = find<HTMLInputElement>(el, "[aria-label='Variable for X']");
		expect(document.activeElement).toBe(box);
		expect(find(el, "[role=option]").textContent).toBe("photo = ndarray 30 × 40 × 3");
		await press(box, "ArrowDown");
		await press(box, "Enter");
		expect(find(el, ".g-bound").textContent).toContain("photo");
		expect(find(el, ".g-state-word").textContent).toBe("variable");
		expect(await sent()).toEqual({ x: { __variable__: "photo" } });
		await click(button(el, "Take no variable for X"));
		expect(await sent()).toEqual({});
	});
});

it("files are added to those that the app gave", async () => {
	const given = { __file__: "f1", name: "a.txt", size: 1, type: null };
	const el = show(parameter("x", "file", { multiple: true, default: [given] }));
	const added = { __file__: "f2", name: "b.txt", size: 1, type: null };
	const { answer } = panel.model;
	panel.model.answer = (request) => (request.ask === "upload" ? ok(request, { file: added }) : answer(request));
	const input = control<HTMLInputElement>(el, "X");
	Object.defineProperty(input, "files", { value: [new File(["b"], "b.txt")] });
	input.dispatchEvent(new Event("change", { bubbles: true }));
	await settled();
	expect(await sent()).toEqual({ x: [given, added] });
});

it.each([
	["number", "9007199254740993"],
	["json", '{"id": 9007199254740993}'],
])("an integer that a page would round is refused at the field of a %s", async (name, text) => {
	const el = show(parameter("x", name, { type: "float" }));
	await type(control(el, "X"), text);
	expect(control(el, "X").getAttribute("aria-invalid")).toBe("true");
	expect(find(el, ".g-problem").textContent).toContain("9007199254740993 is over what a page holds exactly");
	await click(button(el, "Run"));
	expect(panel.model.asked("run")).toEqual([]);
});

describe("a seed", () => {
	it.each([
		["number", {}, 0, 2 ** 31 - 1],
		["slider", { minimum: 5, maximum: 6 }, 5, 6],
	])("as a %s can be rolled within its range", async (name, range, low, high) => {
		const el = show(parameter("noise_seed", name, { label: "Seed", default: 0, precision: 0, ...range }));
		for (let i = 0; i < 5; i++) {
			await click(button(el, "Random Seed"));
			const { noise_seed: seed } = await sent();
			expect(Number.isInteger(seed)).toBe(true);
			expect(seed).toBeGreaterThanOrEqual(low);
			expect(seed).toBeLessThanOrEqual(high);
		}
	});

	it("of a wide range has a slider on which small ones are far apart, and which keys move by one", async () => {
		const high = 2 ** 31 - 1;
		const el = show(parameter("seed", "slider", { default: 0, minimum: 0, maximum: high, step: 1 }));
		const range = find<HTMLInputElement>(el, "[type=range]");
		const at = async (place: number) => {
			await type(range, String(place));
			return (await sent()).seed;
		};
		expect([await at(0), await at(0.1), await at(0.5), await at(1)]).toEqual([0, 8, 46340, high]);
		expect(control(el, "Seed").value).toBe(String(high));
		await press(range, "ArrowRight");
		expect(await sent()).toEqual({ seed: high });
		await type(control(el, "Seed"), "42");
		expect(Number(range.value)).toBeCloseTo(0.175, 3);
		await press(range, "ArrowRight");
		await press(range, "ArrowUp");
		await press(range, "ArrowLeft");
		expect(await sent()).toEqual({ seed: 43 });
		expect(range.getAttribute("aria-valuetext")).toBe("43");
	});

	it("of a few has a slider as other numbers have", () => {
		const range = find<HTMLInputElement>(
			show(parameter("seed", "slider", { minimum: 0, maximum: 100 })),
			"[type=range]",
		);
		expect(range.max).toBe("100");
	});

	it("is not every number", () => {
		expect(show(parameter("x", "number")).querySelector(".g-dice")).toBeNull();
	});
});

describe("colours", () => {
	it.each([
		["#abc", { hex: "#aabbcc", alpha: 1 }],
		["#11223380", { hex: "#112233", alpha: 0.5 }],
		["rgb(255, 136, 0)", { hex: "#ff8800", alpha: 1 }],
		["rgba(1,2,3,0.5)", { hex: "#010203", alpha: 0.5 }],
		["rgb(1 2 3 / 25%)", { hex: "#010203", alpha: 0.25 }],
		["red", null],
	])("%s is read", (written, color) => {
		expect(readColor(written)).toEqual(color);
	});

	it("get their opacity by a slider", async () => {
		const el = show(parameter("x", "color", { default: "#ff8800" }));
		await type(find(el, "[aria-label='Opacity of X']"), "0.4");
		expect(await sent()).toEqual({ x: "rgba(255, 136, 0, 0.4)" });
		await type(find(el, "[aria-label='Opacity of X']"), "1");
		expect(await sent()).toEqual({ x: "#ff8800" });
	});
});

describe("what the app changes while it runs", () => {
	const place = (choices: [string, string][], more = {}) =>
		endpoint("/infer", [parameter("place", "dropdown", { choices, default: choices[0]?.[1] ?? null, ...more })]);

	it("changes the choices and the label in the form", async () => {
		panel = mount({ endpoints: [place([["Oslo", "oslo"]])] });
		const next = place(
			[
				["Rome", "rome"],
				["Bari", "bari"],
			],
			{ label: "Place in the south" },
		);
		panel.model.say({ push: "set", seq: 1, set: { endpoints: [next] } });
		await settled();
		await choose(control(panel.el, "Place in the south"), "1");
		const options = [...panel.el.querySelectorAll("option")].map((one) => one.textContent);
		expect(options).toEqual(["Rome", "Bari"]);
		expect(await sent()).toEqual({ place: "bari" });
	});

	it("hides a field, unless it holds something", async () => {
		const hidden = parameter("x", "text", { visible: false });
		expect(show(hidden).querySelector("[data-parameter=x]")).toBeNull();
		expect(control(show(hidden, { x: "kept" }), "X").value).toBe("kept");
	});
});

it("a field that is required can be sent as None", async () => {
	const el = show(parameter("x", "image", { required: true }));
	await click(button(el, "Run"));
	expect(find(el, ".g-problem").textContent).toContain("Required");
	await click(button(el, "Send None"));
	expect(await sent()).toEqual({ x: null });
});
