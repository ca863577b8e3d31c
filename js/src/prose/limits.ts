/**
 * How much of an app's text is read as Markdown or HTML. What has more is shown as it is written: it would hold the
 * notebook's page up, for parsers take quadratic time for some texts, and browsers lay large pages out in one go.
 */

import type { TokenizerObject } from "marked";
import { weigh } from "../pieces";

export const LIMITS = {
	/** Characters of Markdown. */
	markdown: 50_000,
	/** Characters that may begin or end markup in one paragraph. */
	marks: 600,
	/** Levels of quotes and lists. */
	depth: 30,
	/** Units of text (`pieces.ts`) in one paragraph, list or table of Markdown. */
	block: 60_000,
	/** Characters of HTML, but for the pictures that it carries. */
	html: 200_000,
	/** Units of text in HTML. */
	text: 50_000,
	/** Elements. */
	elements: 2_000,
	/** Cells of tables that others span. */
	cells: 5_000,
	/** Attributes of all elements together. */
	attributes: 5_000,
	/** Elements that take long to paint; the others have no dashes, shadows or filters. */
	painted: 50,
	/** Characters of a style that takes long to paint. */
	paint: 300,
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

/** Whether the text in HTML is within the limits. */
export const isShort = (html: string): boolean => weigh(html.replace(/<[^>]*>/g, "")) <= LIMITS.text;

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

/** Of a tag, the cells of a table that it spans. */
function cellsOf(tag: string): number {
	let cells = 1;
	if (!tag.includes("span=")) return 0;
	for (const [, span] of tag.matchAll(/\b(?:col|row)?span="\s*(\d+)/g)) cells *= Math.max(1, Number(span));
	return cells;
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;

/** Whether HTML that was cleaned is within the limits: parsers repeat elements that were not closed. */
export function isShallow(clean: string): boolean {
	let depth = 0;
	let count = 0;
	let cells = 0;
	for (const [tag, end, name = "", empty] of clean.matchAll(/<(\/?)([a-z][^\s/>]*)(?:[^>"]|"[^"]*")*?(\/?)>/gi)) {
		cells += cellsOf(tag);
		if (cells > LIMITS.cells) return false;
		if (end) depth--;
		else if (++count > LIMITS.elements) return false;
		else if (!empty && !VOID.test(name) && ++depth > LIMITS.nested) return false;
	}
	return true;
}
