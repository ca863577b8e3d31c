import { options } from "preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isAccepted } from "../src/inputs/drop";
import { moved, resized } from "../src/inputs/lazy/crop";
import { Painting } from "../src/inputs/painting";
import { wav } from "../src/inputs/wav";
import type { FormValue, Parameter } from "../src/messages";
import { endpoint, ok, parameter, snapshot } from "./fake";
import { button, click, control, find, type Mounted, mount, press, settled, type } from "./mount";

afterEach(() => {
	vi.unstubAllGlobals();
	delete options.requestAnimationFrame;
});

let panel: Mounted;

function show(shown: Parameter, draft: FormValue = null): HTMLElement {
	panel = mount({ endpoints: [endpoint("/infer", [shown])], drafts: { "/infer": draft === null ? {} : { x: draft } } });
	let count = 0;
	const { answer } = panel.model;
	panel.model.answer = (request) =>
		request.ask === "upload"
			? ok(request, { file: { __file__: `u${++count}`, name: request.name, size: request.size, type: request.type } })
			: answer(request);
	return panel.el;
}

async function sent(): Promise<FormValue | undefined> {
	await click(button(panel.el, "Run"));
	return panel.model.asked("run").at(-1)?.values.x;
}

async function pick(el: HTMLElement, ...files: File[]): Promise<void> {
	const input = control<HTMLInputElement>(el, "X");
	Object.defineProperty(input, "files", { value: files, configurable: true });
	input.dispatchEvent(new Event("change", { bubbles: true }));
	await settled();
}

const ref = (id: string, name: string, type: string) => ({ __file__: id, name, size: 1, type });

describe("files", () => {
	it.each([
		["a.txt", "text/plain", "", true],
		["a.TXT", "", ".txt", true],
		["a.exe", "", ".txt,image/*", true],
		["a.exe", "application/x-msdownload", ".txt,image/*", false],
		["a.png", "image/png", ".txt,image/*", true],
	])("%s of type %s where %j is wanted: %s", (name, kind, accept, fits) => {
		expect(isAccepted(new File([], name, { type: kind }), accept)).toBe(fits);
	});

	it("of another type are refused at the field, and nothing is uploaded", async () => {
		const el = show(parameter("x", "file", { file_types: [".txt"], multiple: true }));
		await pick(el, new File(["x"], "a.pdf", { type: "application/pdf" }), new File(["x"], "b.txt"));
		expect(find(el, "[role=alert]").textContent?.trim()).toBe("a.pdf: not of type .txt");
		const input = control(el, "X");
		expect(input.getAttribute("aria-invalid")).toBe("true");
		expect(input.getAttribute("aria-describedby")).toContain(find(el, "[role=alert]").id);
		expect(await sent()).toEqual([{ __file__: "u1", name: "b.txt", size: 1, type: "" }]);
	});

	it("over what the app takes are refused before a byte is sent, and the others are taken", async () => {
		const el = show(parameter("x", "file", { multiple: true }));
		panel.model.say({ push: "set", seq: 1, set: { app: { ...snapshot().app, max_file_size: 1000 } } });
		await pick(el, new File(["x".repeat(1001)], "big.txt"), new File(["x"], "small.txt"));
		expect(find(el, "[role=alert]").textContent).toContain(
			"big.txt has 1,001 bytes; the app takes files of up to 1,000 bytes",
		);
		expect(control(el, "X").getAttribute("aria-invalid")).toBe("true");
		expect(panel.model.asked("upload").map(({ name }) => name)).toEqual(["small.txt"]);
		expect(await sent()).toEqual([{ __file__: "u1", name: "small.txt", size: 1, type: "" }]);
		expect(control(el, "X").getAttribute("aria-invalid")).toBe("false");
	});

	it("are taken by their address, for the app to fetch", async () => {
		const el = show(parameter("x", "image"));
		await click(button(el, "Address for X"));
		const box = find(el, "[aria-label='URL for X']");
		await type(box, "no address");
		await press(box, "Enter");
		await type(box, "https://example.org/cat.png");
		await press(box, "Enter");
		expect(el.textContent).toContain("https://example.org/cat.png");
		expect(await sent()).toBe("https://example.org/cat.png");
		await click(button(el, "Remove https://example.org/cat.png"));
		expect(await sent()).toBeNull();
	});
});

