/** A form by a JSON schema, for components that nobody knows: each part has the control of its kind. */

import { useRef, useState } from "preact/hooks";
import {
	alternatives,
	type FormValue,
	type InputProps,
	inputFor,
	isFileSchema,
	isObject,
	type Json,
	kindsOf,
	list,
	problemOf,
	resolve,
	type Schema,
} from "../../core";
import css from "../../style/inputs/schema.css";
import { blank, choicesOf, leafParameter, type Path, put, titleOf, wordFor } from "../schema-form";

export { css };

/** What all parts of one field have in common. */
interface Whole {
	props: InputProps;
	root: Schema;
	/** Parts whose text is no value yet, by their ids: each stands in the way of a run. */
	unread: Map<string, string>;
}

interface PartProps {
	whole: Whole;
	schema: Schema;
	path: Path;
	label: string;
	required: boolean;
	value: FormValue | undefined;
	change(value: FormValue | undefined): void;
}

export default function SchemaForm(props: InputProps) {
	const [raw, setRaw] = useState(false);
	const unread = useRef(new Map<string, string>());
	const { parameter, value, isSet, control, labelId } = props;
	const root = (isObject(parameter.options.schema) ? parameter.options.schema : {}) as Schema;
	const Json = inputFor("json").Control;
	const held = isSet || value !== null ? value : undefined;
	const { "aria-required": _, ...group } = control; // ARIA knows no required group
	return (
		<>
			{raw ? (
				<Json {...props} />
			) : (
				<div class="g-schema" role="group" tabIndex={-1} {...group} aria-labelledby={labelId}>
					<Part
						whole={{ props, root, unread: unread.current }}
						schema={resolve(root, root)}
						path={[]}
						label=""
						required
						value={held}
						change={props.change}
					/>
				</div>
			)}
			<button type="button" class="g-link" aria-pressed={raw} onClick={() => setRaw(!raw)}>
				{raw ? "As a form" : "As JSON"}
			</button>
		</>
	);
}

function Part(props: PartProps) {
	const { schema } = props;
	const kinds = kindsOf(schema);
	if (choicesOf(schema, props.whole.root)) return <Leaf {...props} />;
	if (alternatives(schema).length) return <Union {...props} options={alternatives(schema)} />;
	if (kinds.length > 1) return <Union {...props} options={kinds.map((type) => ({ ...schema, type }))} />;
	if (isFileSchema(schema) || schema.enum || schema.const !== undefined) return <Leaf {...props} />;
	if (kinds[0] === "array" || schema.items || schema.prefixItems) return <Items {...props} />;
	if (kinds[0] === "object" || schema.properties) {
		const { path, required, value, label, change, whole } = props;
		// A schema may hold itself: what is not there is drawn when it is wanted.
		if (value === undefined && path.length > (required ? 3 : 0))
			return (
				<button type="button" class="g-add" onClick={() => change(blank(schema, whole.root) ?? {})}>
					Add {label}
				</button>
			);
		return <Properties {...props} />;
	}
	return <Leaf {...props} />;
}

const pathText = (path: Path): string => path.join("-");

/** What is wrong with one part, shown once the field has been refused. */
function usePartProblem({ whole, schema, value, required, path }: PartProps): string | undefined {
	if (!whole.props.control["aria-invalid"] || !path.length) return undefined;
	if (value === undefined) return required ? "is missing" : undefined;
	const found = problemOf(schema, value, whole.root);
	return found && !found.place ? found.message : undefined;
}

