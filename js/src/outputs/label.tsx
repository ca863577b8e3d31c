import { isObject, list, text } from "../kernel/values";
import { percent } from "../ui/format";
import { Actions } from "./actions";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const LONGEST = 500; // characters of a label

function Label({ output }: OutputProps) {
	const { value } = output;
	const { label, confidences } = isObject(value) ? value : { label: value, confidences: null };
	const shares = list(confidences).filter(isObject);
	// As cells of a spreadsheet.
	const { shown, more } = useMore(shares, 200);
	const rows = shares.map((one) => `${text(one.label)}\t${text(one.confidence)}`).join("\n");
	return (
		<div class="g-labels">
			<div class="g-row">
				<div class="g-number">{text(label).slice(0, LONGEST)}</div>
				<Actions
					output={output}
					copy={rows || text(label)}
					save={{ end: ".json", text: () => JSON.stringify(value, null, 2) }}
					class="g-actions"
				/>
			</div>
			<ul>
				{shown.map((one, i) => {
					const share = Math.min(1, Math.max(0, Number(one.confidence)));
					return (
						<li key={i}>
							<span class="g-name">{text(one.label).slice(0, LONGEST)}</span>
							<span>{percent(share)}</span>
							<i style={{ width: `${share * 100}%` }} />
						</li>
					);
				})}
			</ul>
			{more}
		</div>
	);
}

registerOutput("label", Label);
