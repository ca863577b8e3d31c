import { describe, expect, it, vi } from "vitest";
import type { Endpoint, Run, RunState } from "../src/messages";
import { endpoint, output, parameter, run } from "./fake";
import { button, choose, click, control, find, mount, press, settled, type } from "./mount";

const infer = endpoint("/infer", [parameter("prompt", "text"), parameter("steps", "number", { maximum: 50 })]);
const withRuns = (...runs: Run[]) => mount({ endpoints: [infer], runs });
const status = (el: ParentNode) => find(el, "[role=status]").textContent ?? "";

describe("keys", () => {
	it.each([
		["a letter", "a", {}, true],
		["an arrow", "ArrowDown", {}, true],
		["Escape", "Escape", {}, true],
		["Enter", "Enter", {}, true],
		["Ctrl by itself", "Control", { ctrlKey: true }, true],
		["Shift and Enter, which run the cell", "Enter", { shiftKey: true }, false],
		["a shortcut with Ctrl", "s", { ctrlKey: true }, false],
		["a shortcut with Cmd", "s", { metaKey: true }, false],
		["a shortcut with Alt", "s", { altKey: true }, false],
	])("%s: kept from the notebook or not", async (_, key, more, kept) => {
		const { el } = mount({ endpoints: [infer] });
		const host = vi.fn();
		document.addEventListener("keydown", host);
		for (const place of [button(el, "Run"), control(el, "Prompt")]) await press(place, key, more);
		document.removeEventListener("keydown", host);
		expect(host).toHaveBeenCalledTimes(kept ? 0 : 2);
	});

	it("shortcuts of editing are the field's while one has the focus", async () => {
		const { el } = mount({ endpoints: [infer] });
		const host = vi.fn();
		document.addEventListener("keydown", host);
		await press(control(el, "Prompt"), "z", { ctrlKey: true });
		await press(control(el, "Prompt"), "ArrowLeft", { altKey: true });
		expect(host).not.toHaveBeenCalled();
		await press(button(el, "Run"), "z", { ctrlKey: true });
		document.removeEventListener("keydown", host);
		expect(host).toHaveBeenCalledTimes(1);
	});

	it("a notebook that listens on their way in sees whose they are, and only then", async () => {
		const { el } = mount({ endpoints: [infer] });
		await settled();
		const seen: string[] = [];
		const look = ({ key, target }: KeyboardEvent) => {
			if ((target as Element).hasAttribute("data-lm-suppress-shortcuts")) seen.push(key);
		};
		document.addEventListener("keydown", look, true);
		await press(button(el, "Run"), "a");
		await press(button(el, "Run"), "s", { ctrlKey: true });
		await press(control(el, "Prompt"), "Enter", { ctrlKey: true });
		await press(document.body, "b");
		document.removeEventListener("keydown", look, true);
		expect(seen).toEqual(["a", "Enter"]);
		expect(el.querySelector("[data-lm-suppress-shortcuts]")).toBeNull();
	});

	it.each([{ ctrlKey: true }, { metaKey: true }])(
		"Enter with %o runs, from any field, and the cell does not",
		async (keys) => {
			const { el, model } = mount({ endpoints: [infer] });
			const host = vi.fn();
			document.addEventListener("keydown", host);
			const event = await press(control(el, "Prompt"), "Enter", keys);
			document.removeEventListener("keydown", host);
			expect(model.asked("run")).toHaveLength(1);
			expect(event.defaultPrevented).toBe(true);
			expect(host).not.toHaveBeenCalled();
		},
	);
});

