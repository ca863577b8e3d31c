import { useState } from "preact/hooks";
import { inexact, inexactIn } from "../form/validate";
import type { FormValue } from "../kernel/values";
import { type InputProps, registerInput } from "./registry";

const pretty = (value: FormValue): string => JSON.stringify(value, null, 2);

function parse(text: string): { value: FormValue } | { problem: string } {
	try {
		const value = JSON.parse(text);
		const digits = inexactIn(text);
		return digits ? { problem: inexact(digits) } : { value };
	} catch (error) {
		return { problem: `Not JSON: ${error instanceof Error ? error.message : error}` };
	}
}

/** For JSON itself, and for every component that has no control of its own. */
function Json({ parameter, value, isSet, text, change, changeText, control }: InputProps) {
	const { example, placeholder } = parameter;
	// While it is edited the text is the user's, spaces and all; afterwards it is the value, laid out.
	const [typed, setTyped] = useState<string | null>(null);

	function onInput({ currentTarget }: { currentTarget: HTMLTextAreaElement }): void {
		const text = currentTarget.value;
		setTyped(text);
		const read = text.trim() ? parse(text) : { value: undefined };
		if ("problem" in read) changeText(text, read.problem);
		else change(read.value);
	}

	return (
		<>
			<textarea
				class="g-mono"
				rows={4}
				spellcheck={false}
				{...control}
				value={typed ?? text ?? (isSet || value !== null ? pretty(value) : "")}
				placeholder={placeholder || (example === null ? "JSON" : pretty(example))}
				onInput={onInput}
				onBlur={() => setTyped(null)}
			/>
			{example !== null && (
				<button type="button" class="g-link" onClick={() => change(example)}>
					Insert example
				</button>
			)}
		</>
	);
}

registerInput("json", Json);
