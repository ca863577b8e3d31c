/** The controls of the form, by the name that a `Parameter` asks for. */

import { type ComponentType, h } from "preact";
import type { Place } from "../form/draft-store";
import { isLazy } from "../kernel/lazy-modules";
import type { FormValue } from "../kernel/values";
import type { Parameter } from "../messages";
import { lazy } from "../ui/lazy";

export interface InputProps {
	parameter: Parameter;
	/** What the user gave, else the default. */
	value: FormValue;
	/** Whether the user gave it. */
	isSet: boolean;
	/** What was typed, where that is not a value yet. */
	text: string | undefined;
	/** `undefined` goes back to the default. */
	change(value: FormValue | undefined): void;
	changeText(text: string, problem: string): void;
	/** Say at the field why something is not taken; its value stays. */
	refuse(problem: string): void;
	/** `place` puts each into the value; without it they are the value, or are added to its list. */
	upload(files: File[], place?: Place): void;
	/** For the element that the label names. */
	control: {
		id: string;
		"aria-describedby": string;
		"aria-invalid": boolean;
		"aria-required": boolean;
		/** Where no label names it. */
		"aria-label"?: string;
	};
	/** For `aria-labelledby` of everything else. */
	labelId: string;
}

interface Input {
	Control: ComponentType<InputProps>;
	/** The control stands before its label, on one line. */
	inline: boolean;
}

const inputs = new Map<string, Input>();

export function registerInput(name: string, Control: ComponentType<InputProps>, { inline = false } = {}): void {
	inputs.set(name, { Control, inline });
}

function Loading({ control }: InputProps) {
	return h("p", { class: "g-soft g-loading", id: control.id, tabIndex: -1 }, "Loading…");
}

/**
 * A control that is not registered is a file in `lazy/`, else it is written as JSON, so that every
 * endpoint can be run; also where the file does not come.
 */
export function inputFor(name: string): Input {
	const json = inputs.get("json");
	if (!json) throw new Error("no control is registered");
	const known = inputs.get(name);
	if (known) return known;
	const module = `inputs/${name}`;
	if (!isLazy(module)) return json;
	const input = { Control: lazy(module, Loading, json.Control), inline: false };
	inputs.set(name, input);
	return input;
}
