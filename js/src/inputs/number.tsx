import { useState } from "preact/hooks";
import { inexact, inexactIn } from "../form/validate";
import type { FormValue } from "../kernel/values";
import type { Parameter } from "../messages";
import { type InputProps, registerInput } from "./registry";

const LARGEST_SEED = 2 ** 31 - 1;

const isSeed = ({ name, label, precision, step, type }: Parameter): boolean =>
	/(^|_)seed$/i.test(name.replace(/\W/g, "_")) ||
	(/\bseed\b/i.test(label) && (precision === 0 || step === 1 || type === "int"));

/** Another seed, within what the field takes. */
function Dice({ parameter, change }: InputProps) {
	const low = Math.ceil(parameter.minimum ?? 0);
	const high = Math.min(Math.floor(parameter.maximum ?? LARGEST_SEED), Number.MAX_SAFE_INTEGER);
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
		const digits = inexactIn(box.value);
		if (box.validity.badInput) changeText(box.value, "Not a number");
		else if (digits) changeText(box.value, inexact(digits));
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
	const { parameter } = props;
	const low = parameter.minimum ?? 0;
	const high = Math.min(parameter.maximum ?? 100, Number.MAX_SAFE_INTEGER);
	const isWide = isSeed(parameter) && high - low > WIDE;
	return (
		<div class={isSeed(parameter) ? "g-slider g-wide" : "g-slider"}>
			{isWide ? <WideRange {...props} low={low} high={high} /> : <Range {...props} low={low} high={high} />}
			<NumberField {...props} />
		</div>
	);
}

type RangeProps = InputProps & { low: number; high: number };

function Range({ parameter, value, change, control, low, high }: RangeProps) {
	return (
		<input
			type="range"
			aria-label={parameter.label}
			aria-describedby={control["aria-describedby"]}
			min={low}
			max={high}
			step={stepOf(parameter)}
			value={typeof value === "number" ? value : low}
			onInput={({ currentTarget }) => change(Number(currentTarget.value))}
		/>
	);
}

/** From here on a pixel is so many seeds that small ones cannot be reached. */
const WIDE = 1000;

const STEPS: { readonly [key: string]: number } = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** A slider that goes through its range by magnitudes, and by keys one by one. */
function WideRange({ parameter, value, change, control, low, high }: RangeProps) {
	const now = typeof value === "number" ? value : low;
	const step = parameter.step ?? 1;
	const within = (seed: number) => Math.min(high, Math.max(low, low + Math.round((seed - low) / step) * step));
	return (
		<input
			type="range"
			aria-label={parameter.label}
			aria-describedby={control["aria-describedby"]}
			aria-valuetext={String(now)}
			min={0}
			max={1}
			step="any"
			value={Math.log1p(Math.max(0, now - low)) / Math.log1p(high - low)}
			onInput={({ currentTarget }) =>
				change(within(low + Math.expm1(Number(currentTarget.value) * Math.log1p(high - low))))
			}
			onKeyDown={(event) => {
				const by = STEPS[event.key];
				if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
				event.preventDefault();
				change(within(now + by * step));
			}}
		/>
	);
}

registerInput("number", NumberField);
registerInput("slider", Slider);
