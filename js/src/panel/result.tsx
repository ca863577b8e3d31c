import type { SeenRun } from "../kernel/kernel-store";
import { isOver } from "../kernel/run-states";
import type { Endpoint, Output } from "../messages";
import { viewerFor } from "../outputs/registry";
import { Whole } from "../outputs/truncated";
import { CopyButton } from "../ui/copy-button";
import { useView } from "../view";
import { Variable } from "./result-variable";
import { HandMenu } from "./send-to";
import { Status } from "./status";

export function ResultPane({ endpoint }: { endpoint: Endpoint }) {
	const { store } = useView();
	const runs = store.kernel.runs.value;
	const shown = store.drafts.shown.value;
	const newest = runs.at(-1);
	const entry = (shown !== null && store.kernel.run(shown)) || newest;
	if (!entry)
		return (
			<div class="g-result">
				<p class="g-empty">
					{endpoint.returns.length
						? `Run gives ${endpoint.returns.map(({ label, name }) => label || name).join(", ")}.`
						: "No run yet."}
				</p>
				<Variable />
			</div>
		);
	const run = entry.value;
	return (
		<div class="g-result">
			{(shown === run.id || run.endpoint !== endpoint.name) && <Chosen run={run} newest={entry === newest} />}
			<Status run={run} />
			<Outputs key={run.id} run={run} />
			{run.shown && <Shown text={run.shown} />}
			<Variable />
		</div>
	);
}

/** A run that was picked from the list, or that another form has made. */
function Chosen({ run, newest }: { run: SeenRun; newest: boolean }) {
	const { store } = useView();
	return (
		<div class="g-row g-older">
			<span>
				Run {run.id} of <code>{run.endpoint}</code>
			</span>
			<span class="g-grow" />
			<button type="button" onClick={() => store.useInputs(run)}>
				Use these inputs
			</button>
			{!newest && (
				<button
					type="button"
					onClick={() => {
						store.drafts.shown.value = null;
					}}
				>
					Newest
				</button>
			)}
		</div>
	);
}

function Outputs({ run }: { run: SeenRun }) {
	const live = !isOver(run.state);
	return run.outputs.map((output, i) => {
		const Viewer = output.cut ? Whole : viewerFor(output.kind);
		return (
			<div class="g-output" key={`${i}-${output.kind}`} data-output={output.name}>
				<Head output={output} run={run} />
				{output.value === null ? <p class="g-soft">None</p> : <Viewer output={output} live={live} run={run.id} />}
			</div>
		);
	});
}

function Head({ output, run }: { output: Output; run: SeenRun }) {
	const name = output.label || output.name;
	const labelled = isLabelled(output, run.outputs.length);
	const usable = output.value !== null && isOver(run.state);
	if (!labelled && !usable) return null;
	return (
		<div class="g-output-head">
			{labelled && <div class="g-output-label">{name}</div>}
			{usable && <HandMenu run={run.id} output={output.name} label={name} />}
		</div>
	);
}

/** Labels that Gradio makes up when the author gave none say nothing beside a single output. */
const isLabelled = ({ label, kind }: Output, count: number): boolean =>
	count > 1 || !["", "output", "value 0", kind, "textbox"].includes(label.toLowerCase());

/** `result = …` */
function Shown({ text }: { text: string }) {
	const [name, ...rest] = text.split(" = ");
	return (
		<div class="g-var">
			<code>
				<em>{name}</em> = {rest.join(" = ")}
			</code>
			<CopyButton text={text} />
		</div>
	);
}
