/**
 * Bytes of files, pulled through the kernel when something shows them, and kept as object URLs
 * as long as the widget lives.
 */

import { type Signal, signal } from "@preact/signals";
import type { FileRef } from "./messages";
import { pull } from "./pull";
import { failureOf, type Wire } from "./wire";

export interface Loaded {
	/** For `<img>`, `<audio>` and `<video>`. */
	url: string;
	/** For saving: never of a type that a browser would run as a page. */
	saveUrl: string;
	size: number;
}

export type Medium =
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

export class Media {
	#free = AT_ONCE;
	readonly #queue: (() => void)[] = [];
	readonly #known = new Map<string, Signal<Medium>>();
	readonly #urls: string[] = [];
	#disposed = false;

	constructor(private readonly wire: Wire) {}

	/** What is known of a file; the first call for it begins to pull. */
	get(file: FileRef): Signal<Medium> {
		const known = this.#known.get(file.__file__);
		if (known && known.peek().state !== "failed") return known;
		const medium = known ?? signal<Medium>({ state: "loading", done: 0, total: file.size });
		medium.value = { state: "loading", done: 0, total: file.size };
		this.#known.set(file.__file__, medium);
		this.#inTurn(() => this.#pull(file, medium)).catch((error) => {
			medium.value = { state: "failed", message: failureOf(error).message };
		});
		return medium;
	}

	/** Keep the bytes of a file that came from this very page, so that they need not travel back. */
	seed(file: FileRef, bytes: Blob): void {
		if (!this.#disposed) this.#known.set(file.__file__, signal(this.#loaded(file, [bytes])));
	}

	dispose(): void {
		this.#disposed = true;
		for (const url of this.#urls) URL.revokeObjectURL(url);
		this.#known.clear();
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
		const pieces = await pull(
			this.wire,
			{ ask: "media", file: file.__file__ },
			(done, total) => {
				medium.value = { state: "loading", done, total };
			},
			() => !this.#disposed,
		);
		if (!this.#disposed) medium.value = this.#loaded(file, pieces);
	}

	#loaded(file: FileRef, pieces: BlobPart[]): Medium {
		const harmless = HARMLESS.test(file.type ?? "");
		const type = isSvg(file) ? "image/svg+xml" : harmless ? (file.type ?? OPAQUE) : OPAQUE;
		const blob = new Blob(pieces, { type });
		const url = this.#url(blob);
		const saveUrl = isSvg(file) ? this.#url(new Blob([blob], { type: OPAQUE })) : url;
		return { state: "ready", url, saveUrl, size: blob.size };
	}

	#url(blob: Blob): string {
		const url = URL.createObjectURL(blob);
		this.#urls.push(url);
		return url;
	}
}
