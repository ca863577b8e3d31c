import type { ComponentChildren } from "preact";
import { type InputProps, inputFor } from "../inputs/registry";
import { type FormValue, isVariable } from "../kernel/values";
import type { Parameter } from "../messages";
import { percent } from "../ui/format";
import { useView } from "../view";
import { FieldState, stateWord } from "./field-state";
import { Bound } from "./variable-binding";

const LONGEST_DEFAULT = 16; // letters

const PYTHON = new Map<FormValue, string>([
	[null, "None"],
	[true, "True"],
	[false, "False"],
]);

interface Props {
	endpoint: string;
	parameter: Parameter;
}

/** What the control of a parameter takes. */
export function useInput(endpoint: string, parameter: Parameter): InputProps {
	const { store, prefix } = useView();
	const form = store.drafts.form(endpoint);
	const { name, info, required } = parameter;
	const id = `${prefix}-${name}`;
	const value = form.values.value[name];
	const problem = form.problems.value[name];
	const described = [
		info && `${id}-info`,
		`${id}-type`,
		stateWord(parameter, value) && `${id}-state`,
		problem && `${id}-problem`,
	]
		.filter(Boolean)
		.join(" ");
	return {
		parameter,
		value: value === undefined ? parameter.default : value,
		isSet: value !== undefined,
		text: form.texts.value[name],
		change: (next) => form.set(name, next),
		changeText: (text, wrong) => form.setText(name, text, wrong),
		refuse: (wrong) => form.setProblem(name, wrong),
		upload: (files, place) => store.upload(endpoint, parameter, files, place),
		control: {
			id,
			"aria-describedby": described,
			"aria-invalid": problem !== undefined,
			"aria-required": required,
		},
		labelId: `${id}-label`,
	};
}

/** A parameter: its control, what is said of it, and what is wrong with it. */
export function Field({ endpoint, parameter }: Props) {
	const form = useView().store.drafts.form(endpoint);
	const { name, label, info, required, control } = parameter;
	const input = useInput(endpoint, parameter);
	const { id } = input.control;
	const { change } = input;
	const value = form.values.value[name];
	const problem = form.problems.value[name];
	const { Control, inline } = inputFor(control);

	const drawn = isVariable(value) ? (
		<Bound variable={value} control={input.control} label={label} onRelease={() => change(undefined)} />
	) : (
		<Control {...input} />
	);
	const before = inline && !isVariable(value);

	return (
		<div class={before ? "g-field g-inline" : "g-field"} data-parameter={name}>
			{before && drawn}
			<div class="g-label">
				<label for={id} id={`${id}-label`}>
					{label}
				</label>
				{required && (
					<span class="g-required" title="required" aria-hidden="true">
						*
					</span>
				)}
				{info && (
					<span class="g-soft" id={`${id}-info`}>
						{info}
					</span>
				)}
				<code id={`${id}-type`}>{typeText(parameter)}</code>
				<FieldState endpoint={endpoint} parameter={parameter} value={value} id={id} change={change} />
			</div>
			{!before && drawn}
			<Uploads endpoint={endpoint} name={name} />
			{problem && (
				<Problem id={`${id}-problem`} problem={problem}>
					{problem === "Required" && (control === "text" || control === "code") && (
						<button type="button" class="g-link" onClick={() => form.set(name, "")}>
							Leave it empty
						</button>
					)}
					{problem === "Required" && parameter.nullable && control !== "text" && control !== "code" && (
						<button type="button" class="g-link" onClick={() => form.set(name, null)}>
							Send None
						</button>
					)}
				</Problem>
			)}
		</div>
	);
}

function Problem({ id, problem, children }: { id: string; problem: string; children?: ComponentChildren }) {
	return (
		<p class="g-problem" id={id} role="alert">
			{problem} {children}
		</p>
	);
}

export function Uploads({ endpoint, name }: { endpoint: string; name: string }) {
	const form = useView().store.drafts.form(endpoint);
	const uploads = form.uploads.value[name];
	if (!uploads) return null;
	return (
		<div class="g-uploads">
			{uploads.map((upload, i) => (
				<div class="g-row" key={i}>
					<span class="g-name">{upload.file.name}</span>
					<progress value={upload.share} aria-label={`Uploading ${upload.file.name}`} />
					<span class="g-soft">uploading {percent(upload.share)}</span>
				</div>
			))}
			<button type="button" class="g-link" onClick={() => form.stopUploads(name)}>
				Stop
			</button>
		</div>
	);
}

/** `steps: int = 4` */
function typeText({ name, type, required, default: value }: Parameter): string {
	const isPlain = required || (value === null && type.endsWith("None"));
	return isPlain ? `${name}: ${type}` : `${name}: ${type} = ${python(value)}`;
}

function python(value: FormValue): string {
	const words = typeof value === "string" ? `'${value}'` : (PYTHON.get(value) ?? JSON.stringify(value));
	return words.length > LONGEST_DEFAULT ? `${words.slice(0, LONGEST_DEFAULT)}…` : words;
}
