import { useState } from "preact/hooks";
import { CopyButton } from "../panel/copy";
import { type Clean, cleanHtml, cleanMarkdown, sandboxPage } from "../sanitise";
import { text } from "../values";
import { useFollow } from "./follow";
import { type OutputProps, registerOutput } from "./registry";

function Text({ output }: OutputProps) {
	const shown = text(output.value);
	return (
		<div class="g-text">
			<div class="g-prose g-pre" {...useFollow<HTMLDivElement>(shown)}>
				{shown}
			</div>
			<CopyButton text={shown} />
		</div>
	);
}

function Num({ output }: OutputProps) {
	return <div class="g-number">{text(output.value)}</div>;
}

export function Markdown({ source, breaks = false }: { source: string; breaks?: boolean }) {
	return <Prose clean={cleanMarkdown(source, breaks)} />;
}

function Prose({ clean }: { clean: Clean }) {
	// Only what the sanitiser gave.
	return <div class="g-prose g-contained" dangerouslySetInnerHTML={{ __html: clean.html }} />;
}

function Html({ output }: OutputProps) {
	const source = text(output.value);
	const clean = cleanHtml(source);
	const [framed, setFramed] = useState(false);
	return (
		<>
			{framed ? (
				<iframe class="g-frame" title={output.label} sandbox="allow-scripts" srcdoc={sandboxPage(source)} />
			) : (
				<Prose clean={clean} />
			)}
			{clean.lostScripts && (
				<p class="g-soft">
					It has scripts, which do not run here.{" "}
					<button type="button" class="g-link" onClick={() => setFramed(!framed)}>
						{framed ? "Show without scripts" : "Show in a sandbox"}
					</button>
				</p>
			)}
		</>
	);
}

registerOutput("text", Text);
registerOutput("number", Num);
registerOutput("markdown", ({ output }) => <Markdown source={text(output.value)} />);
registerOutput("html", Html);
