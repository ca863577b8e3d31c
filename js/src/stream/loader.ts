/** What hls.js loads with: everything comes from the source, nothing from the net. */

import type { Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext, LoaderStats } from "hls.js";
import { failureOf } from "../core";
import type { StreamSource } from "./source";

export function loaderFrom(source: StreamSource): { new (): Loader<LoaderContext> } {
	return class implements Loader<LoaderContext> {
		context: LoaderContext | null = null;
		readonly stats = noStats();
		#isOver = false;

		async load(
			context: LoaderContext,
			_: LoaderConfiguration,
			{ onSuccess, onError }: LoaderCallbacks<LoaderContext>,
		): Promise<void> {
			const { stats } = this;
			this.context = context;
			stats.loading.start = performance.now();
			try {
				const data = await source.read(context.url);
				if (this.#isOver) return;
				stats.loading.first = stats.loading.end = performance.now();
				stats.loaded = stats.total = typeof data === "string" ? data.length : data.byteLength;
				onSuccess({ url: context.url, data }, stats, context, null);
			} catch (error) {
				if (!this.#isOver) onError({ code: 0, text: failureOf(error).message }, context, null, stats);
			}
		}

		abort(): void {
			this.#isOver = this.stats.aborted = true;
		}

		destroy(): void {
			this.#isOver = true;
		}
	};
}

const noStats = (): LoaderStats => ({
	aborted: false,
	loaded: 0,
	retry: 0,
	total: 0,
	chunkCount: 0,
	bwEstimate: 0,
	loading: { start: 0, first: 0, end: 0 },
	parsing: { start: 0, end: 0 },
	buffering: { start: 0, first: 0, end: 0 },
});