describe("a gallery", () => {
	const items = [
		{ image: ref("f1", "a.png", "image/png"), caption: "first" },
		{ video: ref("f2", "b.mp4", "video/mp4"), caption: null },
	];

	it("keeps captions while pictures are added, moved and removed", async () => {
		const el = show(parameter("x", "gallery"), items);
		await type(find(el, "[aria-label='Caption of b.mp4']"), "second");
		await pick(el, new File(["x"], "c.png", { type: "image/png" }));
		await click(button(el, "Move b.mp4 forward"));
		await click(button(el, "Remove c.png"));
		expect(await sent()).toEqual([{ ...items[1], caption: "second" }, items[0]]);
	});

	it("takes what the app gave without captions", async () => {
		const el = show(parameter("x", "gallery"), [ref("f1", "a.png", "image/png")]);
		await type(find(el, "[aria-label='Caption of a.png']"), "now");
		expect(await sent()).toEqual([{ image: ref("f1", "a.png", "image/png"), caption: "now" }]);
	});
});

describe("the box of a crop", () => {
	const box = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

	it("stays in the picture when it is moved", () => {
		expect(moved(box, 1, -1)).toEqual({ x: 0.5, y: 0, width: 0.5, height: 0.5 });
	});

	it.each([
		["se", 1, 1, { x: 0.25, y: 0.25, width: 0.75, height: 0.75 }],
		["nw", -1, -1, { x: 0, y: 0, width: 0.75, height: 0.75 }],
		["ne", -1, 0.25, { x: 0.25, y: 0.5, width: 0.02, height: 0.25 }],
	])("keeps the opposite corner when %s is dragged", (corner, dx, dy, result) => {
		expect(resized(box, corner, dx, dy)).toEqual(result);
	});
});

it("a recording is a WAV file of 16 bits", async () => {
	const file = wav([Float32Array.of(0, 1, -2), Float32Array.of(0.5, 0, 0)], 8000, "a.wav");
	const bytes = new DataView(await file.arrayBuffer());
	expect([file.type, bytes.byteLength]).toEqual(["audio/wav", 44 + 12]);
	expect([bytes.getUint16(22, true), bytes.getUint32(24, true), bytes.getUint32(40, true)]).toEqual([2, 8000, 12]);
	expect([0, 1, 2, 3, 4, 5].map((i) => bytes.getInt16(44 + 2 * i, true))).toEqual([0, 16384, 32767, 0, -32767, 0]);
});

describe("a file of another host", () => {
	const far = { ...ref("f1", "a.png", "image/png"), host: "example.org" };

	it("is shown when it is asked for", async () => {
		const el = show(parameter("x", "image", { default: far }));
		await settled();
		expect(panel.model.asked("media")).toEqual([]);
		await click(button(el, "Load from example.org"));
		expect(panel.model.asked("media")).toHaveLength(1);
	});

	it("is cropped when it is asked for", async () => {
		const el = show(parameter("x", "image", { default: far }));
		await click(button(el, "Crop a.png"));
		expect(panel.model.asked("media")).toHaveLength(1);
	});

	it("is painted on when it is asked for", async () => {
		const el = show(parameter("x", "editor", { default: { background: far, layers: [far], composite: null } }));
		await settled();
		expect(panel.model.asked("media")).toEqual([]);
		expect(button(el, "Load from example.org")).not.toBeNull();
	});
});

describe("text with files", () => {
	it("is sent as both", async () => {
		const el = show(parameter("x", "multimodal"));
		await type(control(el, "X"), "look at this");
		const input = find<HTMLInputElement>(el, "[type=file]");
		Object.defineProperty(input, "files", { value: [new File(["x"], "a.txt", { type: "text/plain" })] });
		input.dispatchEvent(new Event("change", { bubbles: true }));
		await settled();
		const file = { __file__: "u1", name: "a.txt", size: 1, type: "text/plain" };
		expect(await sent()).toEqual({ text: "look at this", files: [file] });
		await click(button(el, "Remove a.txt"));
		expect(await sent()).toEqual({ text: "look at this", files: [] });
	});
});

