import { type SeenRun, timesNow } from "../kernel/kernel-store";
import { wordsFor } from "../kernel/run-states";
import type { Progress } from "../messages";
import { useMore } from "../outputs/more";
import { begun, LINE, roomEach } from "../pieces";
import { about, bytes, percent, seconds } from "../ui/format";
import { useNow, useView } from "../view";

const BARS = 10; // in view

/** How far a run is, or how it ended. */
export function Status({ run }: { run: SeenRun }) {
	const { store } = useView();
	const { title, tone, over, hint, again } = wordsFor(run.state);
	const cancel = () => store.wire.ask({ ask: "cancel", run: run.id }).catch(() => {});
	return (
		<div class="g-status" role="status" aria-atomic="false" data-state={run.state}>
			<div class="g-row">
				<b class={`g-${tone}-tone`}>{run.state === "done" ? `Done in ${seconds(run.elapsed)}` : title}</b>
				<Detail run={run} />
				{!over && run.note && <bdi>{run.note}</bdi>}
				<span class="g-grow" />
				{run.state !== "done" && <Clock run={run} />}
				{!over && (
					<button type="button" class="g-quiet" onClick={cancel}>
						Cancel
					</button>
				)}
			</div>
			{!over && <Bars run={run} />}
			<Ending run={run} hint={hint} />
			{again && (
				<div>
					<button type="button" onClick={() => store.runAgain(run)}>
						Run again
					</button>
				</div>
			)}
			<Logs run={run} />
		</div>
	);
}

export function Detail({ run }: { run: SeenRun }) {
	const { rank, queue_size, transfer, state, progress } = run;
	if (state === "queued" && rank !== null) return <span>{queue_size ? `${rank + 1} of ${queue_size}` : rank + 1}</span>;
	if (state === "running" && progress.length === 1 && progress[0])
		return <span aria-live="off">{progressText(progress[0])}</span>;
	if (!transfer) return null;
	return <span aria-live="off">{transfer.total ? percent(transfer.done / transfer.total) : bytes(transfer.done)}</span>;
}

/** Ticks by itself, and in silence: a screen reader would say every tick. */
function Clock({ run }: { run: SeenRun }) {
	const { over } = wordsFor(run.state);
	const { elapsed, eta } = timesNow(run, useNow(!over, 100));
	return (
		<span class="g-soft g-clock" aria-hidden="true">
			{!over && eta !== null && `${about(eta)} · `}
			{seconds(elapsed)}
		</span>
	);
}

export function Bars({ run }: { run: SeenRun }) {
	const { progress, transfer, state } = run;
	if (progress.length)
		return (
			<div class="g-bars" aria-live="off">
				{progress.slice(0, BARS).map((one, i) => (
					<div key={i}>
						<Bar share={shareOf(one)} label={progressText(one)} />
						{progress.length > 1 && <span>{progressText(one)}</span>}
					</div>
				))}
				{progress.length > BARS && <span>and {progress.length - BARS} more</span>}
			</div>
		);
	if (transfer) return <Bar share={transfer.total ? transfer.done / transfer.total : null} label="Transfer" />;
	return state === "running" ? <Bar share={null} label="Running" /> : null;
}

function Bar({ share, label }: { share: number | null; label: string }) {
	const value = share === null ? {} : { "aria-valuenow": Math.round(share * 100) };
	return (
		<div class="g-bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} {...value}>
			<i class={share === null ? "g-endless" : ""} style={share === null ? {} : { width: `${share * 100}%` }} />
		</div>
	);
}

function shareOf({ index, length, progress }: Progress): number | null {
	const share = progress ?? (index !== null && length ? index / length : null);
	return share === null ? null : Math.min(1, Math.max(0, share));
}

/** `Denoising 9/12 steps` */
function progressText({ index, length, unit, progress, desc }: Progress): string {
	const count = index === null ? (progress === null ? "" : percent(progress)) : `${index}${length ? `/${length}` : ""}`;
	return [begun(desc ?? "", LINE), count, index !== null && unit].filter(Boolean).join(" ");
}

export function Ending({ run, hint }: { run: SeenRun; hint: string | undefined }) {
	const { error, state } = run;
	if (!error) return hint ? <p class="g-soft">{hint}</p> : null;
	const titled = error.title && error.title !== "Error" && error.title !== wordsFor(state).title;
	return (
		<>
			<p class="g-message">
				{titled && <b>{begun(error.title, LINE)}: </b>}
				<bdi>{begun(error.message)}</bdi>
			</p>
			{Object.entries(error.fields).map(([name, problem]) => (
				<p key={name}>
					<code>{name}</code> <bdi>{problem}</bdi>
				</p>
			))}
			{(error.hint || hint) && <p class="g-soft">{error.hint || hint}</p>}
		</>
	);
}

export function Logs({ run }: { run: SeenRun }) {
	const { shown, before, more } = useMore(run.logs, 50, true);
	if (!run.logs.length) return null;
	const room = roomEach(shown.flatMap(({ title, message }) => [title, message]));
	return (
		<ul class="g-logs" aria-label="Log">
			{more && <li>{more}</li>}
			{shown.map(({ level, title, message }, i) => (
				<li key={before + i}>
					<span class={`g-log-${level}`}>{level}</span>{" "}
					{title && title.toLowerCase() !== level && <b>{begun(title, room)} </b>}
					<bdi>{begun(message, room)}</bdi>
				</li>
			))}
		</ul>
	);
}
