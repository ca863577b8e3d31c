/**
 * Bytes of files, pulled through the kernel when something shows them, and kept as object URLs as long
 * as a view shows them or a run has them among its outputs: partial pictures would fill the memory.
 */

import { type Signal, signal } from "@preact/signals";
import { plainHost } from "../address";
import type { FileRef } from "../messages";
import { pull } from "./download";
import { failureOf, type Wire } from "./rpc";

export interface Loaded {
	/** For `<img>`, `<audio>` and `<video>`. */
	url: string;
	/** For saving: never of a type that a browser would run as a page. */
	saveUrl: string;
	size: number;
}

export type Medium =
	/** On another host than the app's, and nobody has asked for it. */
	| { state: "elsewhere"; host: string }
	| { state: "loading"; done: number; total: number | null }
	| ({ state: "ready" } & Loaded)
	| { state: "failed"; message: string };

// An app names the type: `text/html` or SVG, opened from an object URL, would run with the notebook's rights.
const HARMLESS = /^(image\/(png|jpeg|gif|webp|avif|bmp|x-icon)|(audio|video)\/[\w.+-]+)$/;
export const OPAQUE = "application/octet-stream";

export const isSvg = (file: FileRef): boolean =>
	file.type === "image/svg+xml" || (!file.type && /\.svg$/i.test(file.name));

export const isRaster = (file: FileRef): boolean => /^image\//.test(file.type ?? "") && HARMLESS.test(file.type ?? "");

const AT_ONCE = 4; // files; a gallery may have hundreds
const GRACE = 1000; // ms until what no view shows any more is looked for

interface Kept {
	file: FileRef;
	medium: Signal<Medium>;
	/** Components that show it. */
	users: number;
	/** None does any more; new ones say so only when they are drawn. */
	left: boolean;
	urls: string[];
}

export class Media {
	#free = AT_ONCE;
	readonly #queue: (() => void)[] = [];
	readonly #known = new Map<string, Kept>();
	readonly #trusted = new Set<string>();
	#sweeping: ReturnType<typeof setTimeout> | undefined;
	#disposed = false;

	/** `inUse` gives the files that have to be kept even when no view shows them. */
	constructor(
		private readonly wire: Wire,
		private readonly inUse: () => Set<string>,
	) {}

	/** What is known of a file; the first call for it begins to pull. */
	get(file: FileRef): Signal<Medium> {
		const kept = this.#known.get(file.__file__);
		if (kept) return kept.medium;
		const { medium } = this.#keep(file);
		return medium.value.state === "loading" ? this.retry(file) : medium;
	}

	/** Pull what there is of a host, now and from now on. */
	trust(host: string): void {
		const wanted = plainHost(host);
		if (wanted === undefined) return;
		this.#trusted.add(wanted);
		for (const { file, medium } of [...this.#known.values()])
			if (medium.value.state === "elsewhere" && medium.value.host === wanted) this.retry(file);
	}

	/** Try to pull a file again. */
	retry(file: FileRef): Signal<Medium> {
		const medium = this.get(file);
		if (file.host && plainHost(file.host) === undefined) return medium;
		medium.value = { state: "loading", done: 0, total: file.size };
		this.#inTurn(() => this.#pull(file, medium)).catch((error) => {
			medium.value = { state: "failed", message: failureOf(error).message };
		});
		return medium;
	}

	/** Say that a component shows a file; what it gives says that it does so no longer. */
	hold(file: FileRef): () => void {
		const kept = this.#known.get(file.__file__) ?? this.#keep(file);
		kept.users++;
		kept.left = false;
		return () => {
			kept.left = !--kept.users;
			if (kept.left) this.#sweeping ??= setTimeout(() => this.#sweep(), GRACE);
		};
	}

	/** Keep the bytes of a file that came from this very page, so that they need not travel back. */
	seed(file: FileRef, bytes: Blob): void {
		if (!this.#disposed) this.#keep(file).medium.value = this.#loaded(file, [bytes]);
	}

	dispose(): void {
		this.#disposed = true;
		clearTimeout(this.#sweeping);
		for (const id of [...this.#known.keys()]) this.#forget(id);
	}

	#keep(file: FileRef): Kept {
		const medium = signal<Medium>(this.#begin(file));
		const kept = { file, medium, users: 0, left: false, urls: [] };
		this.#known.set(file.__file__, kept);
		return kept;
	}

	#begin({ host, size }: FileRef): Medium {
		const wanted = host ? plainHost(host) : "";
		if (wanted === undefined) return { state: "failed", message: "The app names no valid address for it." };
		return wanted && !this.#trusted.has(wanted)
			? { state: "elsewhere", host: wanted }
			: { state: "loading", done: 0, total: size };
	}

	#forget(id: string): void {
		for (const url of this.#known.get(id)?.urls ?? []) URL.revokeObjectURL(url);
		this.#known.delete(id);
	}

	#sweep(): void {
		this.#sweeping = undefined;
		const inUse = this.inUse();
		for (const [id, { left }] of [...this.#known]) if (left && !inUse.has(id)) this.#forget(id);
	}

	async #inTurn(work: () => Promise<void>): Promise<void> {
		if (this.#free) this.#free--;
		else await new Promise<void>((resolve) => this.#queue.push(resolve));
		try {
			await work();
		} finally {
			const next = this.#queue.shift();
			if (next) next();
			else this.#free++;
		}
	}

	async #pull(file: FileRef, medium: Signal<Medium>): Promise<void> {
		const isKept = () => this.#known.get(file.__file__)?.medium === medium;
		if (!isKept()) return;
		const pieces = await pull(
			this.wire,
			{ ask: "media", file: file.__file__ },
			(done, total) => {
				medium.value = { state: "loading", done, total };
			},
			isKept,
		);
		if (isKept()) medium.value = this.#loaded(file, pieces);
	}

	#loaded(file: FileRef, pieces: BlobPart[]): Medium {
		const harmless = HARMLESS.test(file.type ?? "");
		const type = isSvg(file) ? "image/svg+xml" : harmless ? (file.type ?? OPAQUE) : OPAQUE;
		const blob = new Blob(pieces, { type });
		const url = this.#url(file, blob);
		const saveUrl = isSvg(file) ? this.#url(file, new Blob([blob], { type: OPAQUE })) : url;
		return { state: "ready", url, saveUrl, size: blob.size };
	}

	#url(file: FileRef, blob: Blob): string {
		const url = URL.createObjectURL(blob);
		this.#known.get(file.__file__)?.urls.push(url);
		return url;
	}
}
