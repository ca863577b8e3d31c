/** Choices that are all in sight. Labels may repeat and values may be any JSON: a choice is told by its place. */

import { list, same } from "../values";
import { type InputProps, registerInput } from "./registry";

function Checkbox({ value, change, control }: InputProps) {
	return (
		<input
			type="checkbox"
			{...control}
			checked={value === true}
			onChange={({ currentTarget }) => change(currentTarget.checked)}
		/>
	);
}

function CheckboxGroup({ parameter, value, change, control, labelId }: InputProps) {
	const choices = parameter.choices ?? [];
	const chosen = list(value);
	const isChosen = (i: number) => chosen.some((one) => same(one, choices[i]?.[1]));

	function toggle(at: number): void {
		const values = choices.filter((_, i) => (i === at ? !isChosen(i) : isChosen(i))).map(([, choice]) => choice);
		change(values);
	}

	return (
		<div class="g-options" role="group" {...withoutRequired(control)} aria-labelledby={labelId} tabIndex={-1}>
			{choices.map(([label], i) => (
				<label key={i}>
					<input type="checkbox" checked={isChosen(i)} onChange={() => toggle(i)} /> {label}
				</label>
			))}
		</div>
	);
}

function Radio({ parameter, value, change, control, labelId }: InputProps) {
	const choices = parameter.choices ?? [];
	const at = choices.findIndex(([, choice]) => same(choice, value));
	return (
		<div class="g-options" role="radiogroup" {...control} aria-labelledby={labelId} tabIndex={-1}>
			{choices.map(([label, choice], i) => (
				<label key={i}>
					<input type="radio" name={control.id} checked={i === at} onChange={() => change(choice)} /> {label}
				</label>
			))}
		</div>
	);
}

/** ARIA knows no required group. */
function withoutRequired({ "aria-required": _, ...rest }: InputProps["control"]) {
	return rest;
}

registerInput("checkbox", Checkbox, { inline: true });
registerInput("checkboxgroup", CheckboxGroup);
registerInput("radio", Radio);
