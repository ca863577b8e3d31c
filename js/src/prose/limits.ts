/**
 * How much of an app's text is read as Markdown or HTML. What has more is shown as it is written: it would hold the
 * notebook's page up, for parsers take quadratic time for some texts, and browsers lay large pages out in one go.
 */

import type { TokenizerObject } from "marked";

export const LIMITS = {
	/** Characters of Markdown. */
	markdown: 50_000,
	/** Characters that may begin or end markup in one paragraph. */
	marks: 600,
	/** Levels of quotes and lists. */
	depth: 30,
	/** Characters of HTML, but for the pictures that it carries. */
	html: 200_000,
	/** Characters that are shown as they are written; copy and save have all of them. */
	written: 20_000,
	/** Elements. */
	elements: 2_000,
	/** Levels of elements in each other. */
	nested: 100,
	/** Milliseconds for one text. The other limits are meant to come first. */
	time: 100,
	/** Characters of Markdown that are read however long that takes, for it is the machine that is slow then. */
	quick: 5_000,
} as const;

const DEEP = new RegExp(`^[ \\t]*(?:(?:>|[-+*]|\\d{1,9}[.)])[ \\t]*){${LIMITS.depth}}`, "m");
const INDENTED = new RegExp(`^[ \\t]{${4 * LIMITS.depth},}(?:[-+*]|\\d{1,9}[.)])[ \\t]`, "m");

export class TooMuch extends Error {}

/** Whether Markdown is within the limits, as far as can be told without reading it. */
export function isReadable(markdown: string): boolean {
	if (markdown.length > LIMITS.markdown || DEEP.test(markdown) || INDENTED.test(markdown)) return false;
	return markdown
		.split(/\n[ \t]*\n|\n(?= {0,3}[-+*] )/)
		.every((paragraph) => paragraph.length <= LIMITS.marks || marksIn(paragraph) <= LIMITS.marks);
}

const marksIn = (text: string): number => text.match(/[*_~[\]!`<>$\\&]/g)?.length ?? 0;

/** Whether HTML is within the limits. */
export function isDrawable(html: string): boolean {
	if ((html.match(/<[a-z]/gi)?.length ?? 0) > LIMITS.elements) return false;
	return html.length <= LIMITS.html || html.replace(/data:image\/[\w+.-]+;base64,[\w+/=]+/g, "").length <= LIMITS.html;
}

/** Tokenizers of marked that give up when the time is over; `false` leaves the reading to its own. */
export function timed(markdown: string): TokenizerObject {
	if (markdown.length <= LIMITS.quick) return {};
	const end = performance.now() + LIMITS.time;
	const look = (): false => {
		if (performance.now() > end) throw new TooMuch();
		return false;
	};
	return {
		paragraph: look,
		heading: look,
		list: look,
		hr: look,
		text: look,
		emStrong: look,
		link: look,
		reflink: look,
		codespan: look,
		del: look,
		tag: look,
		inlineText: look,
	};
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;

/** Whether HTML that was cleaned is within the limits: parsers repeat elements that were not closed. */
export function isShallow(clean: string): boolean {
	let depth = 0;
	let count = 0;
	for (const [, end, name = "", empty] of clean.matchAll(/<(\/?)([a-z][^\s/>]*)(?:[^>"]|"[^"]*")*?(\/?)>/gi)) {
		if (end) depth--;
		else if (++count > LIMITS.elements) return false;
		else if (!empty && !VOID.test(name) && ++depth > LIMITS.nested) return false;
	}
	return true;
}