describe("a conversation", () => {
	const talk = [
		{ role: "user", content: ["hi", { file: ref("f1", "a.png", "image/png"), alt_text: null }] },
		{ role: "assistant", content: ["hello"], metadata: { title: "thought" } },
	];

	it("is edited message by message, and keeps what it does not show", async () => {
		const el = show(parameter("x", "chat", { options: { roles: ["user", "assistant", "system"] } }), talk);
		await type(find(el, "[aria-label='Message 2']"), "good day");
		await click(button(el, "Add message"));
		await type(find(el, "[aria-label='Message 3']"), "bye");
		expect(await sent()).toEqual([
			talk[0],
			{ role: "assistant", content: ["good day"], metadata: { title: "thought" } },
			{ role: "user", content: ["bye"] },
		]);
		await click(button(el, "Remove a.png"));
		await click(button(el, "Move Message 3 up"));
		await click(button(el, "Remove Message 3"));
		const role = find<HTMLSelectElement>(el, "[aria-label='Role of Message 1']");
		role.value = "system";
		role.dispatchEvent(new Event("change", { bubbles: true }));
		await settled();
		expect(await sent()).toEqual([
			{ role: "system", content: ["hi"] },
			{ role: "user", content: ["bye"] },
		]);
	});
});

describe("a painting", () => {
	const canvas = (painting: Painting) => painting.layers[0]?.canvas;

	it("goes back and forth between its states", () => {
		const painting = new Painting();
		expect(painting.isBlank).toBe(true);
		painting.begin({ tool: "brush", color: "#000000", size: 3 }, 1, 1);
		painting.end();
		const painted = canvas(painting);
		painting.addLayer();
		expect([painting.layers.length, painting.current, painting.isBlank]).toEqual([2, 1, false]);
		painting.removeLayer(0);
		expect([painting.layers.length, painting.current]).toEqual([1, 0]);
		painting.undo();
		painting.undo();
		expect(canvas(painting)).toBe(painted);
		painting.redo();
		expect(painting.layers.length).toBe(2);
		painting.toggle(0);
		expect([painting.canRedo, painting.layers[0]?.hidden]).toEqual([false, true]);
		expect(painting.undo() && painting.undo() && painting.undo()).toBe(true);
		expect([painting.undo(), painting.canUndo]).toEqual([false, false]);
	});

	it("keeps a stroke apart from the state before it", () => {
		const painting = new Painting();
		const before = canvas(painting);
		painting.begin({ tool: "eraser", color: "#000000", size: 3 }, 1, 1);
		expect(canvas(painting)).not.toBe(before);
		painting.undo();
		expect(canvas(painting)).toBe(before);
	});

	it("never loses its last layer, and begins anew with those of a run", () => {
		const painting = new Painting();
		expect(painting.removeLayer(0)).toBe(false);
		painting.addLayer();
		painting.setLayers([]);
		expect([painting.layers.length, painting.canUndo]).toEqual([1, false]);
	});
});

describe("a picture that is painted on", () => {
	const layers = () => panel.el.querySelectorAll("[aria-label=Layers] .g-chip > [aria-pressed]").length;

	it("keeps what is painted while an earlier state of it is still being drawn", async () => {
		// Pictures that are there at once: the worst case.
		vi.stubGlobal(
			"Image",
			class {
				naturalWidth = 400;
				naturalHeight = 300;
				onload = () => {};
				set src(_: string) {
					this.onload();
				}
			},
		);
		const el = show(parameter("x", "editor", { options: { canvas_size: [400, 300] } }));
		await settled();
		const leave = () => find(el, ".g-editor").dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
		await click(button(el, "Add layer"));
		const effects: (() => void)[] = [];
		options.requestAnimationFrame = (run: () => void) => effects.push(run);
		leave();
		await vi.waitFor(() => expect(panel.model.asked("upload")).toHaveLength(3));
		await settled();
		button(el, "Add layer").click();
		leave();
		delete options.requestAnimationFrame;
		for (const run of effects) run();
		await settled();
		expect(layers()).toBe(3);
		expect((await sent()) as object).toMatchObject({ layers: [{}, {}, {}], composite: { name: "composite.png" } });
	});
});
