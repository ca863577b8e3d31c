import { useMemo } from "preact/hooks";
import { useLazy } from "../kernel/lazy-modules";
import { type FormValue, text } from "../kernel/values";
import { Actions } from "./actions";
import { useFollow } from "./auto-scroll";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const PART = 20_000; // characters; browsers lay out a longer block in one go

/** Text as it is; also what stands there until Markdown and HTML can be drawn. */
function Plain({ source }: { source: string }) {
	return <div class="g-prose g-pre">{source.slice(0, PART)}</div>;
}

/** Divide a long text, at the end of a line if there is one. */
function inParts(text: string): string[] {
	const parts: string[] = [];
	for (let at = 0; at < text.length || !parts.length; ) {
		const line = text.length - at > PART ? text.lastIndexOf("\n", at + PART) : -1;
		const end = line > at ? line + 1 : at + PART;
		// The end of a block ends a line by itself.
		parts.push(text.slice(at, line > at ? line : end));
		at = end;
	}
	return parts;
}

function Text({ output, live }: OutputProps) {
	const shown = text(output.value);
	const parts = useMemo(() => inParts(shown), [shown]);
	// Of what is still being written, the end is of interest.
	const { shown: drawn, before: skipped, more } = useMore(parts, 1, live);
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
				{drawn.map((part, i) => (
					<div key={skipped + i}>{part}</div>
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
			<div class="g-number">{text(output.value).slice(0, PART)}</div>
			<Actions output={output} copy={text(output.value)} class="g-actions" />
		</div>
	);
}

const useProse = () => useLazy<typeof import("../lazy/prose")>("prose");

interface MarkdownProps {
	source: string;
	breaks?: boolean;
	/** Those of the app, as Gradio has them. */
	delimiters?: FormValue | undefined;
}

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
