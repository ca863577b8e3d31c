import { begun } from "../pieces";
import { lazy } from "../ui/lazy";
import { type OutputProps, registerOutput } from "./registry";

const MOST = 10_000; // units of text

/** What stands there until the tree does. */
function Plain({ output }: OutputProps) {
	return (
		<div class="g-text">
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
			<div class="g-prose g-pre" tabIndex={0} role="group" aria-label={output.label || output.name}>
				{begun(JSON.stringify(output.value, null, 2), MOST)}
			</div>
		</div>
	);
}

registerOutput("json", lazy("outputs/json", Plain));
