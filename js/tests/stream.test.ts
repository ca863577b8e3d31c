import type { Loader, LoaderCallbacks, LoaderContext } from "hls.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { provide } from "../src/kernel/lazy-modules";
import { Wire } from "../src/kernel/rpc";
import type { Request, StreamPart } from "../src/messages";
import { loaderFrom } from "../src/stream/loader";
import { PLAYLIST, StreamSource } from "../src/stream/source";
import { endpoint, FakeModel, ok, output, run } from "./fake";
import { button, find, mount, settled } from "./mount";

const SOUND = { __file__: "f-1", name: "audio.wav", size: null, type: "audio/wav" };

const part = (id: string, more: Partial<StreamPart> = {}): StreamPart => ({
	file: { __file__: id, name: `${id}.aac`, size: null, type: "audio/aac" },
	seconds: 1.25,
	begins_anew: false,
	...more,
});

/** A kernel that knows a stream, which the test lets grow. */
function kernel(parts: StreamPart[] = []) {
	const model = new FakeModel();
	const state = { parts, ended: false, live: true };
	model.answer = (request: Request) => {
		if (request.ask === "parts")
			return ok(request, { parts: state.parts.slice(request.offset) as never, ended: state.ended });
		return ok(request, { total: 3 });
	};
	model.answerBuffers = ({ ask }) => (ask === "media" ? [new Uint8Array([1, 2, 3]).buffer] : []);
	const source = new StreamSource(new Wire(model), SOUND, () => state.live);
	return { model, state, source };
}

describe("a source", () => {
	it("tells a player of the parts, and where a clock begins anew", async () => {
		const { source } = kernel([part("p-1"), part("p-2", { seconds: 3.1, begins_anew: true })]);
		expect(await source.read(PLAYLIST)).toBe(
			"#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-TARGETDURATION:4\n" +
				"#EXTINF:1.250000,\nstream:/0\n#EXT-X-DISCONTINUITY\n#EXTINF:3.100000,\nstream:/1\n",
		);
	});

	it("asks for what is new only, and for nothing when it has ended", async () => {
		const { model, state, source } = kernel([part("p-1")]);
		await source.read(PLAYLIST);
		state.parts.push(part("p-2"));
		state.ended = true;
		expect(await source.read(PLAYLIST)).toMatch(/stream:\/0\n.*\nstream:\/1\n#EXT-X-ENDLIST\n$/);
		await source.read(PLAYLIST);
		expect(model.asked("parts").map(({ file, offset }) => [file, offset])).toEqual([
			["f-1", 0],
			["f-1", 1],
		]);
	});

	it("ends with its run, and not before the parts are there that came last", async () => {
		const { model, state, source } = kernel([part("p-1")]);
		expect(await source.read(PLAYLIST)).not.toContain("ENDLIST");
		state.live = false;
		state.parts.push(part("p-2"));
		const list = await source.read(PLAYLIST);
		expect(list).toContain("stream:/1");
		expect(list).toContain("ENDLIST");
		await source.read(PLAYLIST);
		expect(model.asked("parts")).toHaveLength(2);
	});

	it("gives the bytes of parts that the kernel told of, and of nothing else", async () => {
		const { model, source } = kernel([part("p-1")]);
		await source.read(PLAYLIST);
		expect([...new Uint8Array((await source.read("stream:/0")) as ArrayBuffer)]).toEqual([1, 2, 3]);
		expect(model.asked("media").map(({ file }) => file)).toEqual(["p-1"]);
		for (const address of ["stream:/1", "stream:/p-1", "https://evil.example/a.ts", "/files/secret.txt", ""])
			await expect(source.read(address)).rejects.toThrow("no part of the stream");
		expect(model.asked("media")).toHaveLength(1);
	});
});

describe("before the first part", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("the list is waited for", async () => {
		const { model, state, source } = kernel();
		const list = source.read(PLAYLIST);
		await vi.advanceTimersByTimeAsync(1200);
		expect(model.asked("parts")).toHaveLength(3);
		state.parts.push(part("p-1"));
		await vi.advanceTimersByTimeAsync(600);
		expect(await list).toContain("stream:/0");
	});

	it.each(["the run ends", "nobody looks any more"])("%s: nothing is asked any more", async (why) => {
		const { model, state, source } = kernel();
		const list = expect(source.read(PLAYLIST)).rejects.toThrow("Nothing was streamed.");
		await vi.advanceTimersByTimeAsync(600);
		if (why === "the run ends") state.live = false;
		else source.close();
		await vi.advanceTimersByTimeAsync(600);
		await list;
		const { length } = model.asked("parts");
		await vi.advanceTimersByTimeAsync(60_000);
		expect(model.asked("parts")).toHaveLength(length);
	});
});

