import { isObject, list, text } from "../kernel/values";
import { begun, LINE, roomEach } from "../pieces";
import { percent } from "../ui/format";
import { Actions } from "./actions";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const SHARES = 100; // in view

function Label({ output }: OutputProps) {
	const { value } = output;
	const { label, confidences } = isObject(value) ? value : { label: value, confidences: null };
	const shares = list(confidences).filter(isObject);
	// As cells of a spreadsheet.
	const { shown, more } = useMore(shares, SHARES);
	const room = roomEach(shown.map((one) => text(one.label)));
	const rows = shares.map((one) => `${text(one.label)}\t${text(one.confidence)}`).join("\n");
	return (
		<div class="g-labels">
			<div class="g-row">
				<div class="g-number">{begun(text(label), LINE)}</div>
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
							<span class="g-name">{begun(text(one.label), Math.min(room, LINE))}</span>
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
