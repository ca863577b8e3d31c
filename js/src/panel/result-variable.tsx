import { useState } from "preact/hooks";
import { failureOf } from "../kernel/rpc";
import { useView } from "../view";

/** The notebook variable that each result is put into. */
export function Variable() {
	const { store, prefix } = useView();
	const { variable } = store.kernel;
	const [problem, setProblem] = useState("");
	const id = `${prefix}-variable`;

	async function save(name: string): Promise<void> {
		if (name === variable.peek() && !problem) return;
		try {
			await store.wire.ask({ ask: "variable", name });
			setProblem("");
		} catch (error) {
			setProblem(failureOf(error).message);
		}
	}

	return (
		<div class="g-variable">
			<span aria-hidden="true">Save as</span>
			<input
				id={id}
				type="text"
				aria-label="Variable"
				title="Each result is put into this variable of the notebook"
				placeholder="variable name"
				spellcheck={false}
				autocomplete="off"
				value={variable.value}
				aria-invalid={problem !== ""}
				aria-describedby={problem && `${id}-problem`}
				onChange={(event) => save(event.currentTarget.value.trim())}
			/>
			{problem && (
				<span class="g-problem" id={`${id}-problem`}>
					{problem}
				</span>
			)}
		</div>
	);
}
