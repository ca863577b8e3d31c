import { text } from "../values";
import { type InputProps, registerInput } from "./registry";
import { emptied } from "./text";

/** The native picker knows `#rrggbb` only; apps also take `rgba(…)`, which can be typed. */
function Color({ parameter, value, change, control, labelId }: InputProps) {
	const shown = text(value);
	const hex = /^#[\da-f]{6}$/i.test(shown) ? shown : "#000000";
	return (
		<div class="g-row">
			<input
				type="color"
				aria-labelledby={labelId}
				value={hex}
				onInput={({ currentTarget }) => change(currentTarget.value)}
			/>
			<input
				type="text"
				class="g-mono"
				{...control}
				value={shown}
				placeholder="#rrggbb"
				spellcheck={false}
				onInput={({ currentTarget }) => change(currentTarget.value || emptied(parameter))}
			/>
		</div>
	);
}

registerInput("color", Color);
