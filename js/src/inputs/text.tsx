import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { isSecret, text } from "../kernel/values";
import { weigh } from "../pieces";
import { type InputProps, registerInput } from "./registry";

const TALLEST = 320; // px
const NEAR = 0.9; // of what a text may hold
/** Units of a text that a browser lays out in a text box in less than 200 ms; a longer one is shown on request. */
const MOST = 400_000;

/** Emptying a required field is not giving it; elsewhere the empty text is a value. */
export const emptied = ({ required }: { required: boolean }): string | undefined => (required ? undefined : "");

function Text({ parameter, value, isSet, change, control }: InputProps) {
	const { lines, max_length, placeholder, options } = parameter;
	const isHeld = isSecret(value);
	const shown = isHeld ? "" : text(value);
	const area = useRef<HTMLTextAreaElement>(null);
	// What the user has typed or pasted stays where it is.
	const [isOpen, setOpen] = useState(false);
	const isFolded = !isOpen && shown.length > MOST / 10 && weigh(shown) > MOST;
	useLayoutEffect(() => {
		const { current } = area;
		if (!current) return;
		current.style.height = "auto";
		current.style.height = `${Math.min(current.scrollHeight + 2, TALLEST)}px`;
	}, [shown, isFolded]);

	const countId = `${control.id}-count`;
	const common = {
		...control,
		"aria-describedby":
			max_length === null ? control["aria-describedby"] : `${control["aria-describedby"]} ${countId}`.trim(),
		value: shown,
		placeholder: isHeld ? "Set, and not shown" : isSet && value === null ? "None" : placeholder,
		onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
			setOpen(true);
			change(currentTarget.value || emptied(parameter));
		},
	};
	if (isFolded)
		return (
			<div class="g-row">
				<span class="g-soft">{shown.length.toLocaleString("en")} characters</span>
				<button type="button" id={control.id} onClick={() => setOpen(true)}>
					Show and edit
				</button>
				<button type="button" class="g-quiet" onClick={() => change(emptied(parameter))}>
					Clear
				</button>
			</div>
		);
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
