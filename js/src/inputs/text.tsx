import { useLayoutEffect, useRef } from "preact/hooks";
import { isSecret, text } from "../kernel/values";
import { type InputProps, registerInput } from "./registry";

const TALLEST = 320; // px
const NEAR = 0.9; // of what a text may hold

/** Emptying a required field is not giving it; elsewhere the empty text is a value. */
export const emptied = ({ required }: { required: boolean }): string | undefined => (required ? undefined : "");

function Text({ parameter, value, isSet, change, control }: InputProps) {
	const { lines, max_length, placeholder, options } = parameter;
	const isHeld = isSecret(value);
	const shown = isHeld ? "" : text(value);
	const area = useRef<HTMLTextAreaElement>(null);
	useLayoutEffect(() => {
		const { current } = area;
		if (!current) return;
		current.style.height = "auto";
		current.style.height = `${Math.min(current.scrollHeight + 2, TALLEST)}px`;
	}, [shown]);

	const countId = `${control.id}-count`;
	const common = {
		...control,
		"aria-describedby":
			max_length === null ? control["aria-describedby"] : `${control["aria-describedby"]} ${countId}`.trim(),
		value: shown,
		placeholder: isHeld ? "Set, and not shown" : isSet && value === null ? "None" : placeholder,
		onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
			change(currentTarget.value || emptied(parameter)),
	};
	return (
		<>
			{options.password ? (
				// The browser would offer to keep what is typed into any other password field.
				<input type="password" autocomplete="new-password" {...common} />
			) : lines > 1 || shown.includes("\n") ? (
				<textarea ref={area} rows={Math.max(lines, 2)} {...common} />
			) : (
				<input type="text" autocomplete="off" {...common} />
			)}
			{/* Told while somebody writes only when the end is near. */}
			{max_length !== null && (
				<span class="g-soft g-counter" id={countId} aria-live={shown.length > NEAR * max_length ? "polite" : "off"}>
					{shown.length} / {max_length} characters
				</span>
			)}
		</>
	);
}

registerInput("text", Text);
