import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Media } from "../src/kernel/media";
import { Refusal, Wire } from "../src/kernel/rpc";
import { Upload } from "../src/kernel/upload";
import type { FileRef } from "../src/messages";
import { FakeModel, ok } from "./fake";

const failure = { kind: "BadArgument", title: "Wrong", message: "no", hint: "", fields: { steps: "At most 50" } };
const file = (more: Partial<FileRef> = {}): FileRef => ({
	__file__: "f-1",
	name: "a.png",
	size: null,
	type: "image/png",
	...more,
});

function setUp() {
	const model = new FakeModel();
	return { model, wire: new Wire(model) };
}

describe("requests", () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it("are answered by id, in any order", async () => {
		const { model, wire } = setUp();
		const first = wire.ask({ ask: "cancel", run: 1 });
		const second = wire.ask({ ask: "cancel", run: 2 });
		const [one, two] = model.sent;
		if (one && two) {
			model.say({ reply: two.id, result: { is: 2 } });
			model.say({ reply: one.id, result: { is: 1 } });
		}
		expect((await first).result).toEqual({ is: 1 });
		expect((await second).result).toEqual({ is: 2 });
	});

	it("are refused with the kernel's own words", async () => {
		const { model, wire } = setUp();
		model.answer = ({ id }) => ({ reply: id, error: failure });
		const refusal = await wire.ask({ ask: "variable", name: "1x" }).catch((error) => error);
		expect(refusal).toBeInstanceOf(Refusal);
		expect(refusal.failure).toEqual(failure);
	});

	it("leave the answers to another page alone", () => {
		const { model, wire } = setUp();
		void wire.ask({ ask: "cancel", run: 1 });
		expect(() => model.say({ reply: "other-page-1", result: {} })).not.toThrow();
	});

	it("are late after a second, until something is answered, and are not given up", async () => {
		const { model, wire } = setUp();
		const answer = wire.ask({ ask: "cancel", run: 1 });
		vi.advanceTimersByTime(999);
		expect(wire.late.value).toBe(false);
		vi.advanceTimersByTime(1);
		expect(wire.late.value).toBe(true);
		vi.advanceTimersByTime(60_000);
		model.say(ok(model.sent[0] as never, {}));
		await answer;
		expect(wire.late.value).toBe(false);
	});

	it("fail with a hint when the kernel cannot be reached at all", async () => {
		const { model, wire } = setUp();
		model.send = () => {
			throw new Error("Canceled");
		};
		await expect(wire.ask({ ask: "cancel", run: 1 })).rejects.toMatchObject({ failure: { kind: "KernelGone" } });
	});
});

describe("uploads", () => {
	const bytes = (size: number) => new File([new Uint8Array(size)], "a.bin", { type: "x/y" });

	it("send pieces of 2 MB, two under way, and end with the file", async () => {
		const { model, wire } = setUp();
		const upload = new Upload(wire, bytes(5_000_000));
		await vi.waitFor(() => expect(model.asked("upload")).toHaveLength(2));
		expect(model.asked("upload").map(({ offset }) => offset)).toEqual([0, 2_000_000]);

		const [first, second] = model.asked("upload");
		model.say(ok(first as never));
		await vi.waitFor(() => expect(model.asked("upload")).toHaveLength(3));
		expect(upload.share).toBeCloseTo(0.4);
		model.say(ok(second as never));
		model.say(ok(model.asked("upload")[2] as never, { file: { ...file() } }));
		expect(await upload.done).toEqual(file());
		expect(upload.share).toBe(1);
		expect(model.buffers.map((buffers) => buffers?.[0]?.byteLength)).toEqual([2_000_000, 2_000_000, 1_000_000]);
	});

	it("never have more than two pieces unanswered", async () => {
		const { model, wire } = setUp();
		let unanswered = 0;
		let most = 0;
		model.answer = (request) => {
			most = Math.max(most, ++unanswered);
			queueMicrotask(() => unanswered--);
			return ok(request, { file: { ...file() } });
		};
		await new Upload(wire, bytes(17_000_000)).done;
		expect(model.asked("upload")).toHaveLength(9);
		expect(most).toBeLessThanOrEqual(2);
	});

	it("send an empty file as one empty piece", async () => {
		const { model, wire } = setUp();
		model.answer = (request) => ok(request, { file: { ...file() } });
		await new Upload(wire, bytes(0)).done;
		expect(model.asked("upload")).toMatchObject([{ offset: 0, size: 0 }]);
	});

	it("stop when dropped, and tell the kernel", async () => {
		const { model, wire } = setUp();
		const upload = new Upload(wire, bytes(9_000_000));
		await vi.waitFor(() => expect(model.asked("upload")).toHaveLength(2));
		upload.drop();
		for (const request of model.asked("upload")) model.say(ok(request));
		await expect(upload.done).rejects.toThrow("stopped");
		expect(model.asked("upload")).toHaveLength(2);
		expect(model.asked("drop")).toHaveLength(1);
	});
});

