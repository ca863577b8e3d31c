import type { Signal } from "@preact/signals";
import { type SeenRun, timesNow } from "../kernel/kernel-store";
import { wordsFor } from "../kernel/run-states";
import { begun, LINE } from "../pieces";
import { seconds } from "../ui/format";
import { useNow, useView } from "../view";

const FIRST = 20; // shown; the list scrolls

export function Runs() {
	const { store, prefix } = useView();
	const runs = store.kernel.runs.value;
	if (!runs.length) return null;
	const shown = store.drafts.shown.value ?? runs.at(-1)?.peek().id;
	return (
		<section class="g-runs" aria-labelledby={`${prefix}-runs`}>
			<div class="g-row">
				<b id={`${prefix}-runs`}>Runs</b>
				<span class="g-soft">{runs.length}</span>
			</div>
			<ul class={runs.length > FIRST ? "g-many" : ""}>
				{runs.toReversed().map((run) => (
					<Row key={run.peek().id} entry={run} shown={run.peek().id === shown} />
				))}
			</ul>
		</section>
	);
}

function Row({ entry, shown }: { entry: Signal<SeenRun>; shown: boolean }) {
	const { store } = useView();
	const run = entry.value;
	const { id, state, rank, queue_size, endpoint, summary, error } = run;
	const { title, tone, over } = wordsFor(state);
	// What was cancelled is told by what it was about; what went wrong, by how.
	const told = (tone === "bad" && error?.message) || summary || endpoint;
	const place = state === "queued" && rank !== null ? ` ${rank + 1}${queue_size ? `/${queue_size}` : ""}` : "";
	const { elapsed } = timesNow(run, useNow(!over, 500));

	function show(): void {
		store.drafts.shown.value = id;
	}

	return (
		<li>
			<button type="button" class="g-run-row" aria-pressed={shown} onClick={show}>
				<span class={`g-state g-${tone}-tone`}>
					{title.toLowerCase()}
					{place}
				</span>
				<span>#{id}</span>
				<span class="g-name">{begun(told, LINE)}</span>
				<span class="g-soft g-clock" aria-hidden="true">
					{seconds(elapsed)}
				</span>
			</button>
			{!over && (
				<button
					type="button"
					class="g-quiet"
					aria-label={`Cancel run ${id}`}
					onClick={() => store.wire.ask({ ask: "cancel", run: id }).catch(() => {})}
				>
					Cancel
				</button>
			)}
		</li>
	);
}
