/** What can be done with an output of each kind: save, copy, full screen. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { provide } from "../src/kernel/lazy-modules";
import type { FormValue } from "../src/messages";
import { button, click, find, settled } from "./mount";
import { draw, PNG } from "./show";

const SOUND = { ...PNG, name: "a.wav", type: "audio/wav" };
const CSV = { __file__: "f-9", name: "rows.csv", size: 3, type: "text/csv" };
const items = ["f-1", "f-2"].map((id) => ({
	file: { ...PNG, __file__: id, name: `${id}.png` },
	caption: "",
	video: false,
}));
const said = [
	{ role: "user", content: [{ text: "Hi" }], title: null },
	{ role: "assistant", content: [{ text: "**Yes**" }, { file: PNG, alt: null }], title: "Bot" },
];

const SAVE = "save";
const COPY = "copy";
const FULL = "full screen";

/** What each kind gives: a player has a full screen of its own, a number is no file. */
const KINDS: [kind: string, gives: string[], value: FormValue, more?: { [option: string]: FormValue }][] = [
	["text", [SAVE, COPY, FULL], "words"],
	["markdown", [SAVE, COPY, FULL], "# words"],
	["html", [SAVE, COPY, FULL], "<b>words</b>"],
	["code", [SAVE, COPY, FULL], "x = 1", { language: "python" }],
	["json", [SAVE, COPY, FULL], { a: 1 }],
	["number", [COPY, FULL], 7],
	["label", [SAVE, COPY, FULL], { label: "cat", confidences: [{ label: "cat", confidence: 0.8 }] }],
	["highlight", [SAVE, COPY, FULL], [{ token: "Anna", class_or_confidence: "PER" }]],
	["chat", [SAVE, COPY, FULL], said],
	["image", [SAVE, COPY, FULL], PNG],
	["annotated", [SAVE, COPY, FULL], { image: PNG, annotations: [] }],
	["compare", [SAVE, COPY, FULL], items],
	["gallery", [SAVE, FULL], items],
	["plot", [SAVE, COPY, FULL], { type: "plotly", plot: '{"data": []}' }],
	[
		"table",
		[SAVE, COPY, FULL],
		{ headers: ["a"], data: [[1]], places: [0], shown: null, styles: null, total: 1, matches: 1 },
		{ csv: CSV },
	],
	["model", [SAVE, FULL], [{ ...PNG, name: "cube.glb", type: null }]],
	["audio", [SAVE], SOUND],
	["video", [SAVE], { ...PNG, type: "video/mp4" }],
	["file", [SAVE], [PNG]],
];

const WORDS = { [SAVE]: /^save/i, [COPY]: /^copy/i, [FULL]: /^full screen$/i };

let full: Element | null = null;
let saved: { name: string; blob: Blob }[] = [];

beforeEach(() => {
	const blobs: Blob[] = [];
	saved = [];
	vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => `blob:${blobs.push(blob as Blob) - 1}`);
	vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
	vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
		const blob = blobs[Number(this.href.slice(5))];
		if (blob) saved.push({ name: this.download, blob });
	});
	vi.stubGlobal("fetch", async () => new Response(new Uint8Array([1, 2])));
	vi.stubGlobal("ClipboardItem", class {});
	// happy-dom has no full screen.
	full = null;
	const turn = (to: Element | null) => {
		full = to;
		document.dispatchEvent(new Event("fullscreenchange"));
	};
	Object.defineProperties(document, {
		fullscreenEnabled: { value: true, configurable: true },
		fullscreenElement: { get: () => full, configurable: true },
		exitFullscreen: { value: async () => turn(null), configurable: true },
	});
	HTMLElement.prototype.requestFullscreen = async function (this: HTMLElement) {
		turn(this);
	};
	const end = () => {};
	provide("plotly", { draw: async () => ({ png: async () => "data:image/png;base64,AA", end }) });
	provide("wave", { draw: async () => ({ end }) });
	const element = document.createElement("div");
	provide("model", { show: async () => ({ element, reset: end, png: async () => new Blob(), end }) });
});
afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	for (const name of ["fullscreenEnabled", "fullscreenElement", "exitFullscreen"])
		Reflect.deleteProperty(document, name);
	Reflect.deleteProperty(HTMLElement.prototype, "requestFullscreen");
});

const nameOf = (one: Element): string => one.getAttribute("aria-label") ?? one.textContent?.trim() ?? "";

describe("an output", () => {
	it.each(KINDS)("of the kind %s gives %j", async (kind, gives, value, more = {}) => {
		const { el } = await draw(kind, value, more);
		await settled();
		const names = [...el.querySelectorAll("button, a")].map(nameOf);
		const given = Object.entries(WORDS)
			.filter(([, words]) => names.some((name) => words.test(name)))
			.map(([what]) => what);
		expect(given).toEqual(gives);
	});

	it.each(KINDS.filter(([, gives]) => gives.includes(FULL)))(
		"of the kind %s fills the screen, and leaves it",
		async (kind, _, value, more = {}) => {
			const { el } = await draw(kind, value, more);
			await settled();
			await click(button(el, "Full screen"));
			expect(full).toBe(el);
			await click(button(el, "Leave full screen"));
			expect(full).toBeNull();
			expect(button(el, "Full screen")).toBeTruthy();
		},
	);

	it.each<[string, string, string, FormValue, { [option: string]: FormValue }?]>([
		["text", "Answer.txt", "words", "words"],
		["markdown", "Answer.md", "# words", "# words"],
		["html", "Answer.html", "<script>1</script>", "<script>1</script>"],
		["code", "Answer.py", "x = 1", "x = 1", { language: "python" }],
		["code", "Answer.txt", "x = 1", "x = 1", { language: "constructor" }],
		["json", "Answer.json", '{\n  "a": 1\n}', { a: 1 }],
		["label", "Answer.json", '{\n  "label": "cat"\n}', { label: "cat" }],
		["highlight", "Answer.txt", "Anna", [{ token: "Anna", class_or_confidence: "PER" }]],
		["chat", "Answer.md", "## user\n\nHi\n\n## Bot\n\n**Yes**\n\n*a.png*", said],
	])("of the kind %s is saved as %s, which no browser runs as a page", async (kind, name, words, value, more = {}) => {
		const { el } = await draw(kind, value, { ...more, label: "Answer" });
		await click(button(el, `Save ${name}`));
		expect(saved).toHaveLength(1);
		expect(saved[0]?.name).toBe(name);
		expect(await saved[0]?.blob.text()).toBe(words);
		expect(saved[0]?.blob.type).toBe("application/octet-stream");
	});

	it("of which only the beginning is there is not saved as if it were all", async () => {
		const { el } = await draw("text", "the beginning", { cut: 13 });
		expect([...el.querySelectorAll("button")].map(nameOf)).not.toContain("Save text.txt");
	});

	it("of many pictures has all of them saved, one after the other", async () => {
		const { el } = await draw("gallery", items);
		await click(button(el, "Save all"));
		await vi.waitFor(() => expect(saved.map(({ name }) => name)).toEqual(["f-1.png", "f-2.png"]));
	});

	it("that is a label is copied as cells of a spreadsheet", async () => {
		const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
		const confidences = ["cat", "dog"].map((label) => ({ label, confidence: 0.5 }));
		const { el } = await draw("label", { label: "cat", confidences });
		await click(button(find(el, ".g-labels"), "Copy"));
		expect(copied).toHaveBeenCalledWith("cat\t0.5\ndog\t0.5");
	});
});
