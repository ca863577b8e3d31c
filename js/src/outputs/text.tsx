import { useMemo } from "preact/hooks";
import { text } from "../kernel/values";
import { begun, inPieces } from "../pieces";
import type { MarkdownProps, ProseModule } from "../prose/module";
import { useLazy } from "../ui/lazy";
import { Actions } from "./actions";
import { useFollow } from "./auto-scroll";
import { useGradually, useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const AT_ONCE = 20_000; // characters that are shown, and more of them when asked for

/** Text as it is; also what stands there until Markdown and HTML can be drawn. */
function Plain({ source }: { source: string }) {
	return <div class="g-prose g-pre">{begun(source)}</div>;
}

function Text({ output, live }: OutputProps) {
	const shown = text(output.value);
	const pieces = useMemo(() => inPieces(shown), [shown]);
	const step = Math.max(1, Math.round((pieces.length * AT_ONCE) / shown.length));
	// Of what is still being written, the end is of interest.
	const { shown: parts, before: skipped, more } = useMore(pieces, step, live);
	const drawn = useGradually(parts.length, 1);
	return (
		<div class="g-text">
			<div
				class="g-prose g-pre"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
				tabIndex={0}
				role="group"
				aria-label={output.label || output.name}
				{...useFollow<HTMLDivElement>(shown, live)}
			>
				{parts.slice(0, drawn).map((part, i) => (
					<div key={skipped + i} class="g-piece">
						{part}
					</div>
				))}
			</div>
			{more}
			<Actions output={output} copy={shown} save={{ end: ".txt" }} />
		</div>
	);
}

function Num({ output }: OutputProps) {
	return (
		<div class="g-row">
			<div class="g-number">{begun(text(output.value))}</div>
			<Actions output={output} copy={text(output.value)} class="g-actions" />
		</div>
	);
}

const useProse = () => useLazy<ProseModule>("prose");

export function Markdown(props: MarkdownProps) {
	const prose = useProse();
	return prose.state === "ready" ? <prose.module.Markdown {...props} /> : <Plain source={props.source} />;
}

function Html({ output }: OutputProps) {
	const prose = useProse();
	const source = text(output.value);
	return (
		<div class="g-text g-free">
			{prose.state === "ready" ? <prose.module.Html source={source} label={output.label} /> : <Plain source={source} />}
			<Actions output={output} copy={source} save={{ end: ".html" }} />
		</div>
	);
}

registerOutput("text", Text);
registerOutput("number", Num);
registerOutput("markdown", ({ output }) => (
	<div class="g-text g-free">
		<Markdown source={text(output.value)} delimiters={output.delimiters} />
		<Actions output={output} copy={text(output.value)} save={{ end: ".md" }} />
	</div>
));
registerOutput("html", Html);
