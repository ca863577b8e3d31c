/** A field that takes its value from a variable of the notebook. */

import { useEffect, useState } from "preact/hooks";
import { Combobox } from "../inputs/combobox";
import { failureOf } from "../kernel/rpc";
import type { Parameter, VariableRef } from "../messages";
import { useView } from "../view";

interface Listed {
	name: string;
	/** The value in a few letters. */
	shown: string;
}

interface PickerProps {
	endpoint: string;
	parameter: Parameter;
	id: string;
	onChoose(variable: VariableRef): void;
}

/** The variables that fit a field, asked for when it is opened. */
export function VariablePicker({ endpoint, parameter, id, onChoose }: PickerProps) {
	const { wire } = useView().store;
	const [listed, setListed] = useState<Listed[] | null>(null);
	const [problem, setProblem] = useState("");

	useEffect(() => {
		wire.ask({ ask: "variables", endpoint, parameter: parameter.name }).then(
			({ result }) => setListed(result.variables as unknown as Listed[]),
			(error) => setProblem(failureOf(error).message),
		);
	}, [endpoint, parameter.name]);

	if (problem) return <p class="g-problem">{problem}</p>;
	if (!listed) return <p class="g-soft">Asking the kernel…</p>;
	if (!listed.length) return <p class="g-soft">No variable of the notebook fits.</p>;
	return (
		<Combobox
			control={{
				id: `${id}-variables`,
				"aria-label": `Variable for ${parameter.label}`,
				"aria-describedby": "",
				"aria-invalid": false,
			}}
			labels={listed.map(({ name, shown }) => `${name} = ${shown}`)}
			shown=""
			placeholder="Variable…"
			custom={false}
			startOpen
			onChoose={(at) => listed[at] && onChoose({ __variable__: listed[at].name })}
			onCustom={() => {}}
		/>
	);
}

interface BoundProps {
	variable: VariableRef;
	control: { id: string; "aria-describedby": string; "aria-invalid": boolean };
	label: string;
	onRelease(): void;
}

export function Bound({ variable, control, label, onRelease }: BoundProps) {
	const { id, "aria-describedby": described, "aria-invalid": wrong } = control;
	return (
		<div
			class={wrong ? "g-bound g-wrong" : "g-bound"}
			role="group"
			tabIndex={-1}
			id={id}
			aria-describedby={described}
			aria-invalid={wrong}
			aria-label={label}
		>
			<code>{variable.__variable__}</code>
			<span class="g-soft">read when it runs</span>
			<span class="g-grow" />
			<button type="button" class="g-quiet" aria-label={`Take no variable for ${label}`} onClick={onRelease}>
				✕
			</button>
		</div>
	);
}