describe("media", () => {
	function serving(content: Uint8Array<ArrayBuffer>, piece: number) {
		const { model, wire } = setUp();
		model.answer = (request) => ok(request, { total: content.length });
		model.answerBuffers = (request) =>
			request.ask === "media"
				? [new DataView(content.buffer, request.offset, Math.min(piece, content.length - request.offset))]
				: [];
		return { model, media: new Media(wire, () => new Set()) };
	}

	it("are pulled until the last byte, once, and kept", async () => {
		const { model, media } = serving(new Uint8Array([1, 2, 3, 4, 5]), 2);
		const medium = media.get(file());
		expect(media.get(file())).toBe(medium);
		await vi.waitFor(() => expect(medium.value).toMatchObject({ state: "ready", size: 5 }));
		expect(model.asked("media").map(({ offset }) => offset)).toEqual([0, 2, 4]);
	});

	it.each([
		["image/png", "image/png"],
		["text/html", "application/octet-stream"],
		["image/svg+xml", "application/octet-stream"],
		["application/xhtml+xml", "application/octet-stream"],
	])("of type %s are saved as %s: what could run as a page never has a type that does", async (type, saved) => {
		const made = new Map<string, Blob>();
		vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
			const url = `blob:${made.size}`;
			made.set(url, blob as Blob);
			return url;
		});
		const medium = serving(new Uint8Array([1]), 1).media.get(file({ type }));
		await vi.waitFor(() => expect(medium.value.state).toBe("ready"));
		if (medium.value.state === "ready") expect(made.get(medium.value.saveUrl)?.type).toBe(saved);
	});

	it("are pulled four at a time, and all of them in the end", async () => {
		const { model, wire } = setUp();
		const media = new Media(wire, () => new Set());
		const all = Array.from({ length: 6 }, (_, i) => media.get(file({ __file__: `f-${i}` })));
		expect(model.asked("media")).toHaveLength(4);
		model.answer = (request) => ok(request, { total: 0 });
		for (const request of model.asked("media")) model.say(ok(request, { total: 0 }));
		await vi.waitFor(() => expect(all.every((medium) => medium.value.state === "ready")).toBe(true));
	});

	it("can be tried again after a failure", async () => {
		const { model, wire } = setUp();
		model.answer = ({ id }) => ({ reply: id, error: failure });
		const media = new Media(wire, () => new Set());
		const medium = media.get(file());
		await vi.waitFor(() => expect(medium.value).toMatchObject({ state: "failed", message: "no" }));
		model.answer = (request) => ok(request, { total: 0 });
		expect(media.get(file())).toBe(medium);
		expect(medium.value.state).toBe("failed");
		media.retry(file());
		await vi.waitFor(() => expect(medium.value.state).toBe("ready"));
	});

	it("are let go when no view shows them any more, and no run has them", async () => {
		const revoke = vi.spyOn(URL, "revokeObjectURL");
		const { model, wire } = setUp();
		model.answer = (request) => ok(request, { total: 0 });
		const media = new Media(wire, () => new Set(["of-a-run"]));
		const ids = ["of-a-run", "partial", "on show", "not drawn yet"];
		const made = ids.map((id) => media.get(file({ __file__: id })));
		await vi.waitFor(() => expect(made.every((medium) => medium.value.state === "ready")).toBe(true));
		const [first, second] = ids.slice(0, 3).map((id) => media.hold(file({ __file__: id })));
		first?.();
		second?.();
		await vi.waitFor(() => expect(revoke).toHaveBeenCalledTimes(1), 3000);
		expect(ids.map((id, i) => media.get(file({ __file__: id })) === made[i])).toEqual([true, false, true, true]);
	});

	it("are let go with the widget", async () => {
		const revoke = vi.spyOn(URL, "revokeObjectURL");
		const { media } = serving(new Uint8Array([1]), 1);
		const medium = media.get(file());
		await vi.waitFor(() => expect(medium.value.state).toBe("ready"));
		media.dispose();
		expect(revoke).toHaveBeenCalledTimes(1);
	});
});