function Leaf(props: PartProps) {
	const { whole, schema, path, label, required, value, change } = props;
	const [typed, setTyped] = useState<{ text: string; problem: string } | null>(null);
	const id = [whole.props.control.id, ...path].join("-");
	const problem = typed?.problem ?? usePartProblem(props);
	const choices = choicesOf(schema, whole.root);
	const parameter = leafParameter(schema, label, whole.props.parameter, choices);
	const { Control, inline } = inputFor(parameter.control);
	const described = [problem && `${id}-problem`, schema.description && `${id}-info`].filter(Boolean).join(" ");
	const input: InputProps = {
		parameter,
		value: value ?? null,
		isSet: value !== undefined,
		text: typed?.text,
		change: (next) => {
			setTyped(null);
			whole.unread.delete(id);
			change(next);
			for (const left of whole.unread.values()) whole.props.changeText("", left);
		},
		changeText: (text, wrong) => {
			setTyped({ text, problem: wrong });
			const told = path.length ? `${pathText(path)}: ${wrong}` : wrong;
			whole.unread.set(id, told);
			whole.props.changeText(text, told);
		},
		refuse: whole.props.refuse,
		upload: (files) => whole.props.upload(files.slice(0, 1), (held, file) => put(held, path, file)),
		control: {
			id: path.length ? id : `${id}-value`,
			"aria-describedby": described,
			"aria-invalid": problem !== undefined,
			"aria-required": required,
			...(label ? {} : { "aria-label": whole.props.parameter.label }),
		},
		labelId: label ? `${id}-label` : whole.props.labelId,
	};
	if (schema.const !== undefined || kindsOf(schema)[0] === "null")
		return label ? (
			<div class="g-row">
				<span>{label}</span>
				<code>{JSON.stringify(schema.const ?? null)}</code>
			</div>
		) : null;
	return (
		<div class={inline ? "g-field g-inline" : "g-field"}>
			{inline && <Control {...input} />}
			{label && (
				<div class="g-label">
					<label for={id} id={`${id}-label`}>
						{label}
					</label>
					{required && (
						<span class="g-required" aria-hidden="true">
							*
						</span>
					)}
					<Info schema={schema} id={id} />
					{!required && value !== undefined && (
						<button type="button" class="g-tiny" aria-label={`Leave out ${label}`} onClick={() => change(undefined)}>
							↺
						</button>
					)}
				</div>
			)}
			{!inline && <Control {...input} />}
			{problem && (
				<p class="g-problem" id={`${id}-problem`}>
					{problem}
				</p>
			)}
		</div>
	);
}

function Info({ schema: { description }, id }: { schema: Schema; id: string }) {
	if (typeof description !== "string" || description.length > 200) return null;
	return (
		<span class="g-soft" id={`${id}-info`}>
			{description}
		</span>
	);
}

function Properties({ whole, schema, path, label, required, value, change }: PartProps) {
	const [name, setName] = useState("");
	const held = isObject(value) ? value : {};
	const properties = isObject(schema.properties) ? schema.properties : {};
	const needed = list(schema.required);
	const free = Object.keys(held).filter((key) => !Object.hasOwn(properties, key));
	const more = schema.additionalProperties;
	const open = more !== false && (isObject(more) || more === true || !Object.keys(properties).length);
	const rest = resolve(isObject(more) ? (more as Schema) : {}, whole.root);

	function set(key: string, next: FormValue | undefined): void {
		const { [key]: _, ...others } = held;
		change(next === undefined ? others : { ...held, [key]: next });
	}

	function add(): void {
		if (!name.trim() || name in held) return;
		set(name.trim(), blank(rest, whole.root) ?? null);
		setName("");
	}

	return (
		<fieldset class={path.length ? `g-part${isLine(schema, path, whole.root) ? " g-line" : ""}` : ""}>
			{label && (
				<legend>
					{label} {!required && value !== undefined && <Remove label={label} onClick={() => change(undefined)} />}
				</legend>
			)}
			{Object.entries(properties).map(([key, inner]) => {
				const part = resolve(inner as Json, whole.root);
				return (
					<Part
						key={key}
						whole={whole}
						schema={part}
						path={[...path, key]}
						label={titleOf(inner as Json) ?? key}
						required={needed.includes(key)}
						value={held[key]}
						change={(next) => set(key, next)}
					/>
				);
			})}
			{free.map((key) => (
				<div class="g-entry" key={key}>
					<Part
						whole={whole}
						schema={rest}
						path={[...path, key]}
						label={key}
						required
						value={held[key]}
						change={(next) => set(key, next ?? null)}
					/>
					<Remove label={key} onClick={() => set(key, undefined)} />
				</div>
			))}
			{open && (
				<div class="g-row">
					<input
						type="text"
						aria-label={`New name${label && ` in ${label}`}`}
						placeholder="name"
						value={name}
						onInput={({ currentTarget }) => setName(currentTarget.value)}
						onKeyDown={(event) => {
							if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
							event.preventDefault();
							add();
						}}
					/>
					<button type="button" onClick={add} disabled={!name.trim() || name in held}>
						Add
					</button>
				</div>
			)}
		</fieldset>
	);
}

/** Whether an object is an item of a list that fits on a line: two or three small fields. */
function isLine({ properties }: Schema, path: Path, root: Schema): boolean {
	const parts = Object.values(isObject(properties) ? properties : {}).map((part) => resolve(part as Json, root));
	const isSmall = (part: Schema) =>
		choicesOf(part, root) !== null || ["string", "integer", "number"].includes(kindsOf(part)[0] ?? "");
	return typeof path.at(-1) === "number" && [2, 3].includes(parts.length) && parts.every(isSmall);
}

