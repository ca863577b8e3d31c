import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Endpoint, Parameter } from "../messages";
import { useGradually, useMore } from "../outputs/more";
import { begun, roomEach } from "../pieces";
import { FailureNote } from "../ui/failure-note";
import { useView } from "../view";
import { Field } from "./field";

const ALWAYS_SHOWN = 5; // fields
const FIELDS = 40; // drawn in one frame
const EXAMPLES = 100; // in sight at first

interface Props {
	endpoint: Endpoint;
	/** Filled in with what Ctrl+Enter does. */
	submit: RefObject<() => void>;
}

export function FormPane({ endpoint, submit }: Props) {
	const { store } = useView();
	const form = store.drafts.form(endpoint.name);
	const pane = useRef<HTMLDivElement>(null);
	const [refused, setRefused] = useState(0);
	const { state } = store.kernel.app.value;
	const failure = form.failure.value;
	// What the app has hidden stays in sight while it holds something.
	const { shown, folded } = fold(
		endpoint.parameters.filter(
			({ name, visible }) => visible || name in form.values.value || name in form.problems.value,
		),
	);

	const drawn = useGradually(shown.length, FIELDS);

	async function run(): Promise<void> {
		if (store.kernel.app.peek().state !== "ready") return;
		if (await store.run(endpoint)) showStatus(pane.current);
		else setRefused((times) => times + 1);
	}
	submit.current = run;

	// After the render that shows the problems, for a folded field has to be unfolded first.
	useEffect(() => {
		const field = refused && pane.current?.querySelector("[aria-invalid=true]");
		if (field instanceof HTMLElement) field.focus();
	}, [refused]);

	return (
		<div class="g-form" ref={pane}>
			{shown.slice(0, drawn).map((parameter) => (
				<Field key={parameter.name} endpoint={endpoint.name} parameter={parameter} />
			))}
			{folded.length > 0 && <Advanced endpoint={endpoint.name} parameters={folded} />}
			{endpoint.parameters.length === 0 && <p class="g-soft">Nothing to fill in.</p>}
			<Examples endpoint={endpoint} />
			{failure && <FailureNote failure={failure} />}
			<div>
				<Notes starting={form.starting.value} uploading={Object.keys(form.uploads.value).length > 0} />
				<div class="g-row">
					<button type="button" class="g-run" disabled={state !== "ready"} title={reason(state)} onClick={run}>
						Run
					</button>
					{endpoint.parameters.length > 0 && (
						<button type="button" onClick={() => form.fill({})}>
							Reset
						</button>
					)}
					<span class="g-soft">{reason(state)}</span>
					<span class="g-grow" />
					<kbd>Ctrl ⏎</kbd>
				</div>
			</div>
		</div>
	);
}

/** After a long form the status may be out of sight, and with it Cancel. */
function showStatus(form: HTMLElement | null): void {
	form?.parentElement?.querySelector(".g-result > *")?.scrollIntoView({ block: "nearest" });
}

function reason(state: string): string | undefined {
	return { connecting: "Connecting to the app…", failed: "The app is not connected.", closed: "The app is closed." }[
		state
	];
}

/** What stays in sight, and what has a default and comes after the first few. */
function fold(parameters: readonly Parameter[]): { shown: Parameter[]; folded: Parameter[] } {
	const shown: Parameter[] = [];
	const folded: Parameter[] = [];
	for (const parameter of parameters)
		(parameter.required || shown.length < ALWAYS_SHOWN ? shown : folded).push(parameter);
	// A fold around a single field hides more than it saves.
	return folded.length > 1 ? { shown, folded } : { shown: [...parameters], folded: [] };
}

function Advanced({ endpoint, parameters }: { endpoint: string; parameters: Parameter[] }) {
	const form = useView().store.drafts.form(endpoint);
	const wanted = parameters.some(({ name }) => name in form.problems.value || name in form.values.value);
	const [open, setOpen] = useState(wanted);
	const drawn = useGradually(parameters.length, FIELDS);
	useEffect(() => {
		if (wanted) setOpen(true);
	}, [wanted]);
	return (
		<details open={open || wanted} onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary>Advanced ({parameters.length})</summary>
			<div class="g-folded">
				{parameters.slice(0, drawn).map((parameter) => (
					<Field key={parameter.name} endpoint={endpoint} parameter={parameter} />
				))}
			</div>
		</details>
	);
}

export function Examples({ endpoint }: { endpoint: Endpoint }) {
	const form = useView().store.drafts.form(endpoint.name);
	const { shown, more } = useMore(endpoint.examples, EXAMPLES);
	if (!shown.length) return null;
	const room = roomEach(shown.map(({ label }) => label));
	return (
		<div role="group" aria-label="Examples">
			<p class="g-soft">Examples</p>
			<div class="g-chips">
				{shown.map(({ label, values }, i) => (
					<button key={i} type="button" class="g-chip" title={label} onClick={() => form.fill(values, true)}>
						{begun(label, room)}
					</button>
				))}
				{more}
			</div>
		</div>
	);
}

export function Notes({ starting, uploading }: { starting: boolean; uploading: boolean }) {
	const { late } = useView().store.wire;
	return (
		<div class="g-notes" aria-live="polite">
			{starting && uploading && <p class="g-wait-tone">Runs as soon as the upload is there.</p>}
			{late.value && <p class="g-wait-tone">The kernel is busy: waiting for the running cell.</p>}
		</div>
	);
}