describe("the states of a run", () => {
	it.each<[RunState, Partial<Run>, string]>([
		["waiting", {}, "Waiting"],
		["connecting", {}, "Connecting"],
		["waiting", { note: "connection lost, try 2 of 3 in 4 s" }, "Waitingconnection lost, try 2 of 3 in 4 s"],
		["uploading", { transfer: { done: 40, total: 100 } }, "Uploading40 %"],
		["queued", { rank: 1, queue_size: 7, eta: 12 }, "Queued2 of 7about 12 s"],
		[
			"running",
			{ progress: [{ index: 9, length: 12, unit: "steps", progress: null, desc: "Denoising" }] },
			"Denoising 9/12 steps",
		],
		["downloading", { transfer: { done: 2_000_000, total: null } }, "Downloading2.0 MB"],
		["done", { elapsed: 2.3 }, "Done in 2.3 s"],
		["failed", {}, "Failed"],
		["cancelled", {}, "Cancelled"],
		["stopped", {}, "Stopped waiting"],
		["lost", {}, "Connection lost"],
		["timed_out", {}, "Timed out"],
		["queue_full", {}, "Queue full"],
		["rate_limited", {}, "Rate limited"],
		["quota_exceeded", {}, "Quota exceeded"],
		["refused", {}, "Refused"],
	])("%s is said in its own words", (state, more, words) => {
		const { el } = withRuns(run(1, { state, ...more }));
		expect(status(el).replace(" · ", "")).toContain(words);
	});

	it("an error has its title, its message as plain text, and its hint", () => {
		const error = { kind: "AppError", title: "No GPU", message: "<b>x</b>", hint: "Wait.", fields: {} };
		const { el } = withRuns(run(1, { state: "failed", error }));
		expect(status(el)).toContain("No GPU: <b>x</b>");
		expect(status(el)).toContain("Wait.");
	});

	it("nested progress has a bar each, with its number", () => {
		const progress = [
			{ index: 1, length: 4, unit: "pages", progress: null, desc: "Book" },
			{ index: null, length: null, unit: null, progress: 0.5, desc: "Page" },
			{ index: 3, length: null, unit: "words", progress: null, desc: null },
		];
		const { el } = withRuns(run(1, { progress }));
		const bars = [...el.querySelectorAll("[role=progressbar]")];
		expect(bars.map((bar) => bar.getAttribute("aria-valuenow"))).toEqual(["25", "50", null]);
		expect(bars.map((bar) => bar.getAttribute("aria-label"))).toEqual(["Book 1/4 pages", "Page 50 %", "3 words"]);
	});

	it("a log line is plain text", () => {
		const { el } = withRuns(run(1, { logs: [{ level: "warning", title: "", message: "<img onerror=x>" }] }));
		expect(find(el, ".g-logs").textContent).toContain("warning <img onerror=x>");
	});

	it("ticking time is kept from screen readers", () => {
		const { el } = withRuns(run(1));
		expect(find(el, "[role=status] .g-clock").getAttribute("aria-hidden")).toBe("true");
	});

	it("one that is under way can be cancelled, one that ended cannot", async () => {
		const { el, model } = withRuns(run(1, { state: "done" }), run(2));
		await click(button(el, "Cancel"));
		await click(button(el, "Cancel run 2"));
		expect(model.asked("cancel").map((request) => request.run)).toEqual([2, 2]);
		expect(() => button(el, "Cancel run 1")).toThrow();
	});

	it("a lost one can be run again as it was", async () => {
		const { el, model } = withRuns(run(1, { state: "lost", inputs: { prompt: "a cat" } }));
		await click(button(el, "Run again"));
		// The kernel has what it was given: here large integers are rounded.
		expect(model.asked("again")).toMatchObject([{ run: 1 }]);
	});
});

describe("results", () => {
	it("grow in place while they stream", async () => {
		const { el, model } = withRuns(run(1, { outputs: [output("text", "Once")] }));
		const box = find(el, ".g-text .g-prose");
		model.say({ push: "run", seq: 1, id: 1, set: {}, append: { 0: " upon" } });
		await settled();
		expect(box.isConnected).toBe(true);
		expect(box.textContent).toBe("Once upon");
	});

	it("show the line of Python that they are", () => {
		const { el } = withRuns(run(1, { state: "done", shown: "result = Result(a=1)" }));
		expect(find(el, ".g-var code").textContent).toBe("result = Result(a=1)");
	});

	it("go to a variable, whose name the kernel judges", async () => {
		const { el, model } = mount({ endpoints: [infer], variable: "picture" });
		const field = find<HTMLInputElement>(el, "[aria-label=Variable]");
		expect(field.value).toBe("picture");
		const error = { kind: "BadArgument", title: "", message: "1x is no name", hint: "", fields: {} };
		model.answer = ({ id }) => ({ reply: id, error });
		await choose(field, "1x");
		expect(model.asked("variable")).toMatchObject([{ name: "1x" }]);
		expect(find(el, ".g-variable").textContent).toContain("1x is no name");
		expect(field.getAttribute("aria-invalid")).toBe("true");
	});
});

