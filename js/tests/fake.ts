/** A model that records what the panel says, and a kernel's answers by hand. */

import type { Buffer, Model } from "../src/kernel/host";
import type { Endpoint, Json, Output, Parameter, Push, Reply, Request, Run, Snapshot } from "../src/messages";

type Listener = (content: unknown, buffers?: readonly Buffer[]) => void;

export class FakeModel implements Model {
	readonly sent: Request[] = [];
	readonly buffers: (ArrayBuffer[] | undefined)[] = [];
	/** Answers as soon as something is asked; null leaves it waiting. */
	answer: (request: Request) => Reply | null = () => null;
	answerBuffers: (request: Request) => Buffer[] = () => [];
	readonly #listeners = new Map<string, Set<Listener>>();

	constructor(public state: unknown = null) {}

	get(): unknown {
		return this.state;
	}

	send(content: unknown, _callbacks?: undefined, buffers?: ArrayBuffer[]): void {
		const request = content as Request;
		this.sent.push(request);
		this.buffers.push(buffers);
		const reply = this.answer(request);
		if (reply) queueMicrotask(() => this.say(reply, this.answerBuffers(request)));
	}

	on(event: string, callback: Listener): void {
		const listeners = this.#listeners.get(event) ?? new Set();
		this.#listeners.set(event, listeners.add(callback));
	}

	off(event: string, callback: Listener): void {
		this.#listeners.get(event)?.delete(callback);
	}

	say(message: Push | Reply, buffers: Buffer[] = []): void {
		for (const listener of this.#listeners.get("msg:custom") ?? []) listener(message, buffers);
	}

	get listening(): number {
		return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
	}

	asked<A extends Request["ask"]>(ask: A): Extract<Request, { ask: A }>[] {
		return this.sent.filter((request) => request.ask === ask) as Extract<Request, { ask: A }>[];
	}
}

export const ok = (request: Request, result: { [key: string]: Json } = {}): Reply => ({ reply: request.id, result });

export function parameter(name: string, control: string, more: Partial<Parameter> = {}): Parameter {
	return {
		name,
		label: name[0]?.toUpperCase() + name.slice(1),
		info: "",
		component: control,
		control,
		type: "str",
		required: false,
		nullable: true,
		visible: true,
		default: null,
		example: null,
		choices: null,
		minimum: null,
		maximum: null,
		step: null,
		precision: null,
		lines: 1,
		max_length: null,
		max_choices: null,
		placeholder: "",
		file_types: [],
		multiple: false,
		custom_values: false,
		options: {},
		...more,
	};
}

export function endpoint(name: string, parameters: Parameter[] = [], more: Partial<Endpoint> = {}): Endpoint {
	return {
		name,
		signature: `${name}()`,
		description: "",
		parameters,
		returns: [],
		examples: [],
		rank: 0,
		talk: null,
		...more,
	};
}

export function run(id: number, more: Partial<Run> = {}): Run {
	return {
		id,
		endpoint: "/infer",
		state: "running",
		inputs: {},
		summary: "a summary",
		elapsed: 1,
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
		...more,
	};
}

export const output = (kind: string, value: Output["value"], more: Partial<Output> = {}): Output => ({
	name: kind,
	label: "",
	kind,
	value,
	...more,
});

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
	return {
		seq: 0,
		app: {
			name: "demo",
			url: "",
			version: "6.31.0",
			state: "ready",
			detail: "",
			anonymous: false,
			max_file_size: null,
			error: null,
		},
		endpoints: [],
		selected: "",
		drafts: {},
		chat: {},
		variable: "",
		runs: [],
		...more,
	};
}
