/** The first of the two stores: what the kernel said. Only its messages change it. */

import { type Signal, signal } from "@preact/signals";
import type { AppState, Endpoint, Push, Run, Snapshot, Talk } from "../messages";
import { isOver } from "./run-states";
import type { Values } from "./values";

/** A run, and when (ms, of `performance.now()`) its times were true. */
export interface SeenRun extends Run {
	at: number;
}

/** The times of a run as they are by now: the clock goes on between messages. */
export function timesNow(run: SeenRun, now = performance.now()): { elapsed: number; eta: number | null } {
	const { elapsed, eta } = run;
	if (isOver(run.state)) return { elapsed, eta };
	const passed = Math.max(0, now - run.at) / 1000;
	return { elapsed: elapsed + passed, eta: eta === null ? null : Math.max(0, eta - passed) };
}

const NOTHING: AppState = {
	name: "",
	url: "",
	version: "",
	state: "connecting",
	detail: "",
	anonymous: false,
	max_file_size: null,
	error: null,
};

const NEW_RUN: Omit<Run, "id"> = {
	endpoint: "",
	state: "waiting",
	inputs: {},
	summary: "",
	elapsed: 0,
	rank: null,
	queue_size: null,
	eta: null,
	note: "",
	transfer: null,
	progress: [],
	logs: [],
	outputs: [],
	error: null,
	shown: "",
};

export class KernelStore {
	readonly app = signal<AppState>(NOTHING);
	readonly endpoints = signal<readonly Endpoint[]>([]);
	readonly selected = signal("");
	readonly drafts = signal<{ [endpoint: string]: Values }>({});
	readonly variable = signal("");
	readonly chat = signal<{ [endpoint: string]: Talk }>({});
	/** Oldest first; each its own signal, for one changes twenty times a second. */
	readonly runs = signal<readonly Signal<SeenRun>[]>([]);
	/** Called when a message was lost: everything must be asked for again. */
	onGap: () => void = () => {};

	#seq = -1;
	/** What came after a gap, until a snapshot closes it. */
	#held: Push[] = [];

	get seq(): number {
		return this.#seq;
	}

	run(id: number): Signal<SeenRun> | undefined {
		return this.runs.value.find((run) => run.peek().id === id);
	}

	adopt(snapshot: Snapshot): void {
		if (snapshot.seq < this.#seq) return;
		this.#seq = snapshot.seq;
		const { seq: _, runs, ...rest } = snapshot;
		this.#set(rest);
		const old = this.runs.peek();
		this.runs.value = runs.map((run) => {
			const seen = { ...run, at: performance.now() };
			const known = old.find((one) => one.peek().id === run.id);
			if (!known) return signal(seen);
			known.value = seen;
			return known;
		});
		const held = this.#held;
		this.#held = [];
		for (const push of held) this.push(push);
	}

	push(push: Push): void {
		if (push.seq <= this.#seq) return;
		if (push.seq > this.#seq + 1) {
			this.#held.push(push);
			this.onGap();
			return;
		}
		this.#seq = push.seq;
		if (push.push === "set") this.#set(push.set);
		else this.#changeRun(push);
	}

	#set(set: Partial<Omit<Snapshot, "seq" | "runs">>): void {
		if (set.app) this.app.value = set.app;
		if (set.endpoints) this.endpoints.value = set.endpoints;
		if (set.selected !== undefined) this.selected.value = set.selected;
		if (set.drafts) this.drafts.value = set.drafts;
		if (set.chat) this.chat.value = set.chat;
		if (set.variable !== undefined) this.variable.value = set.variable;
	}

	#changeRun({ id, set, append }: Extract<Push, { push: "run" }>): void {
		const known = this.run(id);
		const before = known?.peek() ?? { ...NEW_RUN, id, at: performance.now() };
		const run: SeenRun = { ...before, ...timesNow(before), ...set, at: performance.now() };
		run.outputs = run.outputs.map((output, i) => {
			const added = append[i];
			return added ? { ...output, value: `${output.value ?? ""}${added}` } : output;
		});
		if (known) known.value = run;
		else this.runs.value = [...this.runs.peek(), signal(run)];
	}
}
