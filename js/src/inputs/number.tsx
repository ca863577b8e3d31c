import { useState } from "preact/hooks";
import type { Parameter } from "../messages";
import type { FormValue } from "../values";
import { type InputProps, registerInput } from "./registry";

const LARGEST_SEED = 2 ** 31 - 1;

const isSeed = ({ name, label, precision, step, type }: Parameter): boolean =>
	/(^|_)seed$/i.test(name.replace(/\W/g, "_")) ||
	(/\bseed\b/i.test(label) && (precision === 0 || step === 1 || type === "int"));

/** Another seed, within what the field takes. */
function Dice({ parameter, change }: InputProps) {
	const low = Math.ceil(parameter.minimum ?? 0);
	const high = Math.floor(parameter.maximum ?? LARGEST_SEED);
	const roll = () => change(low + Math.floor(Math.random() * (high - low + 1)));
	return (
		<button type="button" class="g-quiet g-dice" aria-label={`Random ${parameter.label}`} title="Roll" onClick={roll}>
			⚄
		</button>
	);
}

const stepOf = ({ step, precision }: Parameter): number | "any" => step ?? (precision === 0 ? 1 : "any");

/** An emptied box: null where null is the default, else back to the default. */
const emptied = ({ required, default: value }: Parameter): FormValue | undefined =>
	!required && value === null ? null : undefined;

function NumberField(props: InputProps) {
	if (!isSeed(props.parameter)) return <NumberBox {...props} />;
	return (
		<div class="g-row">
			<NumberBox {...props} />
			<Dice {...props} />
		</div>
	);
}

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
		<div class={isSeed(parameter) ? "g-slider g-wide" : "g-slider"}>
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
			<NumberField {...props} />
		</div>
	);
}

registerInput("number", NumberField);
registerInput("slider", Slider);
