import { expect, it } from "vitest";
import type { Message, Snapshot, Talk } from "../src/messages";
import { endpoint, ok, output, parameter, run } from "./fake";
import { button, click, find, type Mounted, mount, press, settled, type } from "./mount";

const answer = endpoint("/answer", [parameter("message", "text", { required: true }), parameter("loud", "checkbox")], {
	talk: { message: "message", history: null, answer: "response" },
});

const message = (role: string, words: string, turn: number | null = null): Message => ({
	role,
	content: [{ text: words }],
	title: null,
	turn,
});
const SAID = [message("user", "hello", 0), message("assistant", "**hi**")];

const open = (talk: Partial<Talk> = {}, more: Partial<Snapshot> = {}): Mounted =>
	mount({
		endpoints: [answer],
		chat: { "/answer": { messages: [], pending: null, failure: null, ...talk } },
		...more,
	});
const box = (el: ParentNode) => find<HTMLTextAreaElement>(el, ".g-say textarea");
const bubbles = (el: ParentNode) =>
	[...el.querySelectorAll(".g-chat > li")].map((one) => one.querySelector(".g-prose")?.textContent?.trim());

it("a conversation is there first, and its form one click away", async () => {
	const { el } = open({ messages: SAID });
	await settled();
	expect(bubbles(el)).toEqual(["hello", "hi"]);
	expect(el.querySelector(".g-form")).toBeNull();
	await click(button(el, "Form"));
	expect(find(el, ".g-form [data-parameter=message]")).toBeTruthy();
	await click(button(el, "Chat"));
	expect(bubbles(el)).toEqual(["hello", "hi"]);
});

it("Enter says it with the settings, and empties the box; Shift+Enter is a line and not the notebook's", async () => {
	const { el, model } = open();
	await settled();
	await type(box(el), "one");
	const line = await press(box(el), "Enter", { shiftKey: true });
	expect(line.defaultPrevented).toBe(false);
	expect(model.asked("say")).toEqual([]);
	await press(box(el), "Enter", { isComposing: true });
	expect(model.asked("say")).toEqual([]);
	const sent = await press(box(el), "Enter");
	expect(sent.defaultPrevented).toBe(true);
	expect(model.asked("say")).toMatchObject([{ endpoint: "/answer", values: { message: "one" }, at: -1 }]);
	expect(box(el).value).toBe("");
});

it("nothing is not said, and the box tells so", async () => {
	const { el, model } = open();
	await settled();
	await click(button(el, "Send"));
	expect(model.asked("say")).toEqual([]);
	expect(el.textContent).toContain("Write something first.");
	expect(document.activeElement).toBe(box(el));
});

it("the answer grows with the outputs of its run, and Escape stops it", async () => {
	const pending = { message: message("user", "more", 1), run: 7, recalled: null };
	const { el, model } = open(
		{ messages: SAID, pending },
		{ runs: [run(7, { endpoint: "/answer", outputs: [output("json", "so", { name: "response" })] })] },
	);
	await settled();
	expect(bubbles(el)).toEqual(["hello", "hi", "more", "so"]);
	model.say({ push: "run", seq: 1, id: 7, set: {}, append: { "0": " far" } });
	await settled();
	expect(bubbles(el).at(-1)).toBe("so far");
	expect(el.textContent).toContain("Running");
	await press(box(el), "Escape");
	await click(button(el, "Stop"));
	expect(model.asked("cancel").map(({ run }) => run)).toEqual([7, 7]);
	const messages = [...SAID, message("user", "more", 1), message("assistant", "so far and done")];
	model.say({
		push: "set",
		seq: 2,
		set: { chat: { "/answer": { messages, pending: null, failure: null } } },
	});
	await settled();
	expect(bubbles(el).at(-1)).toBe("so far and done");
	expect(find(el, ".g-told").textContent).toBe("Answered");
	expect(button(el, "Send").disabled).toBe(false);
});

it("an answer that is the whole conversation is shown as that", async () => {
	const whole = [...SAID, message("user", "more"), message("assistant", "and more")].map(({ turn: _, ...one }) => one);
	const pending = { message: message("user", "more", 1), run: 7, recalled: null };
	const outputs = [output("chat", whole as never, { name: "response" })];
	const { el } = open({ messages: SAID, pending }, { runs: [run(7, { endpoint: "/answer", outputs })] });
	await settled();
	expect(bubbles(el)).toEqual(["hello", "hi", "more", "and more"]);
});

it("retry, undo and a new conversation name the turn", async () => {
	const { el, model } = open({ messages: SAID });
	await settled();
	await click(button(el, "Retry"));
	expect(model.asked("say")).toMatchObject([{ at: 0 }]);
	expect(model.asked("say")[0]?.values).not.toHaveProperty("message");
	const { answer: others } = model;
	model.answer = (request) =>
		request.ask === "unsay" ? ok(request, { message: "hello \\{{name}}" }) : others(request);
	await click(button(el, "Undo"));
	expect(model.asked("unsay")).toMatchObject([{ endpoint: "/answer", at: 0 }]);
	expect(box(el).value).toBe("hello \\{{name}}");
	await click(button(el, "New conversation"));
	expect(model.asked("reset")).toMatchObject([{ endpoint: "/answer" }]);
});

it.each<[string, unknown]>([
	["text", "bye {{name}}"],
	["multimodal", { text: "bye {{name}}", files: [] }],
])("what was said to a box of %s is said otherwise in its place, letter by letter", async (control, said) => {
	const endpoints = [{ ...answer, parameters: [parameter("message", control, { required: true })] }];
	const { el, model } = open({ messages: SAID }, { endpoints });
	await settled();
	await click(button(el, "edit"));
	const field = find<HTMLTextAreaElement>(el, "[aria-label='Say instead']");
	expect(field.value).toBe("hello");
	await type(field, "bye {{name}}");
	await press(field, "Enter");
	expect(model.asked("say")).toMatchObject([{ at: 0, values: { message: said } }]);
	expect(el.querySelector(".g-edit")).toBeNull();
});

it("why there is no answer is told, and it can be tried again", async () => {
	const error = { kind: "AppError", title: "Error", message: "no answer today", hint: "", fields: {} };
	const pending = { message: message("user", "hello", 0), run: 7, recalled: null };
	const { el, model } = open({ pending }, { runs: [run(7, { endpoint: "/answer", state: "failed", error })] });
	await settled();
	expect(find(el, ".g-told").textContent).toContain("no answer today");
	await click(button(el, "Retry"));
	expect(model.asked("say")).toMatchObject([{ at: 0 }]);
});

it("an app that is told again what came before says so", async () => {
	const pending = { message: message("user", "again", 1), run: 7, recalled: [0, 2] as [number, number] };
	const outputs = [output("text", "old", { name: "response" })];
	const { el } = open({ messages: SAID, pending }, { runs: [run(7, { endpoint: "/answer", outputs })] });
	await settled();
	expect(el.textContent).toContain("told again what came before (1 of 2)");
	expect(bubbles(el)).toEqual(["hello", "hi", "again"]);
});

it("a run that is picked from the list is shown in the form", async () => {
	const { el } = open({ messages: SAID }, { runs: [run(1, { endpoint: "/answer", state: "done" })] });
	await settled();
	await click(find(el, ".g-run-row"));
	expect(find(el, ".g-result")).toBeTruthy();
	await click(button(el, "Chat"));
	expect(find(el, ".g-conversation")).toBeTruthy();
});
