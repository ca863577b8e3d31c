import { useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../values";
import { type InputProps, registerInput } from "./registry";

const TALLEST = 320; // px

/** Emptying a required field is not giving it; elsewhere the empty text is a value. */
export const emptied = ({ required }: { required: boolean }): string | undefined => (required ? undefined : "");

function Text({ parameter, value, isSet, change, control }: InputProps) {
	const { lines, max_length, placeholder, options } = parameter;
	const shown = text(value);
	const area = useRef<HTMLTextAreaElement>(null);
	useLayoutEffect(() => {
		const { current } = area;
		if (!current) return;
		current.style.height = "auto";
		current.style.height = `${Math.min(current.scrollHeight + 2, TALLEST)}px`;
	}, [shown]);

	const common = {
		...control,
		value: shown,
		placeholder: isSet && value === null ? "None" : placeholder,
		onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
			change(currentTarget.value || emptied(parameter)),
	};
	return (
		<>
			{options.password ? (
				<input type="password" autocomplete="off" {...common} />
			) : lines > 1 || shown.includes("\n") ? (
				<textarea ref={area} rows={Math.max(lines, 2)} {...common} />
			) : (
				<input type="text" autocomplete="off" {...common} />
			)}
			{max_length !== null && (
				<span class="g-soft g-counter" aria-hidden="true">
					{shown.length} / {max_length}
				</span>
			)}
		</>
	);
}

registerInput("text", Text);
