/**
 * The second of the two stores: what the user is drafting. It lives in the page, and is sent
 * 300 ms after the last change so that Python's `app.inputs` is right.
 */

import { type Signal, signal } from "@preact/signals";
import type { Upload } from "../kernel/upload";
import { type FileRef, type FormValue, isSecret, list, same, type Values } from "../kernel/values";
import type { Endpoint, Failure, Parameter } from "../messages";
import { check, untouched } from "./validate";

const QUIET = 300; // ms

/** Tells the kernel what has changed: values, and fields that went back to their defaults. Gives what stands for passwords. */
type Send = (values: Values, unset: string[]) => Promise<Values>;

/** Puts a file that has arrived into the value that a field holds. */
export type Place = (held: FormValue, file: FileRef) => FormValue;

const append: Place = (held, file) => [...list(held), file];
const replace: Place = (_, file) => file;

type PerParameter<T> = { readonly [parameter: string]: T };

function without<T>(all: PerParameter<T>, name: string): PerParameter<T> {
	const { [name]: _, ...rest } = all;
	return rest;
}

/** What one endpoint's form holds. */
export class Form {
	/** Only what was given; the rest has its default. */
	readonly values = signal<Values>({});
	/** What is wrong, by field. */
	readonly problems = signal<PerParameter<string>>({});
	/** Text that is not a value yet, such as half a JSON object. */
	readonly texts = signal<PerParameter<string>>({});
	readonly uploads = signal<PerParameter<readonly Upload[]>>({});
	/** Why the last attempt to run did not start, where that is about no field. */
	readonly failure = signal<Failure | null>(null);
	readonly starting = signal(false);
	/** A conversation is used as a form. */
	readonly plain = signal(false);

	/** Fields changed since the kernel last heard of them, with the number of the change. */
	readonly #unsent = new Map<string, number>();
	#changes = 0;
	/** Passwords typed here, by the reference that the kernel's drafts have in their place. */
	readonly #secrets = new Map<string, FormValue>();
	readonly #arrivals = new Set<Promise<boolean>>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly send: Send) {}

	set(name: string, value: FormValue | undefined): void {
		this.texts.value = without(this.texts.peek(), name);
		this.problems.value = without(this.problems.peek(), name);
		const values = { ...this.values.peek() };
		if (value === undefined) delete values[name];
		else values[name] = value;
		this.values.value = values;
		this.#changed([name]);
	}

	setText(name: string, text: string, problem: string): void {
		this.texts.value = { ...this.texts.peek(), [name]: text };
		this.setProblem(name, problem);
	}

	setProblem(name: string, problem: string): void {
		this.problems.value = { ...this.problems.peek(), [name]: problem };
	}

	/** Put an example or the inputs of a run into the form, or (with `{}`) the defaults. */
	fill(values: Values, keep = false): void {
		const before = this.values.peek();
		for (const name of Object.keys(this.uploads.peek())) this.stopUploads(name);
		this.texts.value = {};
		this.problems.value = {};
		this.failure.value = null;
		this.values.value = keep ? { ...before, ...values } : { ...values };
		this.#changed(keep ? Object.keys(values) : [...Object.keys(before), ...Object.keys(values)]);
	}

