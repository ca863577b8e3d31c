/** Where something is said: the box for it, and the settings that go with it. */

import { type Endpoint, Field, inputFor, Uploads, useInput, useView } from "../core";

interface SayProps {
	endpoint: Endpoint;
	busy: boolean;
	canStop: boolean;
	isReady: boolean;
	onSend(): void;
	onStop(): void;
}

export function Say({ endpoint, busy, canStop, isReady, onSend, onStop }: SayProps) {
	const parameter = endpoint.parameters.find(({ name }) => name === endpoint.talk?.message);
	return parameter ? (
		<div class="g-say">
			<Box endpoint={endpoint.name} parameter={parameter} onSend={onSend} />
			{busy ? (
				<button type="button" disabled={!canStop} onClick={onStop}>
					Stop
				</button>
			) : (
				<button type="button" class="g-run" disabled={!isReady} onClick={onSend}>
					Send
				</button>
			)}
		</div>
	) : null;
}

interface BoxProps {
	endpoint: string;
	parameter: Endpoint["parameters"][number];
	onSend(): void;
}

function Box({ endpoint, parameter, onSend }: BoxProps) {
	const form = useView().store.drafts.form(endpoint);
	const input = useInput(endpoint, parameter);
	const problem = form.problems.value[parameter.name];
	const { Control } = inputFor(parameter.control);
	const { id } = input.control;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the text box in it
		<div class="g-box" onKeyDown={(event) => onEnter(event, onSend)}>
			<Control
				{...input}
				parameter={{
					...parameter,
					lines: Math.max(parameter.lines, 2),
					placeholder: parameter.placeholder || "Say something",
				}}
				control={{
					...input.control,
					"aria-label": parameter.label,
					"aria-describedby": problem ? `${id}-problem` : "",
				}}
			/>
			<Uploads endpoint={endpoint} name={parameter.name} />
			{problem && (
				<p class="g-problem" id={`${id}-problem`} role="alert">
					{problem === "Required" ? "Write something first." : problem}
				</p>
			)}
		</div>
	);
}

/** The other parameters. */
export function Settings({ endpoint }: { endpoint: Endpoint }) {
	const { problems } = useView().store.drafts.form(endpoint.name);
	const { talk } = endpoint;
	const others = endpoint.parameters.filter(
		({ name, visible }) => visible && name !== talk?.message && name !== talk?.history,
	);
	if (!others.length) return null;
	const isWanted = others.some(({ name, required }) => required || name in problems.value);
	return (
		<details open={isWanted}>
			<summary>Settings ({others.length})</summary>
			<div class="g-folded">
				{others.map((parameter) => (
					<Field key={parameter.name} endpoint={endpoint.name} parameter={parameter} />
				))}
			</div>
		</details>
	);
}

/** Enter says it; with Shift it is a new line, which the notebook must not take for running the cell. */
export function onEnter(event: KeyboardEvent, act: () => void): void {
	const { key, target, shiftKey, ctrlKey, metaKey, altKey, isComposing } = event;
	if (key !== "Enter" || !(target instanceof HTMLTextAreaElement) || isComposing || ctrlKey || metaKey || altKey)
		return;
	event.stopPropagation();
	if (shiftKey) return;
	event.preventDefault();
	act();
}
