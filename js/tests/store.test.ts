import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KernelStore, timesNow } from "../src/kernel/kernel-store";
import { Store } from "../src/store";
import { endpoint, FakeModel, ok, output, parameter, run, snapshot } from "./fake";

const text = (store: KernelStore, id: number) => store.run(id)?.value.outputs[0]?.value;

describe("what the kernel said", () => {
	function kernel(seq = 0) {
		const store = new KernelStore();
		store.adopt(snapshot({ seq, runs: [run(1, { outputs: [output("text", "Once")] })] }));
		return store;
	}

	it("changes by pushes, in order", () => {
		const store = kernel();
		store.push({ push: "set", seq: 1, set: { variable: "x" } });
		store.push({ push: "run", seq: 2, id: 1, set: {}, append: { 0: " upon" } });
		store.push({ push: "run", seq: 3, id: 1, set: { state: "done" }, append: { 0: " a time" } });
		expect(store.variable.value).toBe("x");
		expect(text(store, 1)).toBe("Once upon a time");
		expect(store.run(1)?.value.state).toBe("done");
	});

	it("appends after it has set", () => {
		const store = kernel();
		store.push({ push: "run", seq: 1, id: 1, set: { outputs: [output("text", "New")] }, append: { 0: "er" } });
		expect(text(store, 1)).toBe("Newer");
	});

	it("learns of a run from its first push", () => {
		const store = kernel();
		store.push({ push: "run", seq: 1, id: 2, set: { state: "queued", rank: 0 }, append: {} });
		expect(store.runs.value.map((one) => one.value.id)).toEqual([1, 2]);
		expect(store.run(2)?.value).toMatchObject({ state: "queued", rank: 0, outputs: [] });
	});

	it("takes nothing twice", () => {
		const store = kernel();
		const push = { push: "run", seq: 1, id: 1, set: {}, append: { 0: "!" } } as const;
		store.push(push);
		store.push(push);
		expect(text(store, 1)).toBe("Once!");
	});

	it("asks again after a gap, and goes on from the answer with what came meanwhile", () => {
		const store = kernel();
		store.onGap = vi.fn();
		store.push({ push: "run", seq: 3, id: 1, set: {}, append: { 0: " c" } });
		store.push({ push: "run", seq: 4, id: 1, set: {}, append: { 0: " d" } });
		expect(store.onGap).toHaveBeenCalled();
		expect(text(store, 1)).toBe("Once");
		store.adopt(snapshot({ seq: 3, runs: [run(1, { outputs: [output("text", "a b c")] })] }));
		expect(text(store, 1)).toBe("a b c d");
	});

	it("does not go back to an older snapshot", () => {
		const store = kernel(5);
		store.adopt(snapshot({ seq: 4, variable: "old" }));
		expect(store.variable.value).toBe("");
	});

	it("lets the clock of a run go on, until its end", () => {
		const seen = { ...run(1, { elapsed: 2, eta: 5 }), at: 1000 };
		expect(timesNow(seen, 4000)).toEqual({ elapsed: 5, eta: 2 });
		expect(timesNow({ ...seen, state: "done" }, 4000).elapsed).toBe(2);
	});
});

