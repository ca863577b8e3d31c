import { useMemo } from "preact/hooks";
import { type FormValue, isObject, list, same, text } from "../kernel/values";
import { useMore } from "../outputs/more";
import { Combobox } from "./combobox";
import { type InputProps, registerInput } from "./registry";

const SEARCHED_FROM = 13; // choices
const CHIPS = 100; // chosen ones that are shown, and more of them when asked for

/** The JSON of a value, with the members of objects in one order. */
const keyOf = (value: FormValue): string =>
	JSON.stringify(value, (_, inner) =>
		isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
	) ?? "";

function Dropdown(props: InputProps) {
	const { choices, custom_values, multiple } = props.parameter;
	if (multiple) return <Many {...props} />;
	if (custom_values || !choices || choices.length >= SEARCHED_FROM) return <Searched {...props} />;
	return <Short {...props} choices={choices} />;
}

const isNullable = ({ parameter: { required, nullable, default: preset }, value }: InputProps): boolean =>
	!required && nullable && (preset === null || value === null);

function Short(props: InputProps & { choices: [string, FormValue][] }) {
	const { parameter, value, change, control, choices } = props;
	const at = choices.findIndex(([, choice]) => same(choice, value));
	const blank = at < 0 || isNullable(props);
	const hasNone = !parameter.required && parameter.nullable;
	return (
		<select
			{...control}
			value={at < 0 ? "" : String(at)}
			onChange={({ currentTarget }) => {
				const choice = currentTarget.value === "" ? undefined : choices[Number(currentTarget.value)];
				change(choice ? choice[1] : hasNone ? null : undefined);
			}}
		>
			{blank && <option value="">{hasNone ? "None" : "Choose…"}</option>}
			{choices.map(([label], i) => (
				<option key={i} value={String(i)}>
					{label}
				</option>
			))}
		</select>
	);
}

function labelOf(choices: readonly [string, FormValue][], value: FormValue): string {
	return choices.find(([, choice]) => same(choice, value))?.[0] ?? text(value);
}

function Searched(props: InputProps) {
	const { parameter, value, isSet, change, control } = props;
	const choices = parameter.choices ?? [];
	const label = value === null ? "" : labelOf(choices, value);
	return (
		<div class="g-row">
			<Combobox
				control={control}
				labels={choices.map(([name]) => name)}
				shown={label}
				placeholder={isSet && value === null ? "None" : parameter.placeholder || "Search…"}
				custom={parameter.custom_values}
				onChoose={(at) => change(choices[at]?.[1])}
				onCustom={(typed) => change(typed)}
			/>
			{value !== null && isNullable(props) && (
				<button type="button" class="g-quiet" aria-label={`Clear ${parameter.label}`} onClick={() => change(null)}>
					✕
				</button>
			)}
		</div>
	);
}

function Many({ parameter, value, change, control }: InputProps) {
	const choices = parameter.choices ?? [];
	const chosen = list(value);
	// By their JSON, for comparing each with each would take seconds for thousands of them.
	const labels = useMemo(() => new Map([...choices].reverse().map(([label, one]) => [keyOf(one), label])), [choices]);
	const rest = useMemo(() => {
		const taken = new Set(chosen.map(keyOf));
		return choices.filter(([, choice]) => !taken.has(keyOf(choice)));
	}, [choices, value]);
	const labelFor = (one: FormValue): string => labels.get(keyOf(one)) ?? text(one);
	const { shown, more } = useMore(chosen, CHIPS);
	const add = (one: FormValue | undefined) => {
		if (one !== undefined && !chosen.some((other) => same(other, one))) change([...chosen, one]);
	};
	const remove = (at: number) => change(chosen.filter((_, i) => i !== at));
	return (
		<>
			{chosen.length > 0 && (
				<div class="g-chips">
					{shown.map((one, i) => (
						<span class="g-chip" key={i}>
							{labelFor(one)}
							<button type="button" aria-label={`Remove ${labelFor(one)}`} onClick={() => remove(i)}>
								✕
							</button>
						</span>
					))}
					{more}
				</div>
			)}
			<Combobox
				control={control}
				labels={rest.map(([name]) => name)}
				shown=""
				placeholder={parameter.placeholder || "Add…"}
				custom={parameter.custom_values}
				onChoose={(at) => add(rest[at]?.[1])}
				onCustom={add}
				onBackspace={() => chosen.length && remove(chosen.length - 1)}
			/>
		</>
	);
}

registerInput("dropdown", Dropdown);
