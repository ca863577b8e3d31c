/** Markdown and HTML of an app, as far as they are harmless. */

import { useMemo, useState } from "preact/hooks";
import { type Clean, cleanHtml, cleanMarkdown, sandboxPage } from "../prose/sanitise";

/** `breaks`: a line break in the text is one on the page, as in chats. */
export function Markdown({ source, breaks = false }: { source: string; breaks?: boolean }) {
	return <Prose clean={useMemo(() => cleanMarkdown(source, breaks), [source, breaks])} />;
}

export function Html({ source, label }: { source: string; label: string }) {
	const clean = useMemo(() => cleanHtml(source), [source]);
	const [framed, setFramed] = useState(false);
	return (
		<>
			{framed ? (
				<iframe class="g-frame" title={label} sandbox="allow-scripts" srcdoc={sandboxPage(source)} />
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

function Prose({ clean }: { clean: Clean }) {
	// Only what the sanitiser gave.
	return <div class="g-prose g-contained" dangerouslySetInnerHTML={{ __html: clean.html }} />;
}
