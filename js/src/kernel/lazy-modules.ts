/**
 * Viewers and controls that are too heavy for the bundle, which travels with every widget: the kernel
 * gives their code when the first view needs it (docs/hosts.md §8: no network, no CDN).
 *
 * A file in `outputs/lazy/`, `inputs/lazy/`, `panel/lazy/` or `lazy/` is built into a module of its own (`build.mjs`).
 * What it takes from `core.ts` and Preact is this bundle's: contexts and hooks need one copy.
 */

import * as signals from "@preact/signals";
import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import * as preact from "preact";
import * as hooks from "preact/hooks";
import { pull } from "./download";
import { failureOf, type Wire } from "./rpc";

/** Digests of the lazy modules by name, such as `outputs/table`; put in by the build. */
declare const __LAZY__: { readonly [name: string]: string };

/** What a lazy file exports. */
export type LazyModule = object;

/** A viewer or a control. */
export interface LazyComponent<P> {
	default: ComponentType<P>;
	/** Its style sheet, which stands in each view that uses it. */
	css?: string;
}

export type Lazy<M> =
	| { state: "loading"; share: number }
	| { state: "ready"; module: M }
	| { state: "failed"; message: string };

type Require = (name: string) => unknown;
type Factory = (require: Require) => LazyModule;

// One map for all widgets of the page, by digest, so that two versions of a module stay apart. It has only modules that
// have arrived: one that is on its way may never come, for its kernel may be shut down first.
const KEY = Symbol.for("gradio_nb.modules");
const page = globalThis as { [KEY]?: Map<string, Factory> };
page[KEY] ??= new Map();
const factories = page[KEY];

const modules = new Map<string, LazyModule>();

const shared: { [name: string]: unknown } = { preact, "preact/hooks": hooks, "@preact/signals": signals };

/** Give the lazy modules what they may import of the bundle; done by `core.ts`, which imports this file. */
export function share(name: string, module: unknown): void {
	shared[name] = module;
}

/** Have a module without asking the kernel for it: tests do. */
export function provide(name: string, module: LazyModule): void {
	modules.set(name, module);
}

export const isLazy = (name: string): boolean => name in __LAZY__ || modules.has(name);

export class LazyModules {
	readonly #known = new Map<string, Signal<Lazy<LazyModule>>>();

	constructor(private readonly wire: Wire) {}

	/** How far a module is; the first call begins to load it. */
	get(name: string): Signal<Lazy<LazyModule>> {
		const known = this.#known.get(name);
		if (known) return known;
		const module = modules.get(name);
		const lazy = signal<Lazy<LazyModule>>(module ? { state: "ready", module } : { state: "loading", share: 0 });
		this.#known.set(name, lazy);
		if (!module) void this.#load(name, lazy);
		return lazy;
	}

	/** Try to load a module again. */
	retry(name: string): void {
		const lazy = this.get(name);
		if (lazy.peek().state !== "failed") return;
		lazy.value = { state: "loading", share: 0 };
		void this.#load(name, lazy);
	}

	async #load(name: string, lazy: Signal<Lazy<LazyModule>>): Promise<void> {
		const key = `${name}@${__LAZY__[name]}`;
		try {
			const make = factories.get(key) ?? (await this.#fetch(name, lazy));
			factories.set(key, make);
			const module = modules.get(name) ?? make((wanted) => shared[wanted]);
			modules.set(name, module);
			lazy.value = { state: "ready", module };
		} catch (error) {
			lazy.value = { state: "failed", message: failureOf(error).message };
		}
	}

	async #fetch(name: string, lazy: Signal<Lazy<LazyModule>>): Promise<Factory> {
		const pieces = await pull(this.wire, { ask: "asset", name }, (done, total) => {
			lazy.value = { state: "loading", share: done / total };
		});
		const code = new Response(new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip")));
		const url = URL.createObjectURL(new Blob([await code.arrayBuffer()], { type: "text/javascript" }));
		try {
			return ((await import(url)) as { default: Factory }).default;
		} finally {
			URL.revokeObjectURL(url);
		}
	}
}
