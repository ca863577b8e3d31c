/** Whether a field is unset, None or has a value; and the way from each to the others. */

import { useRef, useState } from "preact/hooks";
import { type FormValue, isVariable } from "../kernel/values";
import type { Parameter } from "../messages";
import { VariablePicker } from "./variable-binding";

interface Props {
	endpoint: string;
	parameter: Parameter;
	/** `undefined` while nobody has given one. */
	value: FormValue | undefined;
	id: string;
	change(value: FormValue | undefined): void;
}

export function stateWord({ required }: Parameter, value: FormValue | undefined): string {
	if (value === undefined) return required ? "" : "default";
	return value === null ? "None" : isVariable(value) ? "variable" : "";
}

export function FieldState({ endpoint, parameter, value, id, change }: Props) {
	const [open, setOpen] = useState(false);
	const more = useRef<HTMLButtonElement>(null);
	const { label, nullable } = parameter;

	/** What had the focus goes away; it is not to be lost to the notebook. */
	function close(): void {
		setOpen(false);
		more.current?.focus();
	}

	function take(next: FormValue | undefined): void {
		close();
		change(next);
	}

	return (
		<>
			<span class="g-tools">
				<span class={value === null ? "g-state-word g-none" : "g-state-word"} id={`${id}-state`}>
					{stateWord(parameter, value)}
				</span>
				{value !== undefined && (
					<button
						type="button"
						class="g-tiny"
						title={parameter.required ? "Empty this field" : "Back to the default"}
						aria-label={`Reset ${label}`}
						onClick={() => take(undefined)}
					>
						↺
					</button>
				)}
				<button
					type="button"
					class="g-tiny"
					title="None, or a variable of the notebook"
					aria-label={`More for ${label}`}
					aria-expanded={open}
					ref={more}
					onClick={() => setOpen(!open)}
				>
					⋯
				</button>
			</span>
			{open && (
				// biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from within
				<div
					class="g-more"
					onKeyDown={(event) => {
						if (event.key === "Escape") close();
					}}
				>
					{nullable && value !== null && (
						<button type="button" aria-label={`Send None for ${label}`} onClick={() => take(null)}>
							None
						</button>
					)}
					<VariablePicker endpoint={endpoint} parameter={parameter} id={id} onChoose={take} />
				</div>
			)}
		</>
	);
}