describe("the store of a widget", () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	const infer = endpoint("/infer", [
		parameter("prompt", "text", { required: true }),
		parameter("steps", "number", { default: 4, maximum: 50 }),
		parameter("image", "image"),
	]);

	function setUp(drafts = {}) {
		const model = new FakeModel(snapshot({ seq: 3, endpoints: [infer], drafts }));
		const store = new Store(model);
		return { model, store, form: store.drafts.form("/infer") };
	}

	it("greets with the number of what it knows, until the kernel is settled", async () => {
		const { model } = setUp();
		expect(model.asked("hello")).toMatchObject([{ seq: 3 }]);
		await vi.advanceTimersByTimeAsync(400);
		expect(model.asked("hello")).toHaveLength(2);
		const last = model.asked("hello").at(-1);
		model.say(ok(last as never, { snapshot: null, settled: true }));
		await vi.advanceTimersByTimeAsync(5000);
		expect(model.asked("hello")).toHaveLength(2);
	});

	it("gives up greeting after eight times", async () => {
		const { model } = setUp();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(model.asked("hello")).toHaveLength(8);
	});

	it("greets again after a gap, once for many pushes", async () => {
		const { model } = setUp();
		model.say(ok(model.sent[0] as never, { snapshot: null, settled: true }));
		await vi.advanceTimersByTimeAsync(1000);
		model.say({ push: "set", seq: 9, set: { variable: "late" } });
		model.say({ push: "set", seq: 10, set: { variable: "later" } });
		await vi.advanceTimersByTimeAsync(0);
		expect(model.asked("hello")).toHaveLength(2);
		model.say({ push: "set", seq: 12, set: { variable: "latest" } });
		await vi.advanceTimersByTimeAsync(399);
		expect(model.asked("hello")).toHaveLength(2);
		await vi.advanceTimersByTimeAsync(1);
		expect(model.asked("hello")).toHaveLength(3);
	});

	it("sends a draft when the keys have been quiet for 300 ms", async () => {
		const { model, form } = setUp();
		form.set("prompt", "a");
		await vi.advanceTimersByTimeAsync(200);
		form.set("prompt", "ab");
		await vi.advanceTimersByTimeAsync(299);
		expect(model.asked("draft")).toHaveLength(0);
		await vi.advanceTimersByTimeAsync(1);
		expect(model.asked("draft")).toMatchObject([{ endpoint: "/infer", values: { prompt: "ab" }, unset: [] }]);
	});

	it("brings a draft back after a reload", () => {
		expect(setUp({ "/infer": { prompt: "from before" } }).form.values.value).toEqual({ prompt: "from before" });
	});

	it("takes over what Python sets, but not over what is being typed", async () => {
		const { model, form } = setUp();
		form.set("prompt", "typing");
		model.say({ push: "set", seq: 4, set: { drafts: { "/infer": { prompt: "from Python", steps: 9 } } } });
		expect(form.values.value).toEqual({ prompt: "typing", steps: 9 });

		await vi.advanceTimersByTimeAsync(300);
		model.say(ok(model.asked("draft")[0] as never));
		await vi.advanceTimersByTimeAsync(0);
		model.say({ push: "set", seq: 5, set: { drafts: { "/infer": { prompt: "from Python" } } } });
		expect(form.values.value).toEqual({ prompt: "from Python" });
	});

	it("sends only what was given, and tells what is missing without sending", async () => {
		const { model, store, form } = setUp();
		expect(await store.run(infer)).toBe(false);
		expect(form.problems.value).toEqual({ prompt: "Required" });
		expect(model.asked("run")).toHaveLength(0);

		form.set("prompt", "a cat");
		model.answer = (request) => ok(request, { run: 1 });
		expect(await store.run(infer)).toBe(true);
		expect(model.asked("run")).toMatchObject([{ endpoint: "/infer", values: { prompt: "a cat" } }]);
	});

	it("shows the kernel's own complaints at their fields, and loses nothing", async () => {
		const { model, store, form } = setUp();
		form.set("prompt", "a cat");
		const error = { kind: "BadArgument", title: "", message: "", hint: "", fields: { steps: "Too many today" } };
		model.answer = ({ id }) => ({ reply: id, error });
		expect(await store.run(infer)).toBe(false);
		expect(form.problems.value).toEqual({ steps: "Too many today" });
		expect(form.values.value).toEqual({ prompt: "a cat" });
		expect(form.failure.value).toBeNull();
	});

	it("shows a complaint about no field by itself", async () => {
		const { model, store, form } = setUp();
		form.set("prompt", "a cat");
		const error = { kind: "QueueFull", title: "Queue full", message: "full", hint: "", fields: {} };
		model.answer = ({ id }) => ({ reply: id, error });
		await store.run(infer);
		expect(form.failure.value).toEqual(error);
	});

	it("waits with a run for an upload that is under way", async () => {
		vi.useRealTimers();
		const { model, store, form } = setUp();
		form.set("prompt", "a cat");
		store.upload("/infer", infer.parameters[2] as never, [new File(["x"], "a.png", { type: "image/png" })]);
		const started = store.run(infer);
		await vi.waitFor(() => expect(model.asked("upload")).toHaveLength(1));
		expect(model.asked("run")).toHaveLength(0);

		const file = { __file__: "f-9", name: "a.png", size: 1, type: "image/png" };
		model.say(ok(model.asked("upload")[0] as never, { file }));
		await vi.waitFor(() => expect(model.asked("run")).toMatchObject([{ values: { image: file } }]));
		model.say(ok(model.asked("run")[0] as never, { run: 1 }));
		expect(await started).toBe(true);
		store.dispose();
	});

	it("does not run when an upload fails, and says so at its field", async () => {
		vi.useRealTimers();
		const { model, store, form } = setUp();
		form.set("prompt", "a cat");
		const error = { kind: "UploadTooLarge", title: "", message: "over the limit", hint: "", fields: {} };
		model.answer = ({ id, ask }) => (ask === "upload" ? { reply: id, error } : null);
		store.upload("/infer", infer.parameters[2] as never, [new File(["x"], "a.png")]);
		expect(await store.run(infer)).toBe(false);
		expect(form.problems.value).toEqual({ image: "a.png: over the limit" });
		expect(model.asked("run")).toHaveLength(0);
		store.dispose();
	});

	it("keeps several files in the order they were chosen in", async () => {
		vi.useRealTimers();
		const { model, store, form } = setUp();
		const many = parameter("files", "file", { multiple: true });
		store.upload("/infer", many, [new File(["1"], "first"), new File(["2"], "second")]);
		await vi.waitFor(() => expect(model.asked("upload")).toHaveLength(2));
		for (const { id, name } of model.asked("upload").toReversed())
			model.say({ reply: id, result: { file: { __file__: name, name, size: 1, type: null } } });
		await vi.waitFor(() =>
			expect(form.values.value.files).toMatchObject([{ __file__: "first" }, { __file__: "second" }]),
		);
		store.dispose();
	});

	it("listens to nothing once it is disposed of", () => {
		const { model, store } = setUp();
		expect(model.listening).toBeGreaterThan(0);
		store.dispose();
		expect(model.listening).toBe(0);
	});
});
