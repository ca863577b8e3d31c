/** The same fixtures are read by the Python tests: both sides speak one language. */

import { expect, it } from "vitest";
import fixtures from "../../tests/fixtures/messages.json";
import type { Push, Reply, Request, Snapshot } from "../src/messages";
import { Store } from "../src/store";
import { FakeModel } from "./fake";

// JSON imports have wide types (string for "run"): the kinds are checked below, the shapes by use.
const snapshot = fixtures.snapshot as unknown as Snapshot;
const pushes = fixtures.pushes as unknown as Push[];
const requests = fixtures.requests as unknown as Request[];
const replies = fixtures.replies as unknown as Reply[];

const ASKS: Record<Request["ask"], true> = {
	hello: true,
	run: true,
	again: true,
	cancel: true,
	say: true,
	unsay: true,
	reset: true,
	draft: true,
	select: true,
	variable: true,
	variables: true,
	targets: true,
	hand: true,
	upload: true,
	drop: true,
	media: true,
	parts: true,
	asset: true,
	rows: true,
	reconnect: true,
};

it("there is one of each request", () => {
	expect(new Set(requests.map(({ ask }) => ask))).toEqual(new Set(Object.keys(ASKS)));
});

it("there is one of each push, and of each kind of reply", () => {
	expect(new Set(pushes.map(({ push }) => push))).toEqual(new Set(["set", "run"]));
	expect(replies.some((reply) => "result" in reply)).toBe(true);
	expect(replies.some((reply) => "error" in reply)).toBe(true);
});

it("the panel understands the snapshot and each push after it", () => {
	const model = new FakeModel(snapshot);
	const store = new Store(model);
	expect(store.kernel.app.value).toEqual(snapshot.app);
	expect(store.current?.name).toBe(snapshot.selected);
	expect(store.drafts.form("/infer").values.value).toEqual(snapshot.drafts["/infer"]);
	expect(store.kernel.runs.value.map((run) => run.value.state)).toEqual(["done", "failed", "running", "queued"]);

	expect(store.kernel.chat.value["/chat"]?.pending?.run).toBe(3);
	for (const push of pushes) model.say(push);
	expect(store.kernel.seq).toBe(pushes.at(-1)?.seq);
	expect(store.kernel.app.value.state).toBe("failed");
	expect(store.current?.name).toBe("/upscale");
	expect(store.kernel.run(3)?.value.outputs[0]?.value).toBe("Once upon a time");
	expect(store.kernel.run(5)?.value.state).toBe("uploading");
	store.dispose();
});

it("what the panel sends has the fields of the fixtures", async () => {
	const model = new FakeModel(snapshot);
	const store = new Store(model);
	for (const { id: _, ...question } of requests) void store.wire.ask(question as never);
	const sent = model.sent.slice(1);
	for (const [i, request] of requests.entries())
		expect(Object.keys(sent[i] ?? {}).sort()).toEqual(Object.keys(request).sort());
	store.dispose();
});
