/** Everything that the views of one widget share: the two stores, the line to the kernel, and what joins them. */

import { effect } from "@preact/signals";
import { DraftStore, type Place } from "./form/draft-store";
import type { Model } from "./kernel/host";
import { KernelStore } from "./kernel/kernel-store";
import { LazyModules } from "./kernel/lazy-modules";
import { Media } from "./kernel/media";
import { failureOf, Wire } from "./kernel/rpc";
import { Upload } from "./kernel/upload";
import { filesIn, type Values } from "./kernel/values";
import type { Endpoint, FormValue, Parameter, Run, Snapshot } from "./messages";

const GREET_EVERY = 400; // ms
const GREETINGS = 8;

export class Store {
	readonly wire: Wire;
	readonly kernel = new KernelStore();
	readonly drafts: DraftStore;
	readonly media: Media;
	readonly lazy: LazyModules;
	readonly #stop: (() => void)[] = [];
	#greeting: ReturnType<typeof setTimeout> | undefined;
	#mending: ReturnType<typeof setTimeout> | undefined;
	#lastGreeting = -GREET_EVERY;
	#selecting = 0;

	constructor(model: Model) {
		this.wire = new Wire(model);
		this.media = new Media(this.wire, () => this.#filesOfRuns());
		this.lazy = new LazyModules(this.wire);
		this.drafts = new DraftStore(async (endpoint, values, unset) => {
			const { result } = await this.wire.ask({ ask: "draft", endpoint, values, unset });
			return (result.secrets ?? {}) as Values;
		});
		this.wire.onPush = (push) => this.kernel.push(push);
		this.kernel.onGap = () => this.#greetAgain();

		const readTrait = () => {
			const state = model.get("state") as Partial<Snapshot> | null;
			if (typeof state?.seq === "number") this.kernel.adopt(state as Snapshot);
		};
		readTrait();
		model.on("change:state", readTrait);
		this.#stop.push(
			() => model.off("change:state", readTrait),
			effect(() => this.drafts.adopt(this.kernel.drafts.value)),
			effect(() => this.#adoptSelected()),
		);
		this.#greetRepeatedly(GREETINGS);
	}

	endpoint(name: string): Endpoint | undefined {
		return this.kernel.endpoints.value.find((endpoint) => endpoint.name === name);
	}

	/** The endpoint whose form is open: the picked one, else the most useful. */
	get current(): Endpoint | undefined {
		return this.endpoint(this.drafts.selected.value) ?? this.kernel.endpoints.value[0];
	}

	async select(name: string): Promise<void> {
		this.drafts.selected.value = name;
		this.#selecting++;
		await this.wire.ask({ ask: "select", endpoint: name }).catch(() => {});
		this.#selecting--;
	}

	/** Start a run with what the form holds. Tells whether it began; if not, the form says why. */
	run(endpoint: Endpoint): Promise<boolean> {
		const { name, parameters } = endpoint;
		return this.#begin(endpoint, parameters, (values) => this.wire.ask({ ask: "run", endpoint: name, values }));
	}

	/** Say what the form holds; or, in place of what was said at a turn, a message, or the same once more. */
	async say(endpoint: Endpoint, at = -1, message?: FormValue): Promise<boolean> {
		const { name, talk } = endpoint;
		const isGiven = at < 0;
		const parameters = endpoint.parameters.filter(
			(one) => one.name !== talk?.history && (isGiven || one.name !== talk?.message),
		);
		const wanted = new Set(parameters.map((one) => one.name));
		const form = this.drafts.form(name);
		const began = await this.#begin(endpoint, parameters, (all) => {
			const values = Object.fromEntries(Object.entries(all).filter(([one]) => wanted.has(one)));
			if (talk && message !== undefined) values[talk.message] = message;
			return this.wire.ask({ ask: "say", endpoint: name, values, at });
		});
		if (began && isGiven && talk) form.set(talk.message, undefined);
		return began;
	}

	async #begin(
		{ name, parameters: known }: Endpoint,
		parameters: Parameter[],
		ask: (values: Values) => Promise<unknown>,
	): Promise<boolean> {
		const form = this.drafts.form(name);
		form.failure.value = null;
		form.starting.value = true;
		try {
			if (!(await form.uploaded())) return false;
			const values = form.collect({ parameters });
			if (Object.keys(form.problems.peek()).length) return false;
			void form.flush();
			await ask(values);
			this.drafts.shown.value = null;
			return true;
		} catch (error) {
			const failure = failureOf(error);
			const told = Object.entries(failure.fields).filter(([name]) => known.some((p) => p.name === name));
			form.problems.value = Object.fromEntries(told);
			if (!told.length) form.failure.value = failure;
			return false;
		} finally {
			form.starting.value = false;
		}
	}

	/** Run the inputs of an earlier run again; what stands in the way is told in that endpoint's form. */
	async runAgain({ id, endpoint }: Run): Promise<void> {
		try {
			await this.wire.ask({ ask: "again", run: id });
			this.drafts.shown.value = null;
		} catch (error) {
			this.drafts.form(endpoint).failure.value = failureOf(error);
		}
	}

	useInputs(run: Run): void {
		this.drafts.form(run.endpoint).fill(run.inputs);
		if (this.current?.name !== run.endpoint) void this.select(run.endpoint);
	}

	upload(endpoint: string, parameter: Parameter, files: readonly File[], place?: Place): void {
		const form = this.drafts.form(endpoint);
		const limit = this.kernel.app.peek().max_file_size ?? Infinity;
		const wanted = parameter.multiple || place ? files : files.slice(0, 1);
		const uploads = wanted.filter(({ size }) => size <= limit).map((file) => new Upload(this.wire, file));
		if (uploads.length) form.upload(parameter, uploads, (ref, { file }) => this.media.seed(ref, file), place);
		const words = (count: number) => `${count.toLocaleString("en")} bytes`;
		const large = wanted.filter(({ size }) => size > limit).map(({ name, size }) => `${name} has ${words(size)}`);
		if (large.length)
			form.setProblem(parameter.name, `${large.join(", ")}; the app takes files of up to ${words(limit)}`);
	}

	dispose(): void {
		clearTimeout(this.#greeting);
		clearTimeout(this.#mending);
		for (const stop of this.#stop) stop();
		this.drafts.dispose();
		this.media.dispose();
		this.wire.dispose();
	}

	#filesOfRuns(): Set<string> {
		const outputs = this.kernel.runs.peek().map((run) => run.peek().outputs);
		return new Set(filesIn([outputs, this.kernel.chat.peek()]).map(({ __file__ }) => __file__));
	}

	#adoptSelected(): void {
		const selected = this.kernel.selected.value;
		if (!this.#selecting) this.drafts.selected.value = selected;
	}

	/** Not with every push after a gap: those that come close together are answered by one snapshot. */
	#greetAgain(): void {
		if (this.#mending !== undefined) return;
		const pause = Math.max(0, this.#lastGreeting + GREET_EVERY - performance.now());
		this.#mending = setTimeout(() => {
			this.#mending = undefined;
			this.#greet();
		}, pause);
	}

	/**
	 * Ask for what is new. Repeated until the kernel is settled: only then are clicks answered
	 * while a cell is running, and the first messages of a page may not bring that about.
	 */
	#greetRepeatedly(times: number): void {
		this.#greet();
		if (times > 1) this.#greeting = setTimeout(() => this.#greetRepeatedly(times - 1), GREET_EVERY);
	}

	#greet(): void {
		this.#lastGreeting = performance.now();
		this.wire.ask({ ask: "hello", seq: this.kernel.seq }).then(
			({ result }) => {
				if (result.snapshot) this.kernel.adopt(result.snapshot as unknown as Snapshot);
				if (result.settled) clearTimeout(this.#greeting);
			},
			() => {},
		);
	}
}
