/** Colours for code. */

import hljs from "highlight.js/lib/common";

/** Characters that are coloured; more would hold the page up. */
const MOST = 50_000;

/** Characters that are read in one go: the expressions of some languages, C# among them, take quadratic time. */
const PIECE = 2_500;

/** Of these most languages take quadratic time: long lines, long words and long gaps. */
const SLOW = /[^\n]{500}|[\w$.-]{200}|\s{200}/;

/** Where code is divided: before what begins a line after an empty one, for few strings and comments do. */
const BLOCK = /(?<=\n[ \t]*\n)(?=\S)/;
const LINE = /(?<=\n)/;

/** Divide code into pieces that can be coloured one after the other; none where it has more than is coloured. */
export function pieces(code: string): string[] {
	if (code.length > MOST) return [];
	const divided = code.split(BLOCK).flatMap((block) => (block.length > PIECE ? joined(block.split(LINE)) : [block]));
	return joined(divided);
}

/** Join parts as long as the whole is short enough; a part that is too long by itself stays alone. */
function joined(parts: readonly string[]): string[] {
	const made: string[] = [];
	for (const part of parts) {
		const last = made.at(-1);
		if (last !== undefined && last.length + part.length <= PIECE) made[made.length - 1] = last + part;
		else made.push(part);
	}
	return made;
}

/** A piece of code as HTML of `span`s with classes; null where the language is not known, or it would take too long. */
export function highlighted(code: string, language: string): string | null {
	// `gr.Code` has names such as "sql-msSQL".
	const name = language.replace(/^sql-.*/, "sql");
	if (code.length > PIECE || SLOW.test(code) || !hljs.getLanguage(name)) return null;
	return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}
