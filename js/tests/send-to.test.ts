import { expect, it } from "vitest";
import type { Json, Request, Run } from "../src/messages";
import { endpoint, ok, output, parameter, run } from "./fake";
import { button, click, control, find, type Mounted, mount, press, settled } from "./mount";

const infer = endpoint("/infer", [parameter("prompt", "text", { required: true })]);
const done = (more: Partial<Run> = {}) =>
	run(4, { state: "done", outputs: [output("text", "a poem", { name: "poem", label: "Poem" })], ...more });

const TARGETS = [
	{ target: "t1", app: "", endpoint: "/infer", parameter: "prompt", label: "Prompt" },
	{ target: "t2", app: "Painter", endpoint: "/paint", parameter: "text", label: "Text" },
	{ target: "t3", app: "Painter", endpoint: "/ask", parameter: "q", label: "Question" },
];

function withTargets(targets: Json[] = TARGETS, more: Partial<Run> = {}): Mounted {
	const mounted = mount({ endpoints: [infer], runs: [done(more)] });
	const { answer } = mounted.model;
	mounted.model.answer = (request: Request) => (request.ask === "targets" ? ok(request, { targets }) : answer(request));
	return mounted;
}

const items = (el: ParentNode) => [...el.querySelectorAll<HTMLButtonElement>("[role=menuitem]")];
const opener = (el: ParentNode) => button(el, "Use Poem in…");
const told = (el: ParentNode) => find(el, ".g-hand [role=status]").textContent;

it("a finished output offers the inputs that the kernel names, each other app with its name", async () => {
	const { el, model } = withTargets();
	await click(opener(el));
	expect(model.asked("targets")).toMatchObject([{ run: 4, output: "poem" }]);
	expect(items(el).map((item) => item.getAttribute("aria-label"))).toEqual([
		"Prompt of /infer",
		"Text of Painter /paint",
		"Question of Painter /ask",
	]);
	expect([...el.querySelectorAll("[role=menu] p")].map((p) => p.textContent)).toEqual(["Painter"]);
	expect(opener(el).getAttribute("aria-expanded")).toBe("true");
});

it("arrows, Home and End go through the menu; Escape closes it and gives the focus back", async () => {
	const { el } = withTargets();
	await click(opener(el));
	const at = () => items(el).indexOf(document.activeElement as HTMLButtonElement);
	expect(at()).toBe(0);
	for (const [key, to] of [
		["ArrowUp", 2],
		["ArrowDown", 0],
		["ArrowDown", 1],
		["End", 2],
		["Home", 0],
	] as const) {
		await press(document.activeElement as HTMLElement, key);
		expect(at()).toBe(to);
	}
	await press(document.activeElement as HTMLElement, "Escape");
	expect(items(el)).toEqual([]);
	expect(document.activeElement).toBe(opener(el));
});

it("the chosen input is handed over, and the page says where it went", async () => {
	const { el, model } = withTargets();
	await click(opener(el));
	await click(items(el)[1] as HTMLElement);
	expect(model.asked("hand")).toMatchObject([{ run: 4, output: "poem", target: "t2" }]);
	expect(items(el)).toEqual([]);
	expect(document.activeElement).toBe(opener(el));
	expect(told(el)).toBe("Put into Text of Painter /paint");
});

it("a refusal is told", async () => {
	const { el, model } = withTargets();
	const { answer } = model;
	const error = { kind: "BadArgument", title: "", message: "prompt: too long", hint: "", fields: {} };
	model.answer = (request) => (request.ask === "hand" ? { reply: request.id, error } : answer(request));
	await click(opener(el));
	await click(items(el)[0] as HTMLElement);
	expect(find(el, ".g-hand .g-problem").textContent).toBe("prompt: too long");
	expect(told(el)).toBe("");
	model.answer = answer;
	await click(opener(el));
	expect(el.querySelector(".g-hand .g-problem")).toBeNull();
});

it("where nothing fits it says so, and Escape closes that too", async () => {
	const { el } = withTargets([]);
	await click(opener(el));
	expect(find(el, ".g-hand p").textContent).toBe("No input of an open app takes this.");
	await press(opener(el), "Escape");
	expect(el.querySelector(".g-hand p")).toBeNull();
});

it("an answer that comes after the menu was closed opens nothing", async () => {
	const { el, model } = withTargets();
	const { answer } = model;
	model.answer = (request) => (request.ask === "targets" ? null : answer(request));
	await click(opener(el));
	await press(opener(el), "Escape");
	for (const request of model.asked("targets")) model.say(ok(request, { targets: TARGETS }));
	await settled();
	expect(items(el)).toEqual([]);
});

it("leaving the menu with Tab closes it", async () => {
	const { el } = withTargets();
	await click(opener(el));
	control(el, "Prompt").focus();
	await settled();
	expect(items(el)).toEqual([]);
	expect(document.activeElement).toBe(control(el, "Prompt"));
});

it("neither a run under way nor an empty output has the menu", () => {
	const has = (mounted: Mounted) => mounted.el.querySelector(".g-hand") !== null;
	expect(has(withTargets())).toBe(true);
	expect(has(withTargets(TARGETS, { state: "running" }))).toBe(false);
	expect(has(withTargets(TARGETS, { outputs: [output("image", null)] }))).toBe(false);
	expect(has(withTargets(TARGETS, { state: "cancelled" }))).toBe(true);
});

it("what the kernel puts into a field takes away what was wrong with it", async () => {
	const { el, model } = withTargets();
	await click(button(el, "Run"));
	expect(control(el, "Prompt").getAttribute("aria-invalid")).toBe("true");
	model.say({ push: "set", seq: 1, set: { drafts: { "/infer": { prompt: "a poem" } } } });
	await settled();
	expect(control(el, "Prompt").value).toBe("a poem");
	expect(control(el, "Prompt").getAttribute("aria-invalid")).toBe("false");
});
