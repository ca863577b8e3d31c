/** Colours for code. */

import hljs from "highlight.js/lib/common";

const MOST = 50_000; // characters; more would hold the page up

/** Code as HTML of `span`s with classes; null where the language is not known, or the code too long. */
export function highlighted(code: string, language: string): string | null {
	// `gr.Code` has names such as "sql-msSQL".
	const name = language.replace(/^sql-.*/, "sql");
	if (code.length > MOST || !hljs.getLanguage(name)) return null;
	return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}
