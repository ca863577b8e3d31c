import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LazyModules } from "../src/kernel/lazy-modules";
import { Wire } from "../src/kernel/rpc";
import { FakeModel, ok } from "./fake";
import { settled } from "./mount";

let count = 0;

/** A kernel that has one module, and gives it three bytes at a time. */
function serving(code: string) {
	const model = new FakeModel();
	const packed = new Uint8Array(gzipSync(code));
	model.answer = (request) => ok(request, { total: packed.length });
	model.answerBuffers = (request) =>
		request.ask === "asset" ? [packed.slice(request.offset, request.offset + 30).buffer] : [];
	return { model, modules: new LazyModules(new Wire(model)), name: `outputs/test-${++count}` };
}

// Object URLs of the test's page cannot be imported; those that hold their text can.
beforeEach(() => {
	const texts: Promise<string>[] = [];
	vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
		texts.push((blob as Blob).text());
		return "data:text/javascript,export default (require) => ({ preact: require('preact'), missing: require('x') })";
	});
	vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

it("a module comes in pieces, once for all that want it, and shares the Preact of the bundle", async () => {
	const { model, modules, name } = serving("x".repeat(50));
	const it = modules.get(name);
	expect(it.value.state).toBe("loading");
	expect(modules.get(name)).toBe(it);
	await vi.waitFor(() => expect(it.value.state).toBe("ready"));
	expect(it.value).toMatchObject({ module: { preact: await import("preact") } });
	const asked = model.asked("asset").length;

	const second = new LazyModules(new Wire(model)).get(name);
	await vi.waitFor(() => expect(second.value.state).toBe("ready"));
	expect(model.asked("asset")).toHaveLength(asked);
});

it("a module that does not come can be asked for again", async () => {
	const { model, modules, name } = serving("x");
	const good = model.answer;
	model.answer = ({ id }) => ({
		reply: id,
		error: { kind: "ProtocolError", title: "", message: "no such part", hint: "", fields: {} },
	});
	const it = modules.get(name);
	await settled();
	expect(it.value).toEqual({ state: "failed", message: "no such part" });
	model.answer = good;
	expect(modules.get(name)).toBe(it);
	expect(it.value.state).toBe("failed");
	modules.retry(name);
	await vi.waitFor(() => expect(it.value.state).toBe("ready"));
});

it("a module is loaded by another widget when the kernel of the first one never answers", async () => {
	const { model, modules, name } = serving("x");
	const silent = new FakeModel();
	silent.answer = () => null;
	expect(new LazyModules(new Wire(silent)).get(name).value.state).toBe("loading");
	expect(silent.asked("asset")).toHaveLength(1);
	const it = modules.get(name);
	await vi.waitFor(() => expect(it.value.state).toBe("ready"));
	expect(model.asked("asset").length).toBeGreaterThan(0);
});
