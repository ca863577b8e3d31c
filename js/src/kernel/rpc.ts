/**
 * Requests to the kernel and their answers, by id; and what it says unasked.
 *
 * A kernel that runs a cell may answer only when the cell ends, so nothing here times out:
 * `late` becomes true after a second, and the panel says so.
 */

import { signal } from "@preact/signals";
import type { Failure, Json, Push, Reply, Request } from "../messages";
import type { Buffer, Model } from "./host";

const LATE = 1000; // ms
/** Pieces of files are slow by nature, and so is what the app is asked for. */
const SLOW = new Set<Request["ask"]>(["upload", "media", "parts", "asset"]);

type WithoutId<R> = R extends Request ? Omit<R, "id"> : never;
export type Question = WithoutId<Request>;

export interface Answer {
	result: { [key: string]: Json };
	buffers: readonly Buffer[];
}

/** The kernel's "no". */
export class Refusal extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

interface Waiting {
	order: number;
	resolve(answer: Answer): void;
	reject(refusal: Refusal): void;
	timer: ReturnType<typeof setTimeout> | undefined;
}

export class Wire {
	/** The kernel has not answered within a second. */
	readonly late = signal(false);
	onPush: (push: Push) => void = () => {};

	readonly #page = crypto.getRandomValues(new Uint32Array(2)).join("-");
	readonly #waiting = new Map<string, Waiting>();
	#count = 0;

	constructor(private readonly model: Model) {
		model.on("msg:custom", this.#receive);
	}

	ask(question: Question, buffers: ArrayBuffer[] = []): Promise<Answer> {
		const id = this.unique();
		const order = this.#count;
		const patience = SLOW.has(question.ask) ? undefined : LATE;
		return new Promise((resolve, reject) => {
			const timer = patience === undefined ? undefined : setTimeout(() => this.#isLate(), patience);
			this.#waiting.set(id, { order, resolve, reject, timer });
			try {
				this.model.send({ ...question, id }, undefined, buffers);
			} catch (error) {
				this.#forget(id);
				reject(new Refusal(kernelGone(error)));
			}
		});
	}

	/** A name that no other page uses: what the kernel says reaches every page that shows the widget. */
	unique(): string {
		return `${this.#page}-${++this.#count}`;
	}

	dispose(): void {
		this.model.off("msg:custom", this.#receive);
		for (const id of [...this.#waiting.keys()]) this.#forget(id);
	}

	readonly #receive = (content: unknown, buffers: readonly Buffer[] = []): void => {
		const message = content as Push | Reply;
		if ("push" in message) {
			this.onPush(message);
			return;
		}
		const waiting = this.#waiting.get(message.reply);
		if (!waiting) return;
		this.#forget(message.reply);
		this.#notLateBefore(waiting.order);
		if ("error" in message) waiting.reject(new Refusal(message.error));
		else waiting.resolve({ result: message.result, buffers });
	};

	#isLate(): void {
		this.late.value = true;
	}

	#forget(id: string): void {
		clearTimeout(this.#waiting.get(id)?.timer);
		this.#waiting.delete(id);
	}

	/** An answer shows that the kernel is listening: what was asked before it is not late, but lost or long. */
	#notLateBefore(order: number): void {
		for (const waiting of this.#waiting.values()) if (waiting.order < order) clearTimeout(waiting.timer);
		this.late.value = false;
	}
}

function kernelGone(error: unknown): Failure {
	return {
		kind: "KernelGone",
		title: "No kernel",
		message: `The notebook's kernel cannot be reached (${error instanceof Error ? error.message : error}).`,
		hint: "Run the cell that made this panel again.",
		fields: {},
	};
}

/** What to tell of anything that was thrown. */
export function failureOf(error: unknown): Failure {
	if (error instanceof Refusal) return error.failure;
	const message = error instanceof Error ? error.message : String(error);
	return { kind: "Error", title: "Error", message, hint: "", fields: {} };
}
