/** Viewers whose libraries need a real browser; here others stand in their place, and browser tests have the real ones. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import figures from "../../tests/fixtures/figures.json";
import { provide } from "../src/kernel/lazy-modules";
import type { FormValue } from "../src/messages";
import { namedOutside } from "../src/model/offline";
import { closedBindings, closedFigure, closedText, isPicture, reaches } from "../src/plot/offline";
import { button, click, find, settled } from "./mount";
import { draw, PNG } from "./show";

beforeEach(() => {
	vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:made");
	vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
	vi.stubGlobal("fetch", async () => new Response(new Uint8Array([1, 2])));
});
afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

describe("a plot", () => {
	const end = vi.fn();
	const drawn = vi.fn(async (node: HTMLElement, plot: object) => {
		node.textContent = JSON.stringify(plot);
		return { png: async () => "data:image/png;base64,AA", end };
	});

	beforeEach(() => {
		vi.clearAllMocks();
		provide("vega", { draw: drawn });
		provide("plotly", { draw: drawn });
	});

	it.each<[string, FormValue]>([
		["plotly", '{"data": []}'],
		["altair", '{"data": [], "usermeta": {"embedOptions": {"loader": {"baseURL": "https://evil.example"}}}}'],
		["vega-lite", { data: [] }],
	])("of %s is drawn, without options of the renderer", async (type, plot) => {
		const { el } = await draw("plot", { type, plot });
		expect(find(el, ".g-plot").textContent).toBe('{"data":[]}');
		expect(button(el, "save as PNG")).toBeTruthy();
	});

	it("that is replaced is let go", async () => {
		const { el, change } = await draw("plot", { type: "plotly", plot: '{"data": [1]}' });
		await change({ type: "plotly", plot: '{"data": [2]}' });
		expect(find(el, ".g-plot").textContent).toBe('{"data":[2]}');
		expect(end).toHaveBeenCalledTimes(1);
	});

	it("that is too big to be sent unasked is fetched without a click", async () => {
		const whole = { __file__: "f-7", name: "plot.json", size: null, type: "application/json" };
		const json = JSON.stringify({ type: "plotly", plot: '{"data": [3]}' });
		const { el } = await draw("plot", "", { cut: 600_000, whole }, () => new TextEncoder().encode(json));
		await vi.waitFor(() => expect(find(el, ".g-plot").textContent).toBe('{"data":[3]}'));
	});

	it("of bokeh, or of no kind that is known, says where it can be seen", async () => {
		const { el } = await draw("plot", { type: "bokeh", plot: "{}" });
		expect(el.textContent).toContain(".to_bokeh()");
		expect(el.querySelector(".g-plot")).toBeNull();
		expect((await draw("plot", { type: "constructor", plot: "{}" })).el.querySelector(".g-plot")).toBeNull();
	});

	it.each(["not JSON", "7", null])("that is none says so: %s", async (plot) => {
		const { el } = await draw("plot", { type: "plotly", plot });
		expect(find(el, ".g-problem").textContent).not.toBe("");
	});
});

it("figures lose the pictures that they would fetch, and keep those that they carry", () => {
	const carried = "data:image/png;base64,AA";
	const figure = {
		data: [{ x: [1], source: { ref: 1 } }],
		layout: {
			images: [{ source: "https://evil.example/a.png", x: 1 }, { source: carried }],
			template: { source: "//x" },
		},
	};
	expect(closedFigure(figure)).toEqual({
		data: [{ x: [1], source: { ref: 1 } }],
		layout: { images: [{ x: 1 }, { source: carried }], template: {} },
	});
	expect(isPicture("data:image/svg+xml,<svg onload=1>")).toBe(false);
	expect(isPicture("https://evil.example")).toBe(false);
});

it.each(figures)("the text $text of a figure loads nothing", ({ text, shown }) => {
	expect(closedText(text)).toBe(shown);
	expect(closedFigure({ layout: { title: { text } } })).toEqual({ layout: { title: { text: shown } } });
});

it("buttons of a figure cannot name pictures, and the signs of contours stay", () => {
	const button = (...args: unknown[]) => ({ method: "relayout", args });
	expect(
		closedFigure([
			button("images[0].source", "https://evil.example"),
			button({ "images[0].source": "https://evil.example" }),
			button({ visible: [true] }),
			{ contours: { operation: "<" } },
		]),
	).toEqual([button(), button(), button({ visible: [true] }), { contours: { operation: "<" } }]);
});

it("inputs of a plot of Vega are nothing but inputs", () => {
	const spec = {
		signals: [
			{ name: "a", bind: { input: "image", src: "https://evil.example" } },
			{ name: "b", bind: { input: "range", min: 0, style: "background: url(https://evil.example)" } },
			{ name: "c", bind: { element: "body", event: "keydown" } },
		],
	};
	expect(closedBindings(spec)).toEqual({
		signals: [{ name: "a" }, { name: "b", bind: { input: "range", min: 0 } }, { name: "c" }],
	});
});

it.each([
	["url(https://x/a#b)", true],
	["URL( 'https://x')", true],
	["u\\72l(https://x)", true],
	["image-set('https://x' 1x), auto", true],
	["url(#gradient)", false],
	["url('#gradient')", false],
	["rgb(1, 2, 3)", false],
	["pointer", false],
])("whether the paint %s names something outside: %s", (paint, expected) => {
	expect(reaches(paint)).toBe(expected);
});

describe("a model", () => {
	const file = (name: string) => [{ ...PNG, __file__: name, name, type: null }];
	const shown = { reset: vi.fn(), png: async () => new Blob(), end: vi.fn() };
	const show = vi.fn(async (_: ArrayBuffer, kind: string) => {
		const element = document.createElement("div");
		element.textContent = `a ${kind}`;
		return { ...shown, element };
	});

	beforeEach(() => {
		vi.clearAllMocks();
		provide("model", { show });
	});

	it("of a kind that can be shown is shown, turned back and let go", async () => {
		const { el, change } = await draw("model", file("cube.GLB"));
		await vi.waitFor(() => expect(find(el, ".g-model").textContent).toBe("a glb"));
		await click(button(el, "reset view"));
		expect(shown.reset).toHaveBeenCalledTimes(1);
		await change(file("cube.stl"));
		await vi.waitFor(() => expect(find(el, ".g-model").textContent).toBe("a stl"));
		expect(shown.end).toHaveBeenCalledTimes(1);
	});

	it("of another kind is a file", async () => {
		const { el } = await draw("model", file("cloud.splat"));
		expect(el.querySelector(".g-model")).toBeNull();
		expect(button(el, "Save cloud.splat")).toBeTruthy();
	});

	it("that cannot be read is a file, and says why", async () => {
		show.mockRejectedValueOnce(new Error("The model needs another file (a.bin)."));
		const { el } = await draw("model", file("cube.gltf"));
		await vi.waitFor(() => expect(el.textContent).toContain("needs another file"));
		expect(button(el, "Save cube.gltf")).toBeTruthy();
	});
});

describe("files that a model names and does not carry", () => {
	const gltf = JSON.stringify({
		buffers: [{ uri: "data:application/octet-stream;base64,AA" }, { uri: "https://evil.example/a.bin" }],
		images: [{ uri: "b.png" }],
	});
	const wanted = ["https://evil.example/a.bin", "b.png"];

	it("are found in a text", () => {
		expect(namedOutside(new TextEncoder().encode(gltf).buffer)).toEqual(wanted);
	});

	it("are found in a binary file", () => {
		const json = new TextEncoder().encode(gltf);
		const bytes = new Uint8Array(20 + json.length + 8);
		const head = new DataView(bytes.buffer);
		for (const [at, number] of [0x46546c67, 2, bytes.length, json.length, 0x4e4f534a].entries())
			head.setUint32(4 * at, number, true);
		bytes.set(json, 20);
		expect(namedOutside(bytes.buffer)).toEqual(wanted);
	});
});

describe("a sound", () => {
	const file = { ...PNG, name: "a.wav", type: "audio/wav" };
	const end = vi.fn();

	it("has its wave over the browser's own controls", async () => {
		const wave = vi.fn(async () => ({ end }));
		provide("wave", { draw: wave });
		const { el, change } = await draw("audio", file);
		const player = find<HTMLAudioElement>(el, "audio[controls]");
		expect(wave).toHaveBeenCalledWith(find(el, ".g-wave"), player, expect.anything());
		Object.defineProperty(player, "duration", { value: 3.25 });
		player.dispatchEvent(new Event("loadedmetadata"));
		await settled();
		expect(find(el, ".g-caption").textContent).toContain("3.3 s · WAV");
		await change(null);
		expect(end).toHaveBeenCalled();
	});

	it("that cannot be decoded is played all the same", async () => {
		provide("wave", { draw: async () => Promise.reject(new Error("no")) });
		const { el } = await draw("audio", { ...file, __file__: "f-8" });
		expect(el.querySelector("audio[controls]")).not.toBeNull();
		expect(el.querySelector(".g-problem")).toBeNull();
	});
});
