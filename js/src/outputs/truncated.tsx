import { useEffect, useState } from "preact/hooks";
import { failureOf } from "../kernel/rpc";
import type { FormValue } from "../kernel/values";
import { bytes, percent } from "../ui/format";
import { SaveButton, usePull } from "./actions";
import { type OutputProps, viewerFor } from "./registry";

/** Kinds that show nothing of use before all of it is there. */
const AT_ONCE = new Set(["plot"]);

/** A value that is too big to be sent unasked. */
export function Whole(props: OutputProps) {
	const { cut = 0, whole, ...output } = props.output;
	const [value, setValue] = useState<FormValue>();
	const [told, setTold] = useState("");
	const pull = usePull();
	const fetchAll = async () => {
		if (!whole) return;
		try {
			setTold("Loading");
			const blob = await pull(whole, (done, total) => setTold(`Loading ${percent(done / total)}`));
			const text = await blob.text();
			setValue(whole.type === "text/plain" ? text : JSON.parse(text));
			setTold("");
		} catch (error) {
			setTold(failureOf(error).message);
		}
	};
	useEffect(() => {
		if (AT_ONCE.has(output.kind)) void fetchAll();
	}, [whole?.__file__]);

	const Viewer = viewerFor(output.kind);
	if (value !== undefined) return <Viewer {...props} output={{ ...output, value }} />;
	return (
		<>
			{output.value !== "" && <Viewer {...props} output={{ ...output, cut }} />}
			<p class="g-row g-soft">
				<span>{output.value === "" ? `${bytes(cut)} of data.` : `The first ${bytes(cut)} of it.`}</span>
				{!whole && <span>All of it can be had when the run is over.</span>}
				{whole && (
					<>
						<button type="button" class="g-link" onClick={fetchAll}>
							{told || "show all"}
						</button>
						<SaveButton file={whole} words="save" />
					</>
				)}
			</p>
		</>
	);
}