describe("the loader of the player", () => {
	async function load(source: StreamSource, url: string, also: (loader: Loader<LoaderContext>) => void = () => {}) {
		const told = { onSuccess: vi.fn(), onError: vi.fn(), onTimeout: vi.fn() };
		const loader = new (loaderFrom(source))();
		loader.load({ url } as LoaderContext, {} as never, told as LoaderCallbacks<LoaderContext>);
		also(loader);
		await settled();
		return { ...told, loader };
	}

	it("hands on what the source gives", async () => {
		const { source } = kernel([part("p-1")]);
		const { onSuccess, onError, loader } = await load(source, PLAYLIST);
		const [response, stats] = onSuccess.mock.calls[0] ?? [];
		expect(response).toEqual({ url: PLAYLIST, data: expect.stringContaining("#EXTM3U") });
		expect(stats).toBe(loader.stats);
		expect(stats.loaded).toBe(response.data.length);
		expect(onError).not.toHaveBeenCalled();
	});

	it("tells what the kernel says against it", async () => {
		const { model, source } = kernel();
		const error = { kind: "Refused", title: "", message: "The server does not know that (404).", hint: "", fields: {} };
		model.answer = ({ id }) => ({ reply: id, error });
		const { onSuccess, onError } = await load(source, PLAYLIST);
		expect(onError.mock.calls[0]?.[0]).toEqual({ code: 0, text: error.message });
		expect(onSuccess).not.toHaveBeenCalled();
	});

	it.each(["abort", "destroy"] as const)("is quiet after %s", async (end) => {
		const { source } = kernel([part("p-1")]);
		for (const url of [PLAYLIST, "stream:/9"]) {
			const { onSuccess, onError } = await load(source, url, (loader) => loader[end]());
			expect(onSuccess).not.toHaveBeenCalled();
			expect(onError).not.toHaveBeenCalled();
		}
	});
});

describe.each(["audio", "video"])("an output of %s", (kind) => {
	const ended = vi.fn();
	const play = vi.fn((_media: HTMLMediaElement, _options: { isLive: () => boolean; onBroken: () => void }) => ended);
	const library = { isSupported: () => true, play };

	beforeEach(() => {
		vi.clearAllMocks();
		library.isSupported = () => true;
		provide("hls", library);
		vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:made");
	});
	afterEach(() => vi.restoreAllMocks());

	async function live(more: { [option: string]: boolean } = {}) {
		const { el, model, end } = mount({ endpoints: [endpoint("/infer")] });
		let seq = 0;
		const set = async (state: "running" | "done" | "cancelled") => {
			const told = output(kind, SOUND, { label: "Heard", streaming: true, in_parts: true, ...more });
			model.say({ push: "run", seq: ++seq, id: 1, set: run(1, { state, outputs: [told] }), append: {} });
			await settled();
		};
		await set("running");
		return { el, model, end, set };
	}

	it("is played as it comes, and by the same player when it is complete", async () => {
		const { el, model, set, end } = await live();
		const player = find<HTMLMediaElement>(el, kind);
		expect([player.controls, player.autoplay, player.getAttribute("aria-label")]).toEqual([true, false, "Heard"]);
		expect(play.mock.calls.map(([media]) => media)).toEqual([player]);
		expect(el.textContent).toContain("waiting for the first part");
		expect(play.mock.calls[0]?.[1].isLive()).toBe(true);
		await set("done");
		expect(find(el, kind)).toBe(player);
		expect(play.mock.calls[0]?.[1].isLive()).toBe(false);
		expect(ended).not.toHaveBeenCalled();
		// Nothing is fetched before somebody wants to save it.
		expect(model.asked("media")).toEqual([]);
		expect(button(el, "Save audio.wav").textContent).toBe("save");
		end();
		await settled();
		expect(ended).toHaveBeenCalledOnce();
	});

	it("begins by itself where the app says so", async () => {
		const { el } = await live({ autoplay: true });
		expect(find<HTMLMediaElement>(el, kind).autoplay).toBe(true);
	});

	it.each(["a browser without MediaSource", "a stream that comes in one piece", "a player that breaks"])(
		"waits for the whole with %s",
		async (why) => {
			if (why === "a browser without MediaSource") library.isSupported = () => false;
			const { el, model, set } = await live({ in_parts: why !== "a stream that comes in one piece" });
			if (why === "a player that breaks") play.mock.calls[0]?.[1].onBroken();
			await settled();
			expect(el.querySelector(kind)).toBeNull();
			expect(el.textContent).toContain("when it is complete");
			expect(model.asked("media")).toEqual([]);
			await set("done");
			expect(model.asked("media")).toHaveLength(1);
		},
	);

	it("of a run that was over before is shown whole", async () => {
		const { el, model } = mount({ endpoints: [endpoint("/infer")] });
		const outputs = [output(kind, SOUND, { streaming: true, in_parts: true })];
		model.say({ push: "run", seq: 1, id: 1, set: run(1, { state: "done", outputs }), append: {} });
		await settled();
		expect(model.asked("media")).toHaveLength(1);
		expect(el.textContent).not.toContain("when it is complete");
		expect(play).not.toHaveBeenCalled();
	});
});