	/** Take over what the kernel holds, but for what the user has changed since it heard of it. */
	adopt(held: Values): void {
		const next = Object.fromEntries(Object.entries(held).map(([name, value]) => [name, this.#typed(value)]));
		const mine = this.values.peek();
		for (const name of this.#unsent.keys()) {
			const value = mine[name];
			if (value === undefined) delete next[name];
			else next[name] = value;
		}
		if (same(next, mine)) return;
		for (const name of new Set([...Object.keys(next), ...Object.keys(mine)])) {
			if (same(next[name], mine[name])) continue;
			this.texts.value = without(this.texts.peek(), name);
			this.problems.value = without(this.problems.peek(), name);
		}
		this.values.value = next;
	}

	/**
	 * Add files to a field; each becomes part of its value when it has arrived, in their order.
	 * Without a `place` for them they are the value, or are added to its list.
	 */
	upload(
		parameter: Parameter,
		uploads: readonly Upload[],
		onFile: (file: FileRef, upload: Upload) => void,
		place?: Place,
	): void {
		const { name } = parameter;
		if (!parameter.multiple && !place) this.stopUploads(name);
		this.problems.value = without(this.problems.peek(), name);
		this.uploads.value = { ...this.uploads.peek(), [name]: [...(this.uploads.peek()[name] ?? []), ...uploads] };
		let before: Promise<unknown> = Promise.resolve();
		for (const upload of uploads) {
			const arrival = before.then(() => this.#arrive(parameter, upload, onFile, place));
			this.#arrivals.add(arrival);
			void arrival.finally(() => this.#arrivals.delete(arrival));
			before = arrival;
		}
	}

	stopUploads(name: string): void {
		for (const upload of this.uploads.peek()[name] ?? []) upload.drop();
		this.uploads.value = without(this.uploads.peek(), name);
	}

	/** Wait for the uploads that are under way; false when one of them failed. */
	async uploaded(): Promise<boolean> {
		return (await Promise.all(this.#arrivals)).every(Boolean);
	}

	/** What to send; and, in `problems`, why not. */
	collect({ parameters }: Pick<Endpoint, "parameters">): Values {
		const values = { ...this.values.peek() };
		const problems: { [parameter: string]: string } = {};
		for (const parameter of parameters) {
			const { name } = parameter;
			if (!(name in values)) {
				const value = untouched(parameter);
				if (value !== undefined) values[name] = value;
			}
			const unread = name in this.texts.peek() ? this.problems.peek()[name] : undefined;
			const problem = unread ?? check(parameter, values[name]);
			if (problem) problems[name] = problem;
		}
		this.problems.value = problems;
		return values;
	}

	dispose(): void {
		clearTimeout(this.#timer);
	}

	async #arrive(
		{ name, multiple, default: preset }: Parameter,
		upload: Upload,
		onFile: (file: FileRef, upload: Upload) => void,
		place: Place = multiple ? append : replace,
	): Promise<boolean> {
		const isWanted = () => this.uploads.peek()[name]?.includes(upload) ?? false;
		let problem = "";
		try {
			const file = await upload.done;
			if (isWanted()) {
				onFile(file, upload);
				const held = this.values.peek()[name];
				const { [name]: refused } = this.problems.peek();
				this.set(name, place(held === undefined ? preset : held, file));
				// It was about others of its batch.
				if (refused !== undefined) this.setProblem(name, refused);
			}
		} catch (error) {
			problem = `${upload.file.name}: ${error instanceof Error ? error.message : error}`;
		}
		if (!isWanted()) return true;
		const left = this.uploads.peek()[name]?.filter((one) => one !== upload) ?? [];
		this.uploads.value = left.length ? { ...this.uploads.peek(), [name]: left } : without(this.uploads.peek(), name);
		if (problem) this.setProblem(name, problem);
		return !problem;
	}

	/** What was typed here, where the kernel names it by a reference. */
	#typed(value: FormValue): FormValue {
		return isSecret(value) ? (this.#secrets.get(value.__secret__) ?? value) : value;
	}

	#changed(names: string[]): void {
		for (const name of names) this.#unsent.set(name, ++this.#changes);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.flush(), QUIET);
	}

	/** Tell the kernel now. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		if (!this.#unsent.size) return;
		const upTo = this.#changes;
		// Only what has changed here: another page, or Python, may have changed the rest.
		const held = this.values.peek();
		const changed: Values = {};
		const unset: string[] = [];
		for (const name of this.#unsent.keys()) {
			const value = held[name];
			if (value === undefined) unset.push(name);
			else changed[name] = value;
		}
		try {
			for (const [name, ref] of Object.entries(await this.send(changed, unset)))
				if (isSecret(ref) && changed[name] !== undefined) this.#secrets.set(ref.__secret__, changed[name]);
		} catch {
			// The run sends the values as well, and tells what is wrong with them.
		}
		for (const [name, change] of this.#unsent) if (change <= upTo) this.#unsent.delete(name);
	}
}

export class DraftStore {
	/** The endpoint whose form is open. */
	readonly selected: Signal<string> = signal("");
	/** The run that is looked at; null follows the newest. */
	readonly shown = signal<number | null>(null);
	readonly #forms = new Map<string, Form>();

	constructor(private readonly send: (endpoint: string, ...change: Parameters<Send>) => ReturnType<Send>) {}

	form(endpoint: string): Form {
		const known = this.#forms.get(endpoint);
		if (known) return known;
		const form = new Form((...change) => this.send(endpoint, ...change));
		this.#forms.set(endpoint, form);
		return form;
	}

	adopt(drafts: { [endpoint: string]: Values }): void {
		for (const name of Object.keys(drafts)) this.form(name);
		for (const [name, form] of this.#forms) form.adopt(drafts[name] ?? {});
	}

	dispose(): void {
		for (const form of this.#forms.values()) form.dispose();
	}
}
