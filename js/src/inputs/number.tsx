import { useState } from "preact/hooks";
import type { Parameter } from "../messages";
import type { FormValue } from "../values";
import { type InputProps, registerInput } from "./registry";

const stepOf = ({ step, precision }: Parameter): number | "any" => step ?? (precision === 0 ? 1 : "any");

/** An emptied box: null where null is the default, else back to the default. */
const emptied = ({ required, default: value }: Parameter): FormValue | undefined =>
	!required && value === null ? null : undefined;

function NumberBox({ parameter, value, isSet, change, changeText, control, labelId }: InputProps) {
	const { minimum, maximum, placeholder } = parameter;
	// While it is edited the box belongs to the user: "1." and "" must not be replaced under their fingers.
	const [typed, setTyped] = useState<string | null>(null);

	function onInput({ currentTarget: box }: { currentTarget: HTMLInputElement }): void {
		setTyped(box.value);
		if (box.validity.badInput) changeText(box.value, "Not a number");
		else change(box.value === "" ? emptied(parameter) : Number(box.value));
	}

	return (
		<input
			type="number"
			{...control}
			aria-labelledby={labelId}
			min={minimum ?? undefined}
			max={maximum ?? undefined}
			step={stepOf(parameter)}
			placeholder={isSet && value === null ? "None" : placeholder || String(parameter.default ?? "")}
			value={typed ?? (typeof value === "number" ? value : "")}
			onInput={onInput}
			onBlur={() => setTyped(null)}
		/>
	);
}

function Slider(props: InputProps) {
	const { parameter, value, change, control } = props;
	const { label, minimum, maximum } = parameter;
	return (
		<div class="g-slider">
			<input
				type="range"
				aria-label={label}
				aria-describedby={control["aria-describedby"]}
				min={minimum ?? 0}
				max={maximum ?? 100}
				step={stepOf(parameter)}
				value={typeof value === "number" ? value : (minimum ?? 0)}
				onInput={({ currentTarget }) => change(Number(currentTarget.value))}
			/>
			<NumberBox {...props} />
		</div>
	);
}

registerInput("number", NumberBox);
registerInput("slider", Slider);
