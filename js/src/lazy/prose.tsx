/** Markdown and HTML of an app, as far as they are harmless. */

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type FormValue, isObject, type Lazy, list, text, useView, weigh } from "../core";
import codeCss from "../prose/code.css";
import { colourJobs, inFrames, type Job } from "../prose/decorate";
import { type Delimiter, DISPLAY, INLINE, USUAL } from "../prose/formulas";
import type { HtmlProps, MarkdownProps } from "../prose/module";
import { SANDBOX, sandboxPage } from "../prose/sandbox";
import { type Clean, cleanHtml, cleanMarkdown } from "../prose/sanitise";

// What has more is shown as TeX.
const LONG = 5_000; // units of text; what has less is laid out as a whole
const MOST_FORMULAS = 200;
const MOST_IN_FORMULAS = 3_000; // elements

export function Markdown({ source, breaks = false, delimiters: given }: MarkdownProps) {
	const delimiters = useMemo(() => delimitersOf(given), [given]);
	return <Prose isDivided source={source} clean={(hosts) => cleanMarkdown(source, { breaks, delimiters, hosts })} />;
}

function delimitersOf(given: FormValue | undefined): readonly Delimiter[] {
	if (!Array.isArray(given)) return USUAL;
	return list(given)
		.filter(isObject)
		.map(({ left, right, display }) => ({ left: text(left), right: text(right), display: display === true }));
}

export function Html({ source, label }: HtmlProps) {
	const [framed, setFramed] = useState(false);
	const clean = useMemo(() => cleanHtml(source), [source]);
	const { lostScripts, isPlain } = clean;
	return (
		<>
			{framed ? (
				<iframe class="g-frame" title={label || "HTML of the app"} {...SANDBOX} srcdoc={sandboxPage(source)} />
			) : (
				<Prose source={source} clean={(hosts) => (hosts.size ? cleanHtml(source, hosts) : clean)} />
			)}
			{lostScripts && (
				<p class="g-soft">
					{isPlain && !framed && "It is too large to be drawn here. "}
					{framed ? "Its scripts run in a sandbox" : "Its scripts do not run here. In a sandbox they run"} without
					access to the notebook or the network. They can still make the browser look up and connect to a server,
					without sending it a request
					{"trustedTypes" in window ? "" : "; this browser may also let them send data by WebRTC"}.{" "}
					<button type="button" class="g-link" onClick={() => setFramed(!framed)}>
						{framed ? "Show without scripts" : "Show in a sandbox"}
					</button>
				</p>
			)}
		</>
	);
}

interface ProseProps {
	/** Its blocks are beside each other, and those out of sight need not be laid out. */
	isDivided?: boolean;
	source: string;
	clean: (hosts: ReadonlySet<string>) => Clean;
}

function Prose({ isDivided = false, source, clean }: ProseProps) {
	const [hosts, setHosts] = useState<ReadonlySet<string>>(new Set());
	const made = useMemo(() => clean(hosts), [source, hosts]);
	const box = useRef<HTMLDivElement>(null);
	const math = useWanted<typeof import("./math")>("math", made.html.includes(`class="${INLINE}`));
	const code = useWanted<typeof import("./highlight")>("highlight", made.html.includes('<code class="language-'));
	useLayoutEffect(() => math && inFrames(formulaJobs(box.current, math.formula)), [made.html, math]);
	useLayoutEffect(() => code && inFrames(codeJobs(box.current, code)), [made.html, code]);
	return (
		<>
			{code && <style>{codeCss}</style>}
			{/* Only what the sanitiser gave; anew with each text, for what was drawn into the last is not Preact's. */}
			<div
				key={made.html}
				ref={box}
				dir="auto"
				class={`g-prose g-contained ${isDivided && weigh(source) > LONG ? "g-divided" : ""}`}
				dangerouslySetInnerHTML={{ __html: made.html }}
			/>
			{made.hosts.map((host) => (
				<button key={host} type="button" class="g-link" onClick={() => setHosts(new Set([...hosts, host]))}>
					Load pictures from <bdi>{host}</bdi>
				</button>
			))}
		</>
	);
}

/** A library, where there is something for it to do. */
function useWanted<M extends object>(name: string, isWanted: boolean): M | undefined {
	const { lazy } = useView().store;
	const it = isWanted ? (lazy.get(name).value as Lazy<M>) : undefined;
	return it?.state === "ready" ? it.module : undefined;
}

function* formulaJobs(box: HTMLElement | null, draw: typeof import("./math").formula): Iterable<Job> {
	let left = MOST_IN_FORMULAS;
	for (const node of [...(box?.querySelectorAll<HTMLElement>(`.${INLINE}`) ?? [])].slice(0, MOST_FORMULAS))
		yield () => {
			const drawn = draw(node.textContent ?? "", node.className === DISPLAY);
			if (!drawn || drawn.elements > left) return 0;
			left -= drawn.elements;
			// Only what the library gave, which has escaped the TeX.
			node.innerHTML = drawn.html;
			return drawn.elements;
		};
}

function* codeJobs(box: HTMLElement | null, highlighter: typeof import("./highlight")): Iterable<Job> {
	for (const node of box?.querySelectorAll('pre > code[class^="language-"]') ?? [])
		yield* colourJobs(node, node.className.slice("language-".length), highlighter);
}
