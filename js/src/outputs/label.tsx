import { percent } from "../format";
import { isObject, list, text } from "../values";
import { type OutputProps, registerOutput } from "./registry";

function Label({ output: { value } }: OutputProps) {
	const { label, confidences } = isObject(value) ? value : { label: value, confidences: null };
	return (
		<div class="g-labels">
			<div class="g-number">{text(label)}</div>
			<ul>
				{list(confidences)
					.filter(isObject)
					.map((one, i) => {
						const share = Math.min(1, Math.max(0, Number(one.confidence)));
						return (
							<li key={i}>
								<span class="g-name">{text(one.label)}</span>
								<span>{percent(share)}</span>
								<i style={{ width: `${share * 100}%` }} />
							</li>
						);
					})}
			</ul>
		</div>
	);
}

registerOutput("label", Label);