function Items({ whole, schema, path, label, value, change }: PartProps) {
	const held = list(value);
	const first = list(schema.prefixItems);
	const inner = (i: number) => resolve((i < first.length ? first[i] : schema.items) as Json | undefined, whole.root);
	const most = schema.items === false ? first.length : typeof schema.maxItems === "number" ? schema.maxItems : Infinity;
	const shown = first.length > held.length ? [...held, ...first.slice(held.length).map(() => undefined)] : held;
	const word = titleOf(schema.items as Json | undefined) ?? (label || "item");
	const named = (i: number) => (i < first.length && titleOf(first[i] as Json)) || `${word} ${i + 1}`;

	const filled = (item: FormValue | undefined, i: number): FormValue =>
		item === undefined ? (blank(inner(i), whole.root) ?? null) : item;

	function move(from: number, to: number): void {
		const next = held.filter((_, i) => i !== from);
		next.splice(to, 0, held[from] as FormValue);
		change(next);
	}

	return (
		<fieldset class={path.length ? "g-part" : ""}>
			{label && <legend>{label}</legend>}
			{shown.map((item, i) => (
				<div class="g-entry" key={i}>
					<Part
						whole={whole}
						schema={inner(i)}
						path={[...path, i]}
						label={named(i)}
						required
						value={item}
						change={(next) => change(put(shown.map(filled), [i], filled(next, i)) as FormValue)}
					/>
					{i >= first.length && (
						<span class="g-entry-tools">
							{i > first.length && (
								<button
									type="button"
									class="g-tiny"
									aria-label={`Move ${word} ${i + 1} up`}
									onClick={() => move(i, i - 1)}
								>
									↑
								</button>
							)}
							<Remove label={`${word} ${i + 1}`} onClick={() => change(held.filter((_, at) => at !== i))} />
						</span>
					)}
				</div>
			))}
			{shown.length < most && (
				<button
					type="button"
					class="g-add"
					onClick={() => change([...held, blank(inner(held.length), whole.root) ?? null])}
				>
					Add {word}
				</button>
			)}
		</fieldset>
	);
}

function Remove({ label, onClick }: { label: string; onClick(): void }) {
	return (
		<button type="button" class="g-tiny" aria-label={`Remove ${label}`} onClick={onClick}>
			✕
		</button>
	);
}

function Union(props: PartProps & { options: readonly Json[] }) {
	const { whole, path, label, required, value, change, options } = props;
	const parts = options.map((option) => resolve(option, whole.root));
	const fitting = value === undefined ? -1 : parts.findIndex((part) => !problemOf(part, value, whole.root));
	const [chosen, setChosen] = useState(-1);
	// What fits no more, such as a text that was emptied, is still of the kind that was chosen.
	const fits = chosen >= 0 && value !== undefined && !problemOf(parts[chosen], value, whole.root);
	const at = fits || (fitting < 0 && chosen >= 0) ? chosen : fitting >= 0 ? fitting : Math.max(0, firstOf(parts));
	const part = parts[at] ?? {};
	const concrete = parts.filter((one) => kindsOf(one)[0] !== "null");
	const id = [whole.props.control.id, ...path, "kind"].join("-");
	// Something or None: the field of that something, which can be left out. That of a file can be empty as well.
	const [one] = concrete;
	const isFile = one !== undefined && parts.length > 1 && isFileSchema(one);
	if (concrete.length === 1 && one && (!required || isFile)) {
		const schema = { ...one, description: props.schema.description ?? null };
		return <Part {...props} schema={schema} required={false} value={isFile ? (value ?? undefined) : value} />;
	}

	function choose(next: number): void {
		setChosen(next);
		change(blank(parts[next] ?? {}, whole.root));
	}

	return (
		<div class="g-union">
			<div class="g-row">
				{label && <label for={id}>{label}</label>}
				<select
					id={id}
					aria-label={label ? undefined : "Kind"}
					value={String(at)}
					onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
				>
					{parts.map((one, i) => (
						<option key={i} value={String(i)}>
							{wordFor(one)}
						</option>
					))}
				</select>
			</div>
			<Part key={at} {...props} schema={part} label={label && `${label}: ${wordFor(part)}`} />
		</div>
	);
}

const firstOf = (parts: Schema[]): number => parts.findIndex((part) => kindsOf(part)[0] !== "null");
