/** Choices that are all in sight. Labels may repeat and values may be any JSON: a choice is told by its place. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type FormValue, list, same } from "../kernel/values";
import type { Parameter } from "../messages";
import { useMore } from "../outputs/more";
import { begun, roomEach } from "../pieces";
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

	/** Choose all of some, or none of them; the others stay as they are. */
	function turn(some: ReadonlySet<number>, on: boolean): void {
		change(choices.filter((_, i) => (some.has(i) ? on : isChosen(i))).map(([, choice]) => choice));
	}

	return (
		<Searched parameter={parameter} tools={(shown) => <AllOrNone {...{ parameter, shown, turn }} />}>
			{(shown, look) => (
				<div class={look} role="group" {...withoutRequired(control)} aria-labelledby={labelId} tabIndex={-1}>
					{shown.map(({ label, at }) => (
						<label key={at}>
							<input type="checkbox" checked={isChosen(at)} onChange={() => toggle(at)} /> {label}
						</label>
					))}
				</div>
			)}
		</Searched>
	);
}

interface AllOrNoneProps {
	parameter: Parameter;
	shown: Choice[];
	turn(some: ReadonlySet<number>, on: boolean): void;
}

function AllOrNone({ parameter, shown, turn }: AllOrNoneProps) {
	return ["All", "None"].map((word) => (
		<button
			key={word}
			type="button"
			class="g-quiet"
			aria-label={`${word} of ${parameter.label}`}
			onClick={() => turn(new Set(shown.map(({ at }) => at)), word === "All")}
		>
			{word}
		</button>
	));
}

function Radio({ parameter, value, change, control, labelId }: InputProps) {
	const choices = parameter.choices ?? [];
	const at = choices.findIndex(([, choice]) => same(choice, value));
	return (
		<Searched parameter={parameter}>
			{(shown, look) => (
				<div class={look} role="radiogroup" {...control} aria-labelledby={labelId} tabIndex={-1}>
					{shown.map(({ label, choice, at: i }) => (
						<label key={i}>
							<input type="radio" name={control.id} checked={i === at} onChange={() => change(choice)} /> {label}
						</label>
					))}
				</div>
			)}
		</Searched>
	);
}

const MANY = 12; // choices; more are searched, and scroll
const DRAWN = 200; // choices in the list at first

interface Choice {
	label: string;
	choice: FormValue;
	at: number;
}

interface SearchedProps {
	parameter: Parameter;
	/** What can be done with those that are shown. */
	tools?: (shown: Choice[]) => ComponentChildren;
	children: (shown: Choice[], look: string) => ComponentChildren;
}

/** Many choices have a box that narrows them; what is chosen stays so when it is out of sight. */
function Searched({ parameter, tools, children }: SearchedProps) {
	const [search, setSearch] = useState("");
	const all = (parameter.choices ?? []).map(([label, choice], at) => ({ label, choice, at }));
	const wanted = search.trim().toLowerCase();
	const shown = all.filter(({ label }) => label.toLowerCase().includes(wanted));
	const { shown: drawn, more } = useMore(shown, DRAWN);
	if (all.length <= MANY) return <>{children(fitted(all), "g-options")}</>;
	return (
		<>
			<div class="g-row">
				<input
					type="text"
					aria-label={`Search ${parameter.label}`}
					placeholder={`Search ${all.length} choices`}
					value={search}
					onInput={({ currentTarget }) => setSearch(currentTarget.value)}
				/>
				{tools?.(shown)}
			</div>
			{children(fitted(drawn), "g-options g-many")}
			{more}
			{!shown.length && (
				<p class="g-soft" aria-live="polite">
					Nothing fits
				</p>
			)}
		</>
	);
}

/** With labels that are quick to lay out. */
function fitted(choices: readonly Choice[]): Choice[] {
	const room = roomEach(choices.map(({ label }) => label));
	return choices.map((one) => ({ ...one, label: begun(one.label, room) }));
}

/** ARIA knows no required group. */
function withoutRequired({ "aria-required": _, ...rest }: InputProps["control"]) {
	return rest;
}

registerInput("checkbox", Checkbox, { inline: true });
registerInput("checkboxgroup", CheckboxGroup);
registerInput("radio", Radio);