describe("the list of runs", () => {
	const old = run(1, { state: "done", inputs: { prompt: "old" }, outputs: [output("text", "old result")] });
	const row = (el: ParentNode, id: number) =>
		[...el.querySelectorAll<HTMLElement>(".g-run-row")].find((one) =>
			one.textContent?.includes(`#${id}`),
		) as HTMLElement;

	it("has the newest first and follows it", async () => {
		const { el, model } = withRuns(old, run(2));
		expect([...el.querySelectorAll(".g-run-row")].map((one) => one.textContent?.match(/#\d/)?.[0])).toEqual([
			"#2",
			"#1",
		]);
		model.say({ push: "run", seq: 1, id: 3, set: { state: "queued", rank: 1, queue_size: 7 }, append: {} });
		await settled();
		expect(row(el, 3).getAttribute("aria-pressed")).toBe("true");
		expect(row(el, 3).textContent).toContain("queued 2/7");
		expect(status(el)).toContain("Queued");
	});

	it("shows an older run, and stays with it while others begin", async () => {
		const { el, model } = withRuns(old, run(2));
		await click(row(el, 1));
		expect(find(el, ".g-output").textContent).toContain("old result");
		model.say({ push: "run", seq: 1, id: 3, set: {}, append: {} });
		await settled();
		expect(find(el, ".g-output").textContent).toContain("old result");
	});

	it("puts the inputs of an older run into the form", async () => {
		const { el } = withRuns(old, run(2));
		await click(row(el, 1));
		await click(button(el, "Use these inputs"));
		expect(control(el, "Prompt").value).toBe("old");
	});

	it("is left for the newest when the user runs", async () => {
		const { el } = withRuns(old, run(2));
		await click(row(el, 1));
		await click(button(el, "Run"));
		expect(row(el, 2).getAttribute("aria-pressed")).toBe("true");
	});
});

describe("the endpoint picker", () => {
	const tabs = (el: ParentNode) => [...el.querySelectorAll<HTMLElement>("[role=tab]")];

	it("has tabs for a few, and the arrows move along them", async () => {
		const { el, model } = mount({ endpoints: [endpoint("/a"), endpoint("/b"), endpoint("/c")] });
		expect(tabs(el).map((tab) => [tab.textContent, tab.tabIndex])).toEqual([
			["/a", 0],
			["/b", -1],
			["/c", -1],
		]);
		await press(tabs(el)[0] as HTMLElement, "ArrowLeft");
		expect(document.activeElement).toBe(tabs(el)[2]);
		expect(tabs(el)[2]?.getAttribute("aria-selected")).toBe("true");
		expect(model.asked("select")).toMatchObject([{ endpoint: "/c" }]);
	});

	it("puts plumbing under More", async () => {
		const { el } = mount({ endpoints: [endpoint("/a"), endpoint("/clear", [], { rank: 2 })] });
		expect(tabs(el)).toHaveLength(1);
		await choose(find(el, "[aria-label='More endpoints']"), "/clear");
		expect(find(el, "[role=tabpanel]").getAttribute("aria-label")).toBe("/clear");
	});

	it("is a menu for many", async () => {
		const many: Endpoint[] = Array.from({ length: 9 }, (_, i) =>
			endpoint(`/endpoint_${i}`, [], { rank: i > 6 ? 2 : 0 }),
		);
		const { el } = mount({ endpoints: many });
		expect(tabs(el)).toHaveLength(0);
		expect(find(el, "optgroup[label=More]").children).toHaveLength(2);
		await choose(control(el, "Endpoint"), "/endpoint_3");
		expect(find(el, "[role=tabpanel]").getAttribute("aria-label")).toBe("/endpoint_3");
	});

	it("opens what was open before a reload", () => {
		const { el } = mount({ endpoints: [endpoint("/a"), endpoint("/b")], selected: "/b" });
		expect(find(el, "[role=tabpanel]").getAttribute("aria-label")).toBe("/b");
	});
});

describe("the form", () => {
	const many = endpoint(
		"/many",
		Array.from({ length: 8 }, (_, i) => parameter(`p${i}`, "number", { default: i, maximum: 9, required: i === 7 })),
		{ examples: [{ label: "the first", values: { p0: 5 } }] },
	);

	it("folds what has a default and comes after the first five", () => {
		const { el } = mount({ endpoints: [many] });
		expect(find(el, "summary").textContent).toBe("Advanced (2)");
		const folded = [...el.querySelectorAll("details [data-parameter]")].map((field) =>
			field.getAttribute("data-parameter"),
		);
		expect(folded).toEqual(["p5", "p6"]);
		expect(find<HTMLDetailsElement>(el, "details").open).toBe(false);
	});

	it("unfolds for an error, and goes there", async () => {
		const { el, model } = mount({ endpoints: [many] });
		await type(control(el, "P7"), "1");
		model.answer = ({ id }) => ({
			reply: id,
			error: { kind: "BadArgument", title: "", message: "", hint: "", fields: { p6: "no" } },
		});
		await click(button(el, "Run"));
		expect(find<HTMLDetailsElement>(el, "details").open).toBe(true);
		expect(document.activeElement).toBe(control(el, "P6"));
		expect(control(el, "P7").value).toBe("1");
	});

	it("is filled by an example, and emptied by Reset", async () => {
		const { el } = mount({ endpoints: [many], drafts: { "/many": { p1: 8 } } });
		await click(button(el, "the first"));
		expect([control(el, "P0").value, control(el, "P1").value]).toEqual(["5", "8"]);
		await click(button(el, "Reset"));
		expect([control(el, "P0").value, control(el, "P1").value]).toEqual(["0", "1"]);
	});

	it("is the same in every view", async () => {
		const { el, again } = mount({ endpoints: [infer] });
		const other = again();
		await type(control(el, "Prompt"), "typed here");
		expect(control(other, "Prompt").value).toBe("typed here");
		expect(control(other, "Prompt").id).not.toBe(control(el, "Prompt").id);
	});

	it("says why Run is not possible", () => {
		const app = {
			name: "demo",
			url: "",
			version: "",
			state: "connecting",
			detail: "waking up",
			anonymous: false,
			max_file_size: null,
			error: null,
		} as const;
		const { el } = mount({ app, endpoints: [infer] });
		expect(button(el, "Run").disabled).toBe(true);
		expect(find(el, ".g-form").textContent).toContain("Connecting to the app…");
		expect(find(el, "header").textContent).toContain("waking up");
	});

	it("says when the kernel is busy, and stops saying so when it answers", async () => {
		vi.useFakeTimers();
		const { el, model } = mount({ endpoints: [infer] });
		model.answer = () => null;
		button(el, "Run").click();
		await vi.advanceTimersByTimeAsync(1100);
		expect(find(el, ".g-notes").textContent).toContain("The kernel is busy");
		model.say({ reply: model.asked("run")[0]?.id ?? "", result: { run: 1 } });
		await vi.advanceTimersByTimeAsync(100);
		vi.useRealTimers();
		expect(find(el, ".g-notes").textContent).toBe("");
	});
});

describe("the header", () => {
	it("says that a Space is used without a token", () => {
		const app = {
			name: "a/b",
			url: "",
			version: "6",
			state: "ready",
			detail: "",
			max_file_size: null,
			error: null,
		} as const;
		expect(find(mount({ app: { ...app, anonymous: true } }).el, "header").textContent).toContain("anonymous");
		expect(find(mount({ app: { ...app, anonymous: false } }).el, "header").textContent).not.toContain("anonymous");
	});

	it("links to the app only on the web", () => {
		const app = {
			name: "demo",
			version: "6",
			state: "ready",
			detail: "",
			anonymous: false,
			max_file_size: null,
			error: null,
		} as const;
		const link = (url: string) => mount({ app: { ...app, url } }).el.querySelector("header a");
		expect(link("https://demo.hf.space")?.getAttribute("rel")).toBe("noopener");
		expect(link("javascript:alert(1)")).toBeNull();
	});

	it("tells a failure with a hint, and tries again", async () => {
		const error = {
			kind: "NotReachable",
			title: "Not reachable",
			message: "No server answers.",
			hint: "Check it.",
			fields: {},
		};
		const app = {
			name: "demo",
			url: "",
			version: "",
			state: "failed",
			detail: "",
			anonymous: false,
			max_file_size: null,
			error,
		} as const;
		const { el, model } = mount({ app });
		expect(find(el, "[role=alert]").textContent).toContain("No server answers.");
		expect(find(el, "[role=alert]").textContent).toContain("Check it.");
		await click(button(el, "Try again"));
		expect(model.asked("reconnect")).toHaveLength(1);
	});
});

it("light and dark follow the notebook", async () => {
	const { el } = mount({ endpoints: [infer] });
	const theme = () => find(el, ".gnb").dataset.theme;
	for (const [light, expected] of [
		["false", "dark"],
		["true", "light"],
	]) {
		document.body.dataset.jpThemeLight = light;
		await vi.waitFor(() => expect(theme()).toBe(expected));
	}
	delete document.body.dataset.jpThemeLight;
});

it("the widget leaves nothing behind", () => {
	const { el, model, end } = mount({ endpoints: [infer] });
	expect(el.classList.contains("gnb-host")).toBe(true);
	expect(find(el, ".gnb-panel").getAttribute("aria-label")).toBe("Gradio app demo");
	end();
	expect(el.childElementCount).toBe(0);
	expect(model.listening).toBe(0);
});
