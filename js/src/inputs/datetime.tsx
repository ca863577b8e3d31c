import { text } from "../kernel/values";
import { type InputProps, registerInput } from "./registry";

/** On the wire `2024-01-02 03:04:05`, in the control `2024-01-02T03:04:05`. */
export const toControl = (wire: string, withTime: boolean): string =>
	withTime ? wire.replace(" ", "T") : wire.slice(0, 10);

export function toWire(control: string, withTime: boolean): string {
	if (!withTime) return control;
	const wire = control.replace("T", " ");
	return wire.length === "2024-01-02 03:04".length ? `${wire}:00` : wire;
}

function DateTime({ parameter, value, change, control }: InputProps) {
	const { required, options, label } = parameter;
	const withTime = options.include_time !== false;
	const shown = text(value);
	const clear = () => change(required ? undefined : null);
	return (
		<div class="g-row">
			<input
				type={withTime ? "datetime-local" : "date"}
				step={withTime ? 1 : undefined}
				{...control}
				value={toControl(shown, withTime)}
				onInput={({ currentTarget }) => {
					if (currentTarget.value) change(toWire(currentTarget.value, withTime));
					else if (!currentTarget.validity.badInput) clear();
				}}
			/>
			{shown && (
				<button type="button" class="g-quiet" aria-label={`Clear ${label}`} onClick={clear}>
					✕
				</button>
			)}
		</div>
	);
}

registerInput("datetime", DateTime);
