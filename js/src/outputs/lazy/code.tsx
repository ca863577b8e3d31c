import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Actions, inPieces, type OutputProps, text, useFollow, useGradually, useLazy, useMore } from "../../core";
import codeCss from "../../prose/code.css";
import { colourJobs, inFrames } from "../../prose/decorate";

export const css = `${codeCss}
.gnb .g-code {
	margin: 0;
	max-height: 400px;
	padding: 8px 140px 8px 10px;
	overflow: auto;
	font: 12px / 1.5 var(--mono);
	color: inherit;
	tab-size: 4;

	code {
		display: block;
		content-visibility: auto;
		contain-intrinsic-size: auto 3000px;
	}
	white-space: pre;
	overflow-wrap: normal;
}
.gnb .g-output:fullscreen .g-code {
	max-height: 100%;
}`;

/** What files of the languages end with that Gradio knows, where it is not their name. */
const ENDS = new Map([
	["python", "py"],
	["markdown", "md"],
	["latex", "tex"],
	["javascript", "js"],
	["typescript", "ts"],
	["shell", "sh"],
]);
const NAMES = ["c", "cpp", "css", "html", "jinja2", "json", "r", "sql", "yaml"];

function endOf(language: string): string {
	const family = language.split("-")[0] ?? "";
	return `.${ENDS.get(family) ?? (NAMES.includes(family) ? family : "txt")}`;
}

const AT_ONCE = 2; // pieces that are shown, and more of them when asked for

export default function Code({ output, live }: OutputProps) {
	const code = text(output.value);
	const pieces = useMemo(() => inPieces(code), [code]);
	// Of what is still being written, the end is of interest.
	const { shown, before, more } = useMore(pieces, AT_ONCE, live);
	const drawn = useGradually(shown.length, 1);
	return (
		<div class="g-text">
			<pre
				class="g-code"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
				tabIndex={0}
				role="group"
				aria-label={output.label || "Code"}
				{...useFollow<HTMLPreElement>(code, live)}
			>
				{/* Anew with each text: what colours it changes elements that are not Preact's any more. */}
				{shown.slice(0, drawn).map((piece, i) => (
					<Piece key={`${before + i} ${piece}`} code={piece} language={text(output.language)} />
				))}
			</pre>
			{more}
			<Actions output={output} copy={code} save={{ end: endOf(text(output.language)) }} />
		</div>
	);
}

function Piece({ code, language }: { code: string; language: string }) {
	const library = useLazy<typeof import("../../lazy/highlight")>("highlight");
	const box = useRef<HTMLElement>(null);
	useLayoutEffect(() => {
		if (library.state === "ready" && box.current) return inFrames(colourJobs(box.current, language, library.module));
	}, [code, language, library.state]);
	return <code ref={box}>{code}</code>;
}
